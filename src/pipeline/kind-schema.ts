/**
 * The shape of a stage kind: of those that a pipeline file describes under `kinds:`, and of the catalogue's own, which a test
 * holds to it. What its parts say of each other is checked here, too: a rule judges a series that there is.
 */
import * as z from 'zod';
import { seriesUnits } from '../observation/metrics.ts';
import { compilePattern } from '../patterns/bounded-pattern.ts';
import {
  type DerivedDefinition,
  type GraphDefinition,
  type KindDefinition,
  type MetricDefinition,
  onlyOf,
  type Rule,
} from './catalogue/kind.ts';
import { isStageKind } from './catalogue/kinds.ts';
import { choiceNames } from './choice.ts';
import { derivedInputs, derivedUnit } from './derive.ts';
import { ruleSigns } from './rule-signs.ts';
import { key, stat, text, webLink } from './schema-parts.ts';

/** A field for each of the type: the compiler names the one that is not here. */
type ShapeOf<T> = Readonly<Record<keyof T, z.ZodType>>;

const dimensionName = text('the name of a dimension such as QueueName');
const setNeeds = 'a list of names such as [QueueName]';
const setsNeed = 'lists of names, the best one first: [[Broker, Queue], [Queue]]';
const dimensionSets = z
  .array(z.array(dimensionName, { error: setNeeds }), { error: setsNeed })
  .min(1, { error: setsNeed });
const dimensionNames = z.array(dimensionName, { error: setNeeds });
const keys = z.array(key, { error: 'a list of keys of metrics: [sent, received]' });
const words = text('a text');
const template = text("a text with a key in braces: 'age {age}'");
const unit = z.enum(seriesUnits);
const number = z.number({ error: 'a number, in the unit of the series' });
const periodNeeds = '60, or a multiple of it: seconds';
const periodSeconds = z
  .number({ error: periodNeeds })
  .refine((seconds) => [1, 5, 10, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0), {
    error: periodNeeds,
  });

const metricShape = {
  metric: text('the name of a metric as CloudWatch spells it'),
  stat,
  unit,
  label: words.exactOptional().describe('Its name in a legend; its key where absent'),
  missing: z
    .enum(['zero', 'gap'])
    .exactOptional()
    .describe('What a bucket without a point means; zero of what is counted (Sum, SampleCount), else gap'),
  namespace: text('a namespace such as AWS/SQS').exactOptional(),
  dimensions: dimensionSets.exactOptional(),
  fixed: z.record(z.string(), words, { error: 'dimensions by name: { Operation: PutItem }' }).exactOptional(),
  only: z
    .union([z.enum(onlyOf), z.array(z.enum(onlyOf))], { error: `one of ${onlyOf.join(', ')}` })
    .exactOptional(),
  when: z.partialRecord(z.enum(choiceNames), words).exactOptional(),
} satisfies ShapeOf<MetricDefinition>;
const metric = z.strictObject(metricShape);

const hows = ['percent', 'difference', 'sum', 'increase', 'shortfall', 'drain'] as const;
const derivedLabel = { label: words };
const derivedShapes = {
  percent: { ...derivedLabel, how: z.literal('percent'), part: keys, whole: keys },
  difference: { ...derivedLabel, how: z.literal('difference'), of: z.tuple([key, key]), unit },
  sum: { ...derivedLabel, how: z.literal('sum'), of: keys, unit },
  increase: { ...derivedLabel, how: z.literal('increase'), of: key, unit },
  shortfall: { ...derivedLabel, how: z.literal('shortfall'), of: key },
  drain: { ...derivedLabel, how: z.literal('drain'), backlog: key, out: key, in: key },
} satisfies {
  readonly [How in DerivedDefinition['how']]: ShapeOf<Extract<DerivedDefinition, { readonly how: How }>>;
};
const derived = z.discriminatedUnion(
  'how',
  [
    z.strictObject(derivedShapes.percent),
    z.strictObject(derivedShapes.difference),
    z.strictObject(derivedShapes.sum),
    z.strictObject(derivedShapes.increase),
    z.strictObject(derivedShapes.shortfall),
    z.strictObject(derivedShapes.drain),
  ],
  { error: `one of ${hows.join(', ')}` },
);

