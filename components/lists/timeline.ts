/** Alarms, log lines worth reading, changes, breaches, deployments and gaps in one order of time. */

import { memoLast } from '../../src/memo-last.ts';
import type { AttributeValue, ItemChange, StreamViewType } from '../../src/observation/streams.ts';
import { changeJson } from '../../src/output/change-json.ts';
import { isStatus } from '../../src/output/shown-changes.ts';
import { type Breach, createBreachFinder } from '../../src/pipeline/breaches.ts';
import { parseChangeExpression } from '../../src/pipeline/change-expression.ts';
import { blindness, type Side } from '../../src/pipeline/change-fields.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { LogLevel } from '../../src/reading/log-reading.ts';
import { readLog } from '../../src/reading/read-log.ts';
import { liveIn } from '../../src/store/cached.ts';
import type { LogEntry } from '../../src/store/entries.ts';
import { answeredPoints, type SeriesSnapshot } from '../../src/store/series-store.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { type TimelineEntry, timeOf } from './entries.ts';

/** Levels of log lines that the timeline can begin at, in the order in which a key walks through them. */
export const timelineLevels = ['INFO', 'WARN', 'ERROR', 'none'] as const;
export type TimelineLevel = (typeof timelineLevels)[number];

/** The level that was chosen, else that of the pipeline file. */
export const levelOf = (chosen: TimelineLevel | undefined, { timeline }: Pipeline): TimelineLevel =>
  chosen ?? timeline?.level ?? 'WARN';

const loudness: Readonly<Record<LogLevel | TimelineLevel, number>> = {
  TRACE: 0,
  DEBUG: 0,
  INFO: 1,
  WARN: 2,
  ERROR: 3,
  FATAL: 3,
  none: 4,
};

const isLoud = (entry: LogEntry, level: TimelineLevel): boolean => {
  if (entry.type === 'gap') return true;
  const { level: own, runtime } = readLog(entry);
  // A line without a level says as much as one of INFO; Lambda's own lines say nothing.
  const loud = own ?? (runtime === undefined ? 'INFO' : 'DEBUG');
  return loudness[loud] >= loudness[level];
};

/** An order that came to a bad end: what stands there where the pipeline file says nothing. */
const isBadEnd = ({ changed, new: now, viewType }: ItemChange): boolean => {
  const isBad = (value: AttributeValue | undefined): boolean =>
    value !== undefined && 'S' in value && /^(FAILED|CANCELLED)$/.test(value.S);
  // Where there is nothing to compare with, how it stands is all that is known.
  return viewType === 'NEW_IMAGE'
    ? Object.entries(now ?? {}).some(([name, value]) => isStatus(name) && isBad(value))
    : changed.some((one) => isStatus(one.path) && isBad(one.new));
};

/** Of which tables changes may never stand here, and why: their streams do not hold what is looked at; or it failed on one. */
export const blindChanges = (
  { streams }: Pick<Snapshot, 'streams'>,
  pipeline: Pipeline,
): readonly string[] => {
  const { sidesOn, trouble } = rememberedFor(pipeline);
  const failed = trouble();
  return [
    ...(failed === undefined ? [] : [`timeline.changes failed for a change: ${failed}`]),
    ...streams.flatMap(({ table, viewType }) => {
      const blind = blindness(sidesOn(viewType), viewType);
      return blind === undefined ? [] : [`changes of ${table}: ${blind.message}`];
    }),
  ];
};

type ChangeFilter = {
  /** Whether a change is one of those that the pipeline file asks for, found out once for each change. */
  readonly isWanted: (change: ItemChange) => boolean;
  /** What it looks at on a stream of this kind. */
  readonly sidesOn: (viewType: StreamViewType) => readonly Side[];
  /** Why it failed for a change; undefined as long as it did for none. */
  readonly trouble: () => string | undefined;
};

const changeFilter = ({ timeline }: Pipeline): ChangeFilter => {
  if (timeline?.changes === undefined) {
    return {
      isWanted: isBadEnd,
      sidesOn: (viewType) => (viewType === 'NEW_IMAGE' ? ['new'] : ['changed']),
      trouble: () => undefined,
    };
  }
  const expression = parseChangeExpression(timeline.changes);
  const known = new WeakMap<ItemChange, boolean>();
  return {
    isWanted: (change) => {
      const before = known.get(change);
      if (before !== undefined) return before;
      const isWanted = expression.ok && expression.value.test(changeJson(change));
      known.set(change, isWanted);
      return isWanted;
    },
    sidesOn: () => (expression.ok ? expression.value.sides : []),
    trouble: () => (expression.ok ? expression.value.trouble() : undefined),
  };
};

/** What is compiled and remembered for a pipeline, as long as there is one. */
const forPipeline = (pipeline: Pipeline) => {
  const finders = pipeline.stages.map(createBreachFinder);
  return {
    ...changeFilter(pipeline),
    breaches: memoLast((series: SeriesSnapshot): readonly Breach[] =>
      finders.flatMap((find) => find((id) => answeredPoints(liveIn(series, id)))),
    ),
  };
};

const known = new WeakMap<Pipeline, ReturnType<typeof forPipeline>>();

const rememberedFor = (pipeline: Pipeline): ReturnType<typeof forPipeline> => {
  const remembered = known.get(pipeline) ?? forPipeline(pipeline);
  known.set(pipeline, remembered);
  return remembered;
};

/** All that is notable, oldest first: from this level on, the changes of the pipeline file, and whatever befell its stages. */
export const timelineOf = (
  { alarms, logs, changes, deployments, series }: Snapshot,
  pipeline: Pipeline,
  level: TimelineLevel,
): readonly TimelineEntry[] => {
  const { isWanted, breaches } = rememberedFor(pipeline);
  const entries: TimelineEntry[] = [
    ...deployments,
    ...breaches(series),
    ...alarms.history.items,
    ...logs.items.filter((entry) => isLoud(entry, level)),
    ...changes.items.filter((entry) => entry.type === 'gap' || isWanted(entry)),
  ];
  return entries.sort((a, b) => timeOf(a) - timeOf(b));
};
