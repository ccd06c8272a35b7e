/**
 * What a command lost and must not pass over in silence, whoever noticed it: an answer with spoilt items, output that could not be
 * written. Said on stderr when it ends, and it never ends with 0 then (issue 15).
 */
import type { Failure } from './observation/health-of-sources.ts';

export type Losses = {
  readonly add: (failure: Failure) => void;
  /** A file that lacks something: on a screen, too, it is said at the end. */
  readonly addFile: (failure: Failure) => void;
  /** A screen shows what is wrong by itself, where it is wrong. */
  readonly leaveToScreen: () => void;
  /** Each once, in the order in which they came. */
  readonly all: () => readonly Failure[];
};

/** More than these are more of the same. */
const mostLosses = 20;

export const createLosses = (): Losses => {
  const losses = new Map<string, Failure>();
  let isLeft = false;
  const addFile = (failure: Failure): void => {
    const key = [failure.operation, failure.region, failure.code, failure.message].join(' ');
    if (losses.size < mostLosses && !losses.has(key)) losses.set(key, failure);
  };
  return {
    addFile,
    add: (failure) => {
      if (!isLeft) addFile(failure);
    },
    leaveToScreen: () => {
      isLeft = true;
      losses.clear();
    },
    all: () => [...losses.values()],
  };
};
