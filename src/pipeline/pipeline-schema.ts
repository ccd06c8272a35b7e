/** The shape of the pipeline file. Its JSON Schema is published for editors; the errors are the words after `needs`. */
import * as z from 'zod';
import { seriesUnits } from '../observation/metrics.ts';
import { type KindName, noOwnKinds, type OwnKinds, stageKinds } from './catalogue/kinds.ts';
import type { ChoiceName } from './choice.ts';
import { choiceValues } from './choices.ts';
import { valueAt } from './found.ts';
import { allowedKindKeys, kindsSchema } from './kind-schema.ts';
import { orders, query } from './orders-schema.ts';
import { ownKindNames, type ReadKinds } from './own-kinds.ts';
import { requiresNeeds } from './requires.ts';
import { duration, key, stat, text, webLink } from './schema-parts.ts';

const percentNeeds = 'percent such as 1% or 0.5 %';
const percent = z
  .union(
    [
      z.number().min(0, { error: percentNeeds }).max(100, { error: percentNeeds }),
      z
        .string()
        .regex(/^\d{1,3}(\.\d{1,6})?\s?%$/, { error: percentNeeds })
        .transform((value) => Number.parseFloat(value)),
    ],
    { error: percentNeeds },
  )
  .describe('Percent, 0-100');

export const periodNeeds = '1s, 5s, 10s, 30s or a multiple of 1m up to a day';
/** A period that CloudWatch can give, in milliseconds. */
export const isPeriod = (ms: number): boolean =>
  [1, 5, 10, 30].includes(ms / 1000) || (ms > 0 && ms % 60_000 === 0 && ms <= 86_400_000);
const period = duration.refine(isPeriod, { error: periodNeeds });

const accountNeeds = "an account id of 12 digits, in quotes: '123456789012'";
const account = z
  .union([z.string(), z.number().transform(String)], { error: accountNeeds })
  .refine((id) => /^\d{12}$/.test(id), { error: accountNeeds });

const region = z
  .string({ error: 'a Region such as eu-west-1' })
  .regex(/^[a-z]{2,3}(-[a-z]+)+-\d{1,2}$/, { error: 'a Region such as eu-west-1' });

const dimensionNeeds = 'dimensions by name: { QueueName: payments }';
const dimensions = z.record(
  z.string(),
  z.union(
    [z.string().min(1, { error: 'a text' }), z.number().transform(String), z.boolean().transform(String)],
    {
      error: 'a text',
    },
  ),
  { error: dimensionNeeds },
);

const common = {
  region: region.optional().describe("The Region; the command line's own where absent"),
  profile: text('a profile of ~/.aws').optional().describe('The profile that may read it'),
  account: account.optional().describe('The owning account, for cross-account observability'),
};

/** Of an alarm's query (AlarmPromQLCriteria); the endpoint names no limit. */
const mostPromQlChars = 10_000;

const line = {
  key: key.optional().describe('What rules call it; made from the metric where absent'),
  label: text('a text').optional(),
  unit: z.enum(seriesUnits).optional(),
  period: period.optional(),
};

const metric = z.strictObject({
  ...line,
  namespace: text('a namespace such as AWS/SQS').optional().describe("The kind's own where absent"),
  metric: text('the name of a metric').optional(),
  dimensions: dimensions.optional(),
  stat: stat.optional().describe('Average where absent'),
  missing: z.enum(['zero', 'gap']).optional().describe('What a bucket without a point means'),
  expression: text('metric math, SEARCH or a Metrics Insights query').optional(),
  promql: text('a PromQL query such as sum(rate({"orders.placed"}[5m]))')
    .max(mostPromQlChars, { error: `a PromQL query of ${mostPromQlChars} characters at the most` })
    .optional()
    .describe('PromQL: of metrics that came by OpenTelemetry, and of vended ones where they are enriched'),
});

const rule = z.strictObject({
  series: key,
  above: z.number({ error: 'a number, in the unit of the series' }).optional(),
  below: z.number({ error: 'a number, in the unit of the series' }).optional(),
  level: z.enum(['warn', 'bad']).default('bad'),
  runbook: webLink.optional().describe('A link to what to do when it is broken'),
});

const oneOf = (name: ChoiceName, own: OwnKinds = noOwnKinds) =>
  z.enum(choiceValues(name, own), { error: `one of ${choiceValues(name, own).join(', ')}` });
