/** The lines that `--json` may print, as the command line's contract lists them: these fields and no others. */
import { ComparisonOperator, StandardUnit } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';

const time = z.iso.datetime();
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);
const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
const item = z.record(z.string(), z.json());

const changeLine = z.strictObject({
  type: z.literal('change'),
  table: z.string(),
  streamArn: z.string().startsWith('arn:aws:dynamodb:'),
  shardId: z.string().startsWith('shardId-'),
  sequenceNumber: z.string().regex(/^\d+$/),
  eventId: z.string().min(1),
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  at: time,
  keys: item,
  old: item.optional(),
  new: item.optional(),
  changed: z.array(z.strictObject({ path: z.string(), old: z.json().optional(), new: z.json().optional() })),
  ttl: z.boolean(),
  region,
});

const alarmLine = z.strictObject({
  type: z.literal('alarm'),
  name: z.string(),
  arn: z.string(),
  kind: z.enum(['metric', 'composite', 'log']),
  state,
  since: time,
  reason: z.string(),
  namespace: z.string().optional(),
  metric: z.string().optional(),
  dimensions: z.record(z.string(), z.string()),
  stat: z.string().optional(),
  period: z.number().optional(),
  unit: z.enum(StandardUnit).optional(),
  comparison: z.enum(ComparisonOperator).optional(),
  threshold: z.number().optional(),
  evaluationPeriods: z.number().optional(),
  datapointsToAlarm: z.number().optional(),
  treatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).optional(),
  actionsEnabled: z.boolean(),
  suppressedBy: z.string().optional(),
  mutedBy: z.string().nullable(),
  mutedUntil: time.optional(),
  warmingUntil: time.optional(),
  flapping: z.boolean(),
  region,
});

const alarmHistoryLine = z.strictObject({
  type: z.literal('alarmHistory'),
  name: z.string(),
  at: time,
  from: state,
  to: state,
  reason: z.string(),
  region,
});

const alarmActionLine = z.strictObject({
  type: z.literal('alarmAction'),
  name: z.string(),
  at: time,
  outcome: z.enum(['done', 'failed', 'unknown']),
  target: z.string().startsWith('arn:').optional(),
  error: z.string().optional(),
  contributor: z.string().optional(),
  summary: z.string(),
  region,
});

const alarmConfigLine = z.strictObject({
  type: z.literal('alarmConfig'),
  name: z.string(),
  at: time,
  change: z.enum(['created', 'updated', 'deleted', 'unknown']),
  fields: z.array(
    z.strictObject({ field: z.string(), from: z.string().optional(), to: z.string().optional() }),
  ),
  summary: z.string(),
  region,
});

const gapLine = z.strictObject({
  type: z.literal('gap'),
  source: z.string(),
  shardId: z.string().optional(),
  group: z.string().optional(),
  reason: z.enum(['trimmed', 'throttled', 'sampled', 'evicted', 'reconnected']),
  from: time,
  to: time,
  count: z.number().optional(),
});

const logLine = z.strictObject({
  type: z.literal('log'),
  group: z.string(),
  stream: z.string(),
  at: time,
  ingestedAt: time,
  message: z.string(),
  eventId: z.string(),
  late: z.boolean(),
  level: z.enum(['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE']).nullable(),
  text: z.string(),
  requestId: z.string().nullable(),
  region,
});

/** The columns are the service's. */
const rowLine = z.looseObject({ type: z.literal('row') });

const queryStatisticsLine = z.strictObject({
  type: z.literal('queryStatistics'),
  bytesScanned: z.number(),
  recordsScanned: z.number(),
  recordsMatched: z.number(),
  dollars: z.number(),
});

const pointLine = z.strictObject({
  type: z.literal('point'),
  id: z.string(),
  label: z.string(),
  stage: z.string().optional(),
  metric: z.string().optional(),
  stat: z.string().optional(),
  period: z.number(),
  at: time,
  value: z.number(),
  unit: z.string(),
  settled: z.boolean(),
  region,
});

const stageLine = z.strictObject({
  type: z.literal('stage'),
  name: z.string(),
  kind: z.string(),
  health: z.enum(['ok', 'warn', 'bad', 'unknown']),
  why: z.string(),
  since: time.nullable(),
  rate: z.number().optional(),
  errorRate: z.number().optional(),
  lagSeconds: z.number().optional(),
  region,
});

const health = z.enum(['ok', 'warn', 'bad', 'unknown']);
const breach = z.strictObject({
  stage: z.string(),
  rule: z.string(),
  value: z.number(),
  limit: z.number(),
  since: time,
});

const storyLine = z.strictObject({
  type: z.literal('story'),
  incident: z.string().nullable(),
  pipeline: z.string(),
  region,
  regions: z.array(region).min(1),
  health,
  stage: z.string().nullable(),
  since: time.nullable(),
  why: z.string(),
  cause: breach.nullable(),
  effects: z.array(z.strictObject({ stage: z.string(), rule: z.string(), why: z.string(), since: time })),
  changes: z.array(z.strictObject({ stage: z.string(), what: z.string(), at: time })),
  messages: z.array(
    z.strictObject({
      stage: z.string(),
      pattern: z.string(),
      count: z.number(),
      share: z.number().min(0).max(1),
      since: time,
      isNew: z.boolean().nullable(),
    }),
  ),
  orders: z
    .strictObject({
      late: z.number(),
      failed: z.number(),
      values: z.array(z.strictObject({ currency: z.string().nullable(), value: z.number() })),
      knownSince: time,
    })
    .nullable(),
  trend: z.enum(['worse', 'steady', 'better', 'over']).nullable(),
  next: z.array(
    z.strictObject({ text: z.string(), command: z.string().nullable(), link: z.string().nullable() }),
  ),
  text: z.string(),
});

const costLine = z.strictObject({
  type: z.literal('cost'),
  calls: z.number(),
  billedMetrics: z.number(),
  bytesScanned: z.number(),
  dollars: z.number(),
  dollarsPerHour: z.number().optional(),
});

const errorLine = z.strictObject({
  type: z.literal('error'),
  code: z.string(),
  message: z.string(),
  operation: z.string().optional(),
  region: region.optional(),
  hint: z.string(),
});

const contractLine = z.discriminatedUnion('type', [
  changeLine,
  gapLine,
  alarmLine,
  alarmHistoryLine,
  alarmActionLine,
  alarmConfigLine,
  logLine,
  rowLine,
  queryStatisticsLine,
  pointLine,
  stageLine,
  storyLine,
  costLine,
  errorLine,
]);

export type ContractLine = z.infer<typeof contractLine>;

/** Reads NDJSON; throws at the first line that is not of the contract. */
export const readLines = (stdout: string): readonly ContractLine[] => {
  if (stdout === '') return [];
  if (!stdout.endsWith('\n')) throw new Error(`The last line has no end: ${stdout.slice(-80)}`);
  return stdout
    .slice(0, -1)
    .split('\n')
    .map((line) => {
      const parsed = contractLine.safeParse(JSON.parse(line));
      if (!parsed.success) throw new Error(`${z.prettifyError(parsed.error)} in ${line}`);
      return parsed.data;
    });
};

/** The lines of one type, in their order. */
export const linesOf = <Type extends ContractLine['type']>(
  stdout: string,
  type: Type,
): readonly Extract<ContractLine, { readonly type: Type }>[] =>
  readLines(stdout).filter(
    (line): line is Extract<ContractLine, { readonly type: Type }> => line.type === type,
  );
