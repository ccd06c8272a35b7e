/**
 * What ends a command from without, whatever it is doing: what it works with is gone (the embedded account's thread). Said in one line, on a
 * terminal that is as it was, and the exit code is the failure's (issue 15).
 */
import type { Failure } from './observation/health-of-sources.ts';

export type Fatal = {
  /** Ends the command. The first one counts. */
  readonly end: (failure: Failure) => void;
  /** Who ends it: the last to say so, as a screen has to give the terminal back first. Called at once where it has happened. */
  readonly endedBy: (handler: (failure: Failure) => void) => void;
};

export const createFatal = (): Fatal => {
  let failure: Failure | undefined;
  let handler: ((failure: Failure) => void) | undefined;
  return {
    end: (reason) => {
      if (failure !== undefined) return;
      failure = reason;
      handler?.(reason);
    },
    endedBy: (next) => {
      handler = next;
      if (failure !== undefined) next(failure);
    },
  };
};