const someOf = (name: ChoiceName, own: OwnKinds = noOwnKinds) =>
  z.array(oneOf(name, own), { error: `a list of ${choiceValues(name, own).join(', ')}` });

/** A kind of the catalogue or of the file: `own` are the names of these. */
const kindFor = (own: readonly string[]): z.ZodType<KindName> =>
  z.union([z.enum(stageKinds), ownKindNames(own)], { error: `one of ${[...stageKinds, ...own].join(', ')}` });

const stage = z.strictObject({
  name: text('a name'),
  kind: kindFor([]),
  dimensions: dimensions.optional().describe('Guessed from the name where absent'),
  next: z.array(text('the name of a stage'), { error: 'a list of stages: [payment-worker]' }).optional(),
  dependsOn: z
    .array(text('the name of a stage, or pipeline/stage'), { error: 'a list of stages: [gateway]' })
    .optional()
    .describe(
      'What it calls or runs on, stage or pipeline/stage: not drawn as flow, and what explains its troubles',
    ),
  runbook: webLink.optional().describe('A link to what to do when it is not well'),
  logs: z.array(text('the name of a log group'), { error: 'a list of log groups' }).optional(),
  table: text('the name of a table').optional().describe('The DynamoDB table whose stream it is'),
  deadLetterQueue: text('the name of a queue').optional(),
  objectives: z
    .strictObject({ latency: duration.optional(), lag: duration.optional(), errorRate: percent.optional() })
    .optional(),
  deployments: z
    .strictObject({
      group: text('the name of a log group').optional().describe("The stage's first log group where absent"),
      pattern: text("a pattern with a group named version: 'started v(?<version>\\S+)'"),
      filter: text("CloudWatch's filter pattern, such as '\"started\"'")
        .optional()
        .describe('Only lines that it lets through are read; without it those of the last hour'),
    })
    .optional()
    .describe(
      'Lines that a deployment writes, with the version in them; versions of Lambda are known without',
    ),
  destination: oneOf('destination')
    .optional()
    .describe('Where a delivery stream of Firehose delivers; s3 where absent'),
  source: oneOf('source')
    .optional()
    .describe(
      'What a delivery stream of Firehose reads; direct where absent, kinesis behind a Kinesis stream',
    ),
  processing: someOf('processing')
    .optional()
    .describe('What Firehose does with records on their way: a function, a conversion'),
  operations: someOf('operations')
    .optional()
    .describe('Operations of DynamoDB that are watched; PutItem and UpdateItem where absent'),
  latencyMetric: oneOf('latencyMetric')
    .optional()
    .describe("EventBridge's latency as the account spells it; as AWS documents it where absent"),
  agent: oneOf('agent')
    .optional()
    .describe("What measures a host's memory and disks: the CloudWatch agent; nothing where absent"),
  engine: oneOf('engine')
    .optional()
    .describe('Whose metrics a database has: of RDS, where absent, or of Aurora'),
  groups: oneOf('groups')
    .optional()
    .describe('What a queue measures by message groups: fair, where it is one'),
  period: period.optional().describe("The metrics' period, where the kind's own is not right"),
  metrics: z.array(metric, { error: 'a list of metrics' }).optional(),
  rules: z.array(rule, { error: 'a list of rules' }).optional(),
  ...common,
});

const regionsNeeds = 'a Region such as eu-west-1, or a list of them';

/** As it is written it was checked before: `requires.ts`. */
const requires = z
  .union([z.string(), z.number()], { error: requiresNeeds })
  .optional()
  .describe('The oldest orders-watch that reads this file: 0.2');

const stagesOf = <Stage extends z.ZodType>(one: Stage) =>
  z
    .array(one, { error: 'a list of stages' })
    .min(1, { error: 'at least one stage' })
    .max(200, { error: 'at most 200 stages' });

