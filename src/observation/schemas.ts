/**
 * Observations that come from a file or a network, checked. `schemas` compares what is let through with the types when
 * the tool is compiled: a field that is added to a type, or changed, and not here, is an error here.
 */
import * as z from 'zod';
import {
  alarm,
  alarmAction,
  alarmConfig,
  alarmContributors,
  alarmHistory,
  alarmLack,
  alarmPast,
  alarmsListed,
  contributorHistory,
  muteRules,
} from './alarm-schemas.ts';
import { isAttributeValue, isItem } from './items.ts';
import { points, unit } from './metric-schemas.ts';
import type { Observation } from './observation.ts';
import { count, failure, itsOrigin, origin, text, texts, time } from './schema-parts.ts';
import type { AttributeValue, Item } from './streams.ts';

const item = z.custom<Item>(isItem, 'expected an item of DynamoDB');
const attributeValue = z.custom<AttributeValue>(
  (value) => isAttributeValue(value),
  'expected an attribute value of DynamoDB',
);

// ---- logs ----------------------------------------------------------------------------------------------------

const log = z.object({
  ...origin,
  type: z.literal('log'),
  group: text,
  stream: text,
  at: time,
  ingestedAt: time,
  message: text,
  eventId: text,
  late: z.boolean(),
  masked: z.literal(true).exactOptional(),
});

const pastErrors = z.object({
  ...origin,
  type: z.literal('pastErrors'),
  group: text,
  from: time,
  lines: z.array(log),
});

const version = z.object({
  ...origin,
  type: z.literal('version'),
  stage: text,
  version: text,
  at: time,
  by: z.enum(['stream', 'line']),
});

// ---- DynamoDB streams ----------------------------------------------------------------------------------------

const viewType = z.enum(['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']);

const change = z.object({
  ...origin,
  type: z.literal('change'),
  table: text,
  streamArn: text,
  shardId: text,
  sequenceNumber: text.regex(/^\d+$/, 'expected decimal digits'),
  eventId: text,
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  at: time,
  timeless: z.literal(true).exactOptional(),
  keys: item,
  old: item.exactOptional(),
  new: item.exactOptional(),
  changed: z.array(
    z.object({ path: text, old: attributeValue.exactOptional(), new: attributeValue.exactOptional() }),
  ),
  viewType,
  ttl: z.boolean(),
  sizeBytes: count,
});

const streamShape = z.object({
  ...origin,
  type: z.literal('streamShape'),
  table: text,
  streamArn: text,
  viewType,
  streamStatus: z.enum(['ENABLING', 'ENABLED', 'DISABLING', 'DISABLED']),
  open: count,
  draining: count,
  done: count,
  waiting: count,
  pending: count,
  pendingSince: time.exactOptional(),
  throttledShards: count,
  shards: z.array(
    z.object({
      shardId: text,
      state: z.enum(['waiting', 'open', 'draining', 'done']),
      lagSeconds: z.number().exactOptional(),
      records: count,
      throttled: z.boolean(),
    }),
  ),
});

// ---- what a source tells of itself ---------------------------------------------------------------------------

const source = z.enum(['metrics', 'alarms', 'logs', 'stream', 'deployments', 'tool']);

const completeUpTo = z.object({
  type: z.literal('completeUpTo'),
  source,
  scope: text,
  origin: itsOrigin,
  at: time,
});

const gap = z.object({
  ...origin,
  type: z.literal('gap'),
  source,
  scope: text,
  table: text.exactOptional(),
  reason: z.enum(['trimmed', 'sampled', 'evicted']),
  from: time,
  to: time,
  count: count.exactOptional(),
});

const call = z.object({
  type: z.literal('call'),
  at: time,
  service: z.string(),
  operation: text,
  region: text,
  durationMs: count,
  ok: z.boolean(),
  billedMetrics: count,
  bytesScanned: count,
  dollars: z.number(),
  keys: z
    .object({ profile: text.exactOptional(), endsAt: time.exactOptional(), renewal: text })
    .exactOptional(),
  spoilt: text.exactOptional(),
});

const problem = z.object({
  type: z.literal('problem'),
  source,
  scope: text,
  origin: itsOrigin,
  at: time,
  failure: failure.optional(),
});

const progress = z.object({ type: z.literal('progress'), source, scope: text, text });

const ready = z.object({ type: z.literal('ready'), source, scope: text, origin: itsOrigin, at: time });

// ---- queries -------------------------------------------------------------------------------------------------

const scan = z.object({ bytes: count, dollars: count });
const pairs = z.array(z.tuple([text, text]));

const query = z.object({
  type: z.literal('query'),
  id: text,
  at: time,
  query: text,
  from: time,
  to: time,
  phase: z.enum(['estimating', 'tooMuch', 'running', 'finished', 'failed', 'stopped']),
  estimated: scan.optional(),
  groups: count,
  missing: texts,
  scanned: scan,
  recordsScanned: count,
  recordsMatched: count,
  failure: failure.optional(),
});

const queryRows = z.object({
  type: z.literal('queryRows'),
  id: text,
  from: count,
  rows: z.array(z.object({ ...origin, cells: pairs })),
});

const logRecord = z.object({
  ...origin,
  type: z.literal('logRecord'),
  pointer: text,
  fields: pairs.optional(),
  failure: failure.optional(),
});

const logContext = z.object({
  type: z.literal('logContext'),
  id: text,
  observations: z.array(z.discriminatedUnion('type', [log, gap, ready, problem])),
});

// ---- all of them ---------------------------------------------------------------------------------------------

const read = {
  points,
  unit,
  alarm,
  alarmsListed,
  alarmHistory,
  alarmPast,
  alarmAction,
  alarmConfig,
  alarmContributors,
  contributorHistory,
  muteRules,
  alarmLack,
  log,
  pastErrors,
  version,
  change,
  streamShape,
  completeUpTo,
  gap,
  call,
  problem,
  progress,
  ready,
  query,
  queryRows,
  logRecord,
  logContext,
};

/** The same fields, whether they are read-only or not, and however the type was put together. */
type Flat<T> = T extends string | number | boolean | undefined
  ? T
  : { readonly [Field in keyof T]: Flat<T[Field]> };

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type ObservationOf<Type extends Observation['type']> = Extract<Observation, { readonly type: Type }>;

/** Where the two are not the same no schema fits: the error names the observation. */
type Checked = {
  readonly [Type in Observation['type']]: Same<
    Flat<z.output<(typeof read)[Type]>>,
    Flat<ObservationOf<Type>>
  > extends true
    ? z.ZodType<ObservationOf<Type>>
    : `the schema of ${Type} differs from its type`;
};

/** The schema of each type of observation. Fields that it does not know are left out. */
export const schemas: Checked = read;
