/** Every call ends: what is silent, before its headers or in the middle of its body, is given up (issue 15). */
import { worded } from './worded.ts';

/** Of what has no deadline of its own. With the longest backoff of a network that is away (pacing/backoff.ts) it is under 15 s. */
export const usualDeadlineMs = 10_000;

export type Deadline = {
  /** Aborts at the deadline, or with the caller's signal. */
  readonly signal: AbortSignal;
  /** True where it was the deadline. */
  readonly isOver: () => boolean;
  /** Gives what the work gives, as long as there is time: what does not look at the signal, a file or a program, is left to itself. */
  readonly within: <Value>(work: Promise<Value>) => Promise<Value>;
  /** The call has ended. */
  readonly clear: () => void;
};

const givenUp = (): Error => Object.assign(new Error('given up'), { name: 'AbortError' });

const orAborted = <Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const giveUp = () => reject(givenUp());
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });

/**
 * A deadline over a whole call, in real time: an account's own clock may run at another speed. A laptop's sleep stops timers, so one
 * that wakes up late is over at once.
 */
export const deadlineOf = (ms: number, signal: AbortSignal | undefined): Deadline => {
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), ms);
  const ended = signal === undefined ? timer.signal : AbortSignal.any([signal, timer.signal]);
  return {
    signal: ended,
    isOver: () => timer.signal.aborted && signal?.aborted !== true,
    within: (work) => orAborted(work, ended),
    clear: () => clearTimeout(timeout),
  };
};

/** As the SDK calls what took too long. */
export const tookTooLong = (ms: number): Error =>
  Object.assign(new Error(`no whole answer in ${ms / 1000} s`), { name: 'TimeoutError' });

/** What a call waited for when its time was over, before it could be sent. */
const unready = {
  settings: {
    message: 'the settings of ~/.aws, or the CA bundle, cannot be read: no answer',
    hint: 'Look at the disk or the mount they are on (AWS_CONFIG_FILE, AWS_CA_BUNDLE); the tool tries again by itself.',
  },
  credentials: {
    message: 'no credentials in time: what gives them does not answer',
    hint: 'Check the network, ~/.aws and its disk; the tool tries again by itself.',
  },
} as const;

/** In words: nothing was sent, so AWS is not to blame. */
export const notReady = (waitedFor: keyof typeof unready): Error =>
  worded({ kind: 'service', code: 'TimeoutError', ...unready[waitedFor] });
