/** What a stage is asked for, by its kind and by what stands around it. */
import { originOf } from '../origin.ts';
import type { Flow, KindDefinition, MetricDefinition } from './catalogue/kind.ts';
import { kindOf } from './catalogue/kinds.ts';
import { type ChoiceName, choiceNames } from './choice.ts';
import { chosen } from './choices.ts';
import type { Stage, StageSeries } from './stage.ts';

/** A stage before it has its series. */
export type StageDraft = Omit<Stage, 'series'>;

type Dimensions = Readonly<Record<string, string>>;

/** The first of the sets of dimensions that are all there; undefined where none is. */
export const pickDimensions = (
  sets: readonly (readonly string[])[],
  known: Dimensions,
): Dimensions | undefined => {
  const names = sets.find((set) => set.every((name) => known[name] !== undefined));
  return names && Object.fromEntries(names.map((name) => [name, known[name] ?? '']));
};

/** An index of a table: it has no stream and no requests of its own. */
export const isIndex = ({ dimensions }: Pick<StageDraft, 'dimensions'>): boolean =>
  dimensions['GlobalSecondaryIndexName'] !== undefined;

/** What feeds the stage; before what hands on as it is (an event source mapping), that which feeds it. */
const feeders = (
  stage: StageDraft,
  stages: readonly StageDraft[],
  passed: readonly string[] = [],
): readonly StageDraft[] =>
  stages
    .filter((other) => other.next.includes(stage.name) && !passed.includes(other.name))
    .flatMap((other) => {
      const before =
        kindOf(other).flow?.passesOn === true ? feeders(other, stages, [...passed, other.name]) : [];
      return before.length > 0 ? before : [other];
    });

/** AWS: the name of a FIFO queue or topic ends so. */
const isFifo = ({ dimensions }: StageDraft): boolean =>
  Object.values(dimensions).some((value) => value.endsWith('.fifo'));

const givesOf = (stage: StageDraft): Flow['gives'] => kindOf(stage).flow?.gives;

/** The log group of such a stage unless the file says otherwise. */
export const usualLogGroup = (
  { logGroup }: Pick<KindDefinition, 'logGroup'>,
  dimensions: Dimensions,
): string | undefined => logGroup?.replace(/\{(\w+)\}/g, (_, name: string) => dimensions[name] ?? '');

type Only = Extract<MetricDefinition['only'], string>;

/** Dimensions to ask a metric with; undefined when it makes no sense for this stage. */
const dimensionsFor = (
  { only, dimensions, fixed }: MetricDefinition,
  kind: KindDefinition,
  stage: StageDraft,
  stages: readonly StageDraft[],
): Dimensions | undefined => {
  const own = () => pickDimensions(dimensions ?? kind.dimensions, stage.dimensions);
  const pickedOf = (condition: Only): Dimensions | undefined => {
    switch (condition) {
      case 'streamFed':
        return feeders(stage, stages).some((by) => givesOf(by) === 'stream') ? own() : undefined;
      case 'topicFed':
        return feeders(stage, stages).some((by) => givesOf(by) === 'topic') ? own() : undefined;
      case 'fifo':
        return isFifo(stage) ? own() : undefined;
      case 'standard':
        return isFifo(stage) ? undefined : own();
      case 'asyncFed': {
        const fed = feeders(stage, stages);
        return fed.length === 0 || fed.some((by) => givesOf(by) === 'events') ? own() : undefined;
      }
      case 'reader': {
        const reader = stages.find(
          (one) => one.kind === 'lambda' && feeders(one, stages).some(({ name }) => name === stage.name),
        );
        return reader && pickDimensions([['FunctionName']], reader.dimensions);
      }
      case 'deadLetterQueue':
        return stage.deadLetterQueue === undefined ? undefined : { QueueName: stage.deadLetterQueue };
      case 'table':
        return isIndex(stage) ? undefined : own();
    }
  };
  const conditions = only === undefined ? [] : [only].flat();
  const found =
    conditions.length === 0
      ? own()
      : conditions.map(pickedOf).find((dimensionsOf) => dimensionsOf !== undefined);
  return found && { ...found, ...fixed };
};

/** The metric's name for this stage, by what was chosen; undefined where something else was. */
const metricFor = (
  { metric, when = {} }: MetricDefinition,
  kind: KindDefinition,
  choiceOf: (name: ChoiceName) => readonly string[],
): string | undefined => {
  const isMeant = choiceNames.every(
    (name) => when[name] === undefined || choiceOf(name).includes(when[name]),
  );
  if (!isMeant) return undefined;
  return choiceNames.reduce(
    (text, name) => text.replace(`{${name}}`, () => kind.choices?.[name]?.of[choiceOf(name)[0] ?? ''] ?? ''),
    metric,
  );
};

export type SeriesOptions = {
  /** The pipeline's stages: some metrics are worth asking for only behind certain neighbours. */
  readonly stages: readonly StageDraft[];
  /** In place of the kind's own. */
  readonly periodSeconds?: number | undefined;
};

/** What a stage of its kind is asked for, under ids `stage.key`. Counters hold raw sums; `derive.ts` makes rates of them. */
export const seriesOf = (stage: StageDraft, { stages, periodSeconds }: SeriesOptions): StageSeries[] => {
  const kind = kindOf(stage);
  const fedBy = feeders(stage, stages).map((feeder) => feeder.kind);
  return Object.entries(kind.metrics).flatMap(([key, definition]): StageSeries[] => {
    const dimensions = dimensionsFor(definition, kind, stage, stages);
    const metric = metricFor(definition, kind, (name) => chosen(stage, name, fedBy));
    if (dimensions === undefined || metric === undefined) return [];
    const { stat, unit, label, missing, namespace = kind.namespace } = definition;
    return [
      {
        id: `${stage.name}.${key}`,
        label,
        stage: stage.name,
        key,
        ...originOf(stage),
        ...(stage.accountId === undefined ? {} : { accountId: stage.accountId }),
        query: { kind: 'metric', namespace, metric, dimensions, stat },
        periodSeconds: periodSeconds ?? kind.periodSeconds,
        unit,
        missing,
      },
    ];
  });
};
