/**
 * The thread in which a pattern runs that only Node's own engine knows: that one may go on for ever, and a thread can be ended.
 * It answers in shared memory, where the thread that waits sees it without an event.
 */
import { parentPort, workerData } from 'node:worker_threads';
import {
  answerAt,
  countAt,
  isThreadQuestion,
  mostGroups,
  noAnswer,
  noMatch,
  type ThreadQuestion,
  turn,
  turnAt,
} from './thread-protocol.ts';

const shared = new Int32Array(workerData instanceof SharedArrayBuffer ? workerData : new ArrayBuffer(0));

const compiled = new Map<string, RegExp>();
const mostCompiled = 64;

const expressionOf = ({ source, flags }: ThreadQuestion): RegExp => {
  const key = `${flags}/${source}`;
  if (compiled.size >= mostCompiled) compiled.clear();
  const made = compiled.get(key) ?? new RegExp(source, `${flags}dg`);
  compiled.set(key, made);
  return made;
};

/** Writes where it matched, and gives how many numbers that is. */
const answer = (question: ThreadQuestion): number => {
  const expression = expressionOf(question);
  expression.lastIndex = question.from;
  const places = expression.exec(question.text)?.indices;
  if (places === undefined) return noMatch;
  if (places.length > mostGroups + 1) return noAnswer;
  shared.set(
    places.flatMap((place: readonly [number, number] | undefined) => place ?? [-1, -1]),
    answerAt,
  );
  return places.length * 2;
};

const answered = (count: number): void => {
  shared[countAt] = count;
  Atomics.store(shared, turnAt, turn.answered);
  Atomics.notify(shared, turnAt);
};

parentPort?.on('message', (message) => {
  try {
    answered(isThreadQuestion(message) ? answer(message) : noAnswer);
  } catch {
    // Too much for the engine, e.g. more ways back than it has memory for.
    answered(noAnswer);
  }
});
// It listens.
answered(noMatch);
