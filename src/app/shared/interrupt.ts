import process from 'node:process';
import type { Failure } from '../../observation/health-of-sources.ts';
import { codesOfSignals, letSignalsEnd } from '../../process-end.ts';
import type { Runtime } from '../../runtime.ts';

/** What a command prints that ends by itself, where it was interrupted: part of it or nothing (issue 15, F11). */
const interrupted: Failure = {
  kind: 'service',
  code: 'Interrupted',
  message: 'interrupted before all was read: what is printed is not all',
  hint: 'Run it again.',
};

/** The end of a command that would have ended by itself: says that it is not whole, with `--json` in the last line. */
export const cutShort = (interrupt: Interrupt, { losses }: Pick<Runtime, 'losses'>): Promise<number> => {
  losses.add(interrupted);
  return interrupt.code;
};

export type Interrupt = {
  /** Aborts at the first signal. Two seconds later the process ends, whatever hangs in it; a second signal ends it at once. */
  readonly signal: AbortSignal;
  /** Resolves with the exit code that belongs to the signal. */
  readonly code: Promise<number>;
};

/** What ends with any of these, also where one has come already: a signal while the account is being found must not be lost. */
export const stopWith = (...signals: readonly AbortSignal[]): AbortController => {
  const stop = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) stop.abort();
    else signal.addEventListener('abort', () => stop.abort(), { once: true });
  }
  return stop;
};

/** How long what is under way may take to end: a query is stopped in AWS, a checkpoint written. */
const graceMs = 2_000;

/** Turns SIGINT, SIGTERM and SIGHUP into an orderly end. For commands without a screen (the screen has its own guard). */
export const onInterrupt = ({ clock, leave }: Pick<Runtime, 'clock' | 'leave'>): Interrupt => {
  const controller = new AbortController();
  const code = new Promise<number>((resolve) => {
    for (const [name, value] of Object.entries(codesOfSignals)) {
      process.on(name, () => {
        letSignalsEnd();
        controller.abort();
        resolve(value);
        void clock.sleep(graceMs).then(() => leave(value));
      });
    }
  });
  return { signal: controller.signal, code };
};
