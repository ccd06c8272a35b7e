/** The catalogue of stage kinds, and what a stage of each is asked for. Adding a kind is adding a file and a line here. */

import type { SeriesSpec } from '../observation.ts';
import { originOf } from '../origin.ts';
import { alb } from './catalogue/alb.ts';
import { apiGateway } from './catalogue/api-gateway.ts';
import { custom } from './catalogue/custom.ts';
import { dynamodb } from './catalogue/dynamodb.ts';
import { ec2 } from './catalogue/ec2.ts';
import { ecs } from './catalogue/ecs.ts';
import { eks } from './catalogue/eks.ts';
import { eventbridge } from './catalogue/eventbridge.ts';
import { firehose } from './catalogue/firehose.ts';
import { httpApi } from './catalogue/http-api.ts';
import type { KindDefinition, MetricDefinition } from './catalogue/kind.ts';
import { kinesis } from './catalogue/kinesis.ts';
import { lambda } from './catalogue/lambda.ts';
import { sns } from './catalogue/sns.ts';
import { sqs } from './catalogue/sqs.ts';
import { stepFunctions } from './catalogue/step-functions.ts';
import type { Stage, StageKind } from './stage.ts';

export const kinds: Readonly<Record<StageKind, KindDefinition>> = {
  'api-gateway': apiGateway,
  'http-api': httpApi,
  lambda,
  sns,
  eventbridge,
  sqs,
  dynamodb,
  ecs,
  eks,
  ec2,
  kinesis,
  firehose,
  alb,
  'step-functions': stepFunctions,
  custom,
};

export const isStageKind = (name: string): name is StageKind => Object.hasOwn(kinds, name);

export const stageKinds: readonly StageKind[] = Object.keys(kinds).filter(isStageKind);

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

const feeders = (stage: StageDraft, stages: readonly StageDraft[]): readonly StageDraft[] =>
  stages.filter((other) => other.next.includes(stage.name));

const isStream = ({ kind }: StageDraft): boolean => kind === 'dynamodb' || kind === 'kinesis';

/** Dimensions to ask a metric with; undefined when it makes no sense for this stage. */
const dimensionsFor = (
  { only, dimensions, fixed }: MetricDefinition,
  kind: KindDefinition,
  stage: StageDraft,
  stages: readonly StageDraft[],
): Dimensions | undefined => {
  const own = () => pickDimensions(dimensions ?? kind.dimensions, stage.dimensions);
  const picked = (): Dimensions | undefined => {
    if (only === undefined) return own();
    switch (only) {
      case 'streamFed':
        return feeders(stage, stages).some(isStream) ? own() : undefined;
      case 'asyncFed': {
        const fed = feeders(stage, stages);
        const isAsync = ({ kind: by }: StageDraft) => by === 'sns' || by === 'eventbridge';
        return fed.length === 0 || fed.some(isAsync) ? own() : undefined;
      }
      case 'reader': {
        const reader = stages.find(({ kind: by, name }) => by === 'lambda' && stage.next.includes(name));
        return reader && pickDimensions([['FunctionName']], reader.dimensions);
      }
      case 'deadLetterQueue':
        return stage.deadLetterQueue === undefined ? undefined : { QueueName: stage.deadLetterQueue };
    }
  };
  const found = picked();
  return found && { ...found, ...fixed };
};

export type SeriesOptions = {
  /** The pipeline's stages: some metrics are worth asking for only behind certain neighbours. */
  readonly stages: readonly StageDraft[];
  /** In place of the kind's own. */
  readonly periodSeconds?: number | undefined;
};

/** What a stage of its kind is asked for, under ids `stage.key`. Counters hold raw sums; `derive.ts` makes rates of them. */
export const seriesOf = (stage: StageDraft, { stages, periodSeconds }: SeriesOptions): SeriesSpec[] => {
  const kind = kinds[stage.kind];
  return Object.entries(kind.metrics).flatMap(([key, definition]): SeriesSpec[] => {
    const dimensions = dimensionsFor(definition, kind, stage, stages);
    if (dimensions === undefined) return [];
    const { metric, stat, unit, label, missing, namespace = kind.namespace } = definition;
    return [
      {
        id: `${stage.name}.${key}`,
        label,
        stage: stage.name,
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
