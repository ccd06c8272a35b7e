import process from 'node:process';
import { codesOfSignals, letSignalsEnd } from '../../process-end.ts';
import type { Runtime } from '../../runtime.ts';

export type Interrupt = {
  /** Aborts at the first signal. Two seconds later the process ends, whatever hangs in it; a second signal ends it at once. */
  readonly signal: AbortSignal;
  /** Resolves with the exit code that belongs to the signal. */
  readonly code: Promise<number>;
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
