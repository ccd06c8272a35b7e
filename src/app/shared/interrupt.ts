import process from 'node:process';
import { exitCode } from '../../runtime.ts';

export type Interrupt = {
  /** Aborts at the first signal; a second one ends the process at once. */
  readonly signal: AbortSignal;
  /** Resolves with the exit code that belongs to the signal. */
  readonly code: Promise<number>;
};

const codes = { SIGINT: exitCode.interrupted, SIGTERM: exitCode.terminated, SIGHUP: 129 } as const;

/** Turns SIGINT, SIGTERM and SIGHUP into an orderly end. For commands without a screen (the screen has its own guard). */
export const onInterrupt = (): Interrupt => {
  const controller = new AbortController();
  const code = new Promise<number>((resolve) => {
    for (const [name, value] of Object.entries(codes)) {
      process.on(name, () => {
        if (controller.signal.aborted) process.exit(value);
        controller.abort();
        resolve(value);
      });
    }
  });
  return { signal: controller.signal, code };
};
