/** Sources read until each has answered once: for commands that print and end. */
import type { Clock } from '../../clock.ts';
import { formatDuration } from '../../format.ts';
import type { Failure, SourceName, SourceProblem } from '../../observation/health-of-sources.ts';
import { mergeSources } from '../../sources/merge.ts';
import { acknowledged, type Source } from '../../sources/source.ts';
import { scopeKey } from '../../store/entries.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Store } from '../../store/store.ts';
import { type Awaited, hopeless } from './hopeless.ts';

/** A source that has not answered by then is said. */
const patienceMs = 20_000;
const lookEveryMs = 100;

/** All that the source is asked for has been read once, or cannot be. */
export const hasSpoken = ({ ready, problems }: Snapshot, { source, scopes }: Awaited): boolean => {
  const troubled = new Set(
    problems.map((problem) => scopeKey(problem.source, problem.scope, problem.origin)),
  );
  return scopes.every(({ scope, origin }) => {
    const key = scopeKey(source, scope, origin);
    return ready.has(key) || troubled.has(key);
  });
};

/** What stages are judged by, and its call. Of many log groups not all may be read in this time: their panel says so. */
const firstCalls: Readonly<Partial<Record<SourceName, string>>> = {
  metrics: 'GetMetricData',
  alarms: 'DescribeAlarms',
};

/** What has said nothing, neither that it is read nor why not: what is printed without it does not pass for all. */
const unspoken = (snapshot: Snapshot, awaited: readonly Awaited[]): readonly SourceProblem[] =>
  awaited.flatMap(({ source, scopes }) => {
    const operation = firstCalls[source];
    if (operation === undefined) return [];
    return scopes
      .filter((one) => !hasSpoken(snapshot, { source, scopes: [one] }))
      .map(({ scope, origin }): SourceProblem => {
        const failure: Failure = {
          kind: 'network',
          code: 'NoAnswer',
          message: `no answer in ${formatDuration(patienceMs)}`,
          operation,
          ...origin,
          hint: 'Check the network, or ask for less: a smaller pipeline file, fewer Regions.',
        };
        return { type: 'problem', source, scope, origin, at: snapshot.at, failure };
      });
  });

export type ReadOnceOptions = {
  readonly store: Store;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What is given up on where none of it may be read, and said where it has not answered. */
  readonly awaited: readonly Awaited[];
  /** All that is wanted is there. */
  readonly isDone: (snapshot: Snapshot, waitedMs: number) => boolean;
};

/** Folds what sources say into the store until it is done, hopeless, or twenty seconds have gone; ends the sources. */
export const readOnce = async (
  sources: readonly Source[],
  { store, clock, signal, awaited, isDone }: ReadOnceOptions,
): Promise<void> => {
  const end = new AbortController();
  const until = AbortSignal.any([signal, end.signal]);
  const take = async (): Promise<void> => {
    for await (const batch of acknowledged(mergeSources(sources, until))) store.apply(batch, clock.now());
  };
  const taking = take();
  const startedAt = clock.now();
  for (;;) {
    await clock.sleep(lookEveryMs, signal);
    const waitedMs = clock.now() - startedAt;
    const snapshot = store.snapshot(clock.now());
    const isOver = isDone(snapshot, waitedMs) || waitedMs > patienceMs || signal.aborted;
    if (!isOver && hopeless(snapshot, awaited) === undefined) continue;
    if (!signal.aborted) store.apply(unspoken(snapshot, awaited), clock.now());
    end.abort();
    return await taking;
  }
};
