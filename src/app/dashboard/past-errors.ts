/**
 * The error lines of an incident's cause from before its log groups were followed (issue 14): a dashboard that is opened amid an outage
 * counts what one counts that was open before it, and knows what is new since the onset. Read once, by FilterLogEvents: it costs nothing.
 */
import type { Backend } from '../../backend/backend.ts';
import type { LogEvent } from '../../observation/logs.ts';
import type { Observation } from '../../observation/observation.ts';
import { originOf } from '../../origin.ts';
import { groupKey, groupsOf, type LogGroup } from '../../pipeline/log-groups.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { errorLines, linesIn } from '../shared/evidence-at.ts';

export type PastErrorsReader = {
  /** Reads what the stories need and nobody has read yet; resolves once that is told, at once where nothing is needed. */
  readonly read: (snapshot: Pick<Snapshot, 'stories' | 'at'>) => Promise<void>;
};

export type PastErrorsOptions = {
  readonly backend: Pick<Backend, 'searchLogs' | 'clock'>;
  readonly pipeline: Pipeline;
  /** Epoch ms: from then on the log groups are followed. */
  readonly followedSince: number;
  readonly emit: (observations: readonly Observation[]) => void;
  readonly signal: AbortSignal;
};

/** Errors of so long before the onset tell what is new since then. */
const beforeOnsetMs = 30 * 60_000;
/** Older ones are not worth the calls: what began before is counted from then, and its age is not known. */
const mostMs = 3_600_000;
/** What failed is tried again, but not with every frame. */
const againAfterMs = 60_000;

type Wanted = { readonly group: LogGroup; readonly from: number };

/** The groups of what incidents began with that go on. */
const wantedBy = (
  { stories, at }: Pick<Snapshot, 'stories' | 'at'>,
  { stages }: Pipeline,
): readonly Wanted[] =>
  stories.flatMap(({ incident, cause }) => {
    if (incident === null || cause === null) return [];
    const from = Math.max(cause.since - beforeOnsetMs, at - mostMs);
    return groupsOf(stages.filter(({ name }) => name === cause.stage)).map((group) => ({ group, from }));
  });

const isLine = (one: Observation): one is LogEvent => one.type === 'log';

export const createPastErrors = ({
  backend,
  pipeline,
  followedSince,
  emit,
  signal,
}: PastErrorsOptions): PastErrorsReader => {
  const { clock } = backend;
  /** By `groupKey`: from when on a group's errors are known or being read. */
  const readFrom = new Map<string, number>();
  const nextTry = new Map<string, number>();

  const readGroup = async ({ group, from }: Wanted): Promise<void> => {
    const to = clock.now();
    const key = groupKey(group);
    const { observations, troubles } = await linesIn(
      { groups: [group], filter: errorLines, from, to },
      { backend, signal },
    );
    if (signal.aborted) return;
    const [trouble] = troubles;
    const isWhole = trouble === undefined;
    emit([
      { type: 'pastErrors', ...group, from: isWhole ? from : to, lines: observations.filter(isLine) },
      {
        type: 'problem',
        source: 'logs',
        // Not the trouble of who follows the group, which ends by itself.
        scope: `${group.group} (errors of before)`,
        origin: originOf(group),
        at: to,
        failure: trouble?.failure,
      },
    ]);
    if (isWhole || trouble.failure.code === 'TooManyLines') return;
    readFrom.delete(key);
    nextTry.set(key, to + againAfterMs);
  };

  return {
    read: async (snapshot) => {
      if (backend.searchLogs === undefined || signal.aborted) return;
      const due = wantedBy(snapshot, pipeline).filter(({ group, from }) => {
        const key = groupKey(group);
        if ((nextTry.get(key) ?? 0) > snapshot.at) return false;
        if (from >= (readFrom.get(key) ?? followedSince)) return false;
        readFrom.set(key, from);
        return true;
      });
      await Promise.all(due.map(readGroup));
    },
  };
};
