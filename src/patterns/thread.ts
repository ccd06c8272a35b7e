/**
 * Patterns that only Node's own engine knows (lookaround, references), one call at a time in a thread of their own. Whoever asks
 * waits, for a bounded time: a thread that does not answer is ended, and the next question starts another.
 */
import { Worker } from 'node:worker_threads';
import type { MatchPlaces } from './match.ts';
import {
  answerAt,
  countAt,
  noAnswer,
  noMatch,
  sharedPlaces,
  type ThreadQuestion,
  turn,
  turnAt,
} from './thread-protocol.ts';

/** In the bundle it is an entry of its own beside the chunks. */
const workerFile = import.meta.url.endsWith('.ts') ? './pattern-worker.ts' : './pattern-worker.js';

/** Starting takes 30 ms, on a busy machine much more: the pattern is not to blame for that. */
const mostStartMs = 10_000;
/** What one text may take. */
export const mostCallMs = 50;
/** As long as the process gets no time to work in, the pattern is not to blame: but nobody waits for longer than this. */
const mostWaitMs = 500;

export type ThreadAnswer =
  | { readonly kind: 'match'; readonly places: MatchPlaces }
  | { readonly kind: 'none' | 'late' | 'refused' };

type Thread = { readonly worker: Worker; readonly shared: Int32Array };

let thread: Thread | undefined;

/** Starts the thread, where there is none, so that it is there when it is needed. */
export const startThread = (): void => {
  if (thread !== undefined) return;
  const memory = new SharedArrayBuffer(sharedPlaces * Int32Array.BYTES_PER_ELEMENT);
  const worker = new Worker(new URL(workerFile, import.meta.url), { workerData: memory });
  worker.unref();
  const started: Thread = { worker, shared: new Int32Array(memory) };
  // It ends by itself only for want of memory. Whoever waits has no answer then.
  worker.on('error', () => {
    if (thread === started) thread = undefined;
  });
  thread = started;
};

const endThread = (): void => {
  void thread?.worker.terminate();
  thread = undefined;
};

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Waits for its turn to come; false where it takes more than it may. */
const isInTime = (shared: Int32Array): boolean => {
  const startedMs = cpuMs();
  for (let waitedMs = 0; waitedMs < mostWaitMs; waitedMs += mostCallMs) {
    if (Atomics.wait(shared, turnAt, turn.asked, mostCallMs) !== 'timed-out') return true;
    if (cpuMs() - startedMs >= mostCallMs / 2) return false;
  }
  return false;
};

/** Runs it, for 50 ms at the most. */
export const runInThread = (question: ThreadQuestion): ThreadAnswer => {
  startThread();
  if (thread === undefined) return { kind: 'refused' };
  const { worker, shared } = thread;
  if (Atomics.wait(shared, turnAt, turn.asked, mostStartMs) === 'timed-out') {
    endThread();
    return { kind: 'refused' };
  }
  Atomics.store(shared, turnAt, turn.asked);
  worker.postMessage(question);
  if (!isInTime(shared)) {
    endThread();
    return { kind: 'late' };
  }
  const count = shared[countAt] ?? noAnswer;
  if (count === noAnswer) return { kind: 'refused' };
  if (count === noMatch) return { kind: 'none' };
  return { kind: 'match', places: [...shared.subarray(answerAt, answerAt + count)] };
};