const ruleShape = {
  series: key,
  words: text('the words that begin the reason: oldest message'),
  sign: z.enum(ruleSigns).exactOptional().describe('What it is a sign of, where its words do not say'),
  level: z.enum(['warn', 'bad']),
  comparison: z.enum(['>', '<']).exactOptional().describe('> where absent'),
  limit: number.exactOptional().describe("In the unit of the series; without it the stage's objective"),
  objective: z.enum(['errorRatePercent', 'latencyMs', 'lagSeconds']).exactOptional(),
  times: number.exactOptional().describe('The objective is multiplied by this'),
  atLeast: z.int({ error: 'a number of buckets, 1 to 5' }).min(1).max(5).exactOptional(),
  only: z.literal('deadLetterQueue').exactOptional(),
  headline: template.exactOptional(),
  runbook: webLink.exactOptional(),
} satisfies ShapeOf<Rule>;
const rule = z.strictObject(ruleShape);

const seriesNeeds = 'a list of keys: [sent, deleted]';
const graphShape = {
  title: words,
  series: z.tuple([key], key, { error: seriesNeeds }),
} satisfies ShapeOf<GraphDefinition>;
const graph = z.strictObject(graphShape);

const flowShape = {
  level: number.exactOptional().describe('How far down the road, from 0, the front door'),
  gives: z
    .enum(['stream', 'topic', 'events', 'messages', 'nothing'])
    .exactOptional()
    .describe('What it hands on; it calls what comes next where absent'),
  works: z.literal(true, { error: 'true, or nothing' }).exactOptional(),
  passesOn: z.literal(true, { error: 'true, or nothing' }).exactOptional(),
} satisfies ShapeOf<NonNullable<KindDefinition['flow']>>;
const finerShape = { by: words, seconds: number, metric: words };
const nameNeeds = 'a regular expression with a group for the name';
const nameShape = {
  pattern: text(nameNeeds).refine((source) => compilePattern(source, { of: 'nameOf.pattern' }).ok, {
    error: nameNeeds,
  }),
  as: words.exactOptional(),
};
const choiceShape = {
  of: z.record(z.string(), words),
  usual: z.array(z.string()),
  fedBy: z.record(z.string(), words).exactOptional(),
  many: z.literal(true).exactOptional(),
  dimension: words.exactOptional(),
};

const kindShape = {
  title: words.exactOptional().describe('What a person calls it; its name where absent'),
  namespace: text('a namespace such as AWS/AmazonMQ'),
  dimensions: dimensionSets.describe('Sets that name a stage, the best one first'),
  optional: dimensionNames.exactOptional().describe('Further dimensions that some metrics take'),
  shownBy: z.array(words).exactOptional(),
  completedBy: dimensionNames.exactOptional(),
  choices: z.partialRecord(z.enum(choiceNames), z.strictObject(choiceShape)).exactOptional(),
  named: dimensionName
    .exactOptional()
    .describe("The dimension that is the stage's name unless the file says otherwise"),
  nameOf: z.strictObject(nameShape).exactOptional(),
  logGroup: words.exactOptional().describe('{FunctionName} stands for a dimension'),
  writesLog: z.literal(true, { error: 'true, or nothing' }).exactOptional(),
  flow: z.strictObject(flowShape).exactOptional(),
  periodSeconds: periodSeconds.default(60),
  finer: z.strictObject(finerShape).exactOptional(),
  metrics: z.record(key, metric, { error: 'metrics by key' }),
  derived: z.record(key, derived).default({}),
  siblings: keys.default([]).describe('Counters that are there whenever the bucket was reported'),
  rate: key.exactOptional(),
  errorRate: key.exactOptional(),
  lag: keys.exactOptional(),
  headline: z.array(template, { error: "a list of texts: ['age {age}']" }).default([]),
  rules: z.array(rule, { error: 'a list of rules' }).default([]),
  graphs: z.array(graph, { error: 'a list of graphs' }).exactOptional(),
} satisfies ShapeOf<KindDefinition>;

type Place = readonly (string | number)[];

type KindInput = z.output<z.ZodObject<typeof kindShape>>;

/** What its file leaves out: labels are keys, a level's missing point is a gap, each metric has a graph. */
const completed = ({ metrics, graphs, title = '', ...rest }: KindInput): KindDefinition => ({
  ...rest,
  title,
  metrics: Object.fromEntries(
    Object.entries(metrics).map(([name, { label = name, missing, ...definition }]) => {
      const counts = definition.stat === 'Sum' || definition.stat === 'SampleCount';
      return [name, { ...definition, label, missing: missing ?? (counts ? 'zero' : 'gap') }];
    }),
  ),
  graphs:
    graphs ?? Object.entries(metrics).map(([name, { label = name }]) => ({ title: label, series: [name] })),
});

const inTemplate = /\{(\w+)\}/g;