const pipeline = z.strictObject({
  name: text('a name').describe('What --pipeline calls it'),
  requires,
  ...common,
  region: z
    .union([region, z.array(region).min(1, { error: regionsNeeds })], { error: regionsNeeds })
    .optional()
    .describe("Its stages' Region, or several: each stage once in each. The command line's own where absent"),
  orderId: z
    .strictObject({
      path: text('a path in JSON such as order.id').optional(),
      pattern: text("a pattern such as 'ORD-\\d+'").optional(),
    })
    .optional()
    .describe("Where an order's id is found: a path in JSON, a pattern in text"),
  orders: orders.optional().describe('How orders in flight are told, from the changes of a table'),
  timeline: z
    .strictObject({
      level: z
        .enum(['INFO', 'WARN', 'ERROR', 'none'])
        .optional()
        .describe('Log lines of this level and above, or none; WARN where absent'),
      changes: text("JMESPath over a change, such as changed[?path=='status' && new=='FAILED']")
        .optional()
        .describe('Which changes: JMESPath as in tail-stream --filter'),
    })
    .optional()
    .describe('What stands in the merged timeline, beside alarms, breaches and deployments'),
  kinds: kindsSchema.optional().describe("Stage kinds of the file's own, in the words of the catalogue"),
  stages: stagesOf(stage),
  queries: z
    .array(query, { error: 'a list of queries' })
    .max(200, { error: 'at most 200 queries' })
    .optional()
    .describe('Queries to CloudWatch Logs Insights that have a name'),
});

const pipelinesOf = <Pipeline extends z.ZodType>(one: Pipeline) =>
  z.array(one, { error: 'a list of pipelines' }).min(1, { error: 'at least one pipeline' });

const several = z.strictObject({
  requires,
  kinds: pipeline.shape.kinds,
  pipelines: pipelinesOf(pipeline),
});
const kindsAlone = z.strictObject({
  requires,
  kinds: pipeline.shape.kinds,
  pipelines: z.undefined().optional(),
});

export type PipelineEntry = z.output<typeof pipeline>;
export type StageEntry = z.output<typeof stage>;
export type MetricEntry = z.output<typeof metric>;
export type QueryEntry = z.output<typeof query>;
export type OrdersEntry = z.output<typeof orders>;

/** One document of a file: a pipeline, `pipelines` with a list of them, or kinds alone, for the other documents. */
type DocumentSchemas = {
  readonly pipeline: typeof pipeline;
  readonly several: typeof several;
  readonly kindsAlone: typeof kindsAlone;
};

/** The schemas for a file that has these kinds of its own; `names` are those of the ones that are wrong, too. */
export const documentSchemas = ({ own, names }: ReadKinds): DocumentSchemas => {
  if (names.length === 0) return { pipeline, several, kindsAlone };
  const withKinds = stage.extend({
    kind: kindFor(names),
    destination: oneOf('destination', own).optional(),
    source: oneOf('source', own).optional(),
    processing: someOf('processing', own).optional(),
    operations: someOf('operations', own).optional(),
    latencyMetric: oneOf('latencyMetric', own).optional(),
    agent: oneOf('agent', own).optional(),
    engine: oneOf('engine', own).optional(),
    groups: oneOf('groups', own).optional(),
  });
  const one = pipeline.extend({ stages: stagesOf(withKinds) });
  return { pipeline: one, several: several.extend({ pipelines: pipelinesOf(one) }), kindsAlone };
};

const keysIn: Readonly<Record<string, readonly string[]>> = {
  stages: Object.keys(stage.shape),
  metrics: Object.keys(metric.shape),
  rules: Object.keys(rule.shape),
  queries: Object.keys(query.shape),
  orders: Object.keys(orders.shape),
  objectives: ['latency', 'lag', 'errorRate'],
  orderId: ['path', 'pattern'],
  deployments: ['group', 'pattern', 'filter'],
  timeline: ['level', 'changes'],
};

/** The keys that a mapping at this path of a document may have; `isList` for a document that holds `pipelines`. */
export const allowedKeys = (
  path: readonly (string | number)[],
  value: unknown,
  isList = false,
): readonly string[] => {
  const kinds = path.indexOf('kinds');
  if (kinds >= 0) return allowedKindKeys(path.slice(kinds + 2), valueAt(value, path));
  const holder = path.findLast((key) => typeof key === 'string');
  if (isList && path.length === 0) return Object.keys(several.shape);
  return keysIn[holder ?? ''] ?? Object.keys(pipeline.shape);
};

/** An editor does not know the file's own kinds: it completes those of the catalogue, and lets others stand. */
const anyKind = pipeline.extend({
  stages: stagesOf(stage.extend({ kind: z.union([z.enum(stageKinds), text('a kind')]) })),
});

/** The JSON Schema of the file, for editors: the build writes it to `dist/pipeline.schema.json`. */
export const pipelineJsonSchema = (): Record<string, unknown> => ({
  title: 'orders-watch pipeline file',
  ...z.toJSONSchema(z.union([anyKind, several.extend({ pipelines: pipelinesOf(anyKind) })]), { io: 'input' }),
});