/** What one part of a kind says of another, and is not so: where it stands, and what is needed there. */
const contradictions = (kind: KindInput): readonly { readonly path: Place; readonly needs: string }[] => {
  const metricKeys = Object.keys(kind.metrics);
  const allKeys = [...metricKeys, ...Object.keys(kind.derived)];
  const unitOf = (name: string) => {
    const of = kind.derived[name];
    return of === undefined ? kind.metrics[name]?.unit : derivedUnit(of);
  };
  const oneOf = (names: readonly string[]) => `one of ${names.join(', ')}`;
  const one = (path: Place, name: string | undefined, allowed: readonly string[]) =>
    name === undefined || allowed.includes(name) ? [] : [{ path, needs: oneOf(allowed) }];
  const each = (path: Place, names: readonly string[], allowed: readonly string[]) =>
    names.flatMap((name, index) => one([...path, index], name, allowed));
  const filled = (path: Place, text: string) =>
    [...text.matchAll(inTemplate)].every(([, name = '']) => allKeys.includes(name))
      ? []
      : [{ path, needs: `keys in braces of ${allKeys.join(', ')}` }];
  const dimensions = [...new Set([...kind.dimensions.flat(), ...(kind.optional ?? [])])];
  return [
    ...Object.entries(kind.metrics).flatMap(([name, { dimensions: sets = [] }]) =>
      sets.flatMap((set, index) => each(['metrics', name, 'dimensions', index], set, dimensions)),
    ),
    ...Object.entries(kind.derived).flatMap(([name, definition]) => [
      ...(metricKeys.includes(name) ? [{ path: ['derived', name], needs: 'a key that no metric has' }] : []),
      ...derivedInputs(definition)
        .filter((input) => !metricKeys.includes(input))
        .map((input) => ({
          path: ['derived', name],
          needs: `metrics of ${metricKeys.join(', ')}: ${input} is none`,
        })),
    ]),
    ...one(['named'], kind.named, dimensions),
    ...each(['completedBy'], kind.completedBy ?? [], dimensions),
    ...each(['siblings'], kind.siblings, metricKeys),
    ...one(['rate'], kind.rate, allKeys),
    ...one(['errorRate'], kind.errorRate, allKeys),
    ...each(['lag'], kind.lag ?? [], allKeys),
    ...kind.headline.flatMap((text, index) => filled(['headline', index], text)),
    ...kind.rules.flatMap(({ series, headline, limit, objective }, index) => [
      ...one(['rules', index, 'series'], series, allKeys),
      ...(headline === undefined ? [] : filled(['rules', index, 'headline'], headline)),
      ...(limit === undefined && objective === undefined
        ? [{ path: ['rules', index], needs: 'a limit or an objective' }]
        : []),
    ]),
    ...(kind.graphs ?? []).flatMap(({ series }, index) => [
      ...each(['graphs', index, 'series'], series, allKeys),
      ...(new Set(series.flatMap((name) => unitOf(name) ?? [])).size > 1
        ? [{ path: ['graphs', index, 'series'], needs: 'series of one unit' }]
        : []),
    ]),
  ];
};

const kind = z
  .strictObject(kindShape)
  .superRefine((definition, context) => {
    for (const { path, needs } of contradictions(definition)) {
      context.addIssue({ code: 'custom', path: [...path], message: needs });
    }
  })
  .transform(completed);

const kindNameNeeds = 'a name of letters, digits and dashes: rabbitmq';

/** Kinds by name, as a pipeline file has them under `kinds:`. */
export const kindsSchema = z.record(
  z
    .string()
    .regex(/^[A-Za-z][\w-]{0,60}$/, { error: kindNameNeeds })
    .refine((name) => !isStageKind(name), { error: 'a name that no kind of the catalogue has' }),
  kind,
  { error: 'kinds by name' },
);

const shapes: Readonly<Record<string, readonly string[]>> = {
  metrics: Object.keys(metricShape),
  rules: Object.keys(ruleShape),
  graphs: Object.keys(graphShape),
  choices: Object.keys(choiceShape),
};
const single: Readonly<Record<string, readonly string[]>> = {
  flow: Object.keys(flowShape),
  finer: Object.keys(finerShape),
  nameOf: Object.keys(nameShape),
};

/** The keys that a mapping at this path may have, which begins behind the name of the kind. */
export const allowedKindKeys = (path: Place, value: unknown): readonly string[] => {
  const [field, ...rest] = path;
  if (field === undefined) return Object.keys(kindShape);
  if (rest.length === 0) return single[field] ?? [];
  if (field !== 'derived') return shapes[field] ?? [];
  const how = typeof value === 'object' && value !== null && 'how' in value ? value.how : undefined;
  return hows.filter((one) => one === how).flatMap((one) => Object.keys(derivedShapes[one]));
};
