/**
 * A checkpoint: how far each shard of each stream has been printed (rule 15). Pure: `checkpoint-file.ts` keeps it.
 */

import { crc32 } from 'node:zlib';
import * as z from 'zod';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Result } from '../../result.ts';

/** How far one shard has been printed. */
export type ShardPosition =
  | {
      readonly state: 'reading';
      /** Sequence number of the last record printed; absent where none has been: it is read from its first record. */
      readonly after?: string | undefined;
      /** That record's time (epoch ms): where a gap begins if what follows is trimmed before it is read. */
      readonly at?: number | undefined;
      /** Records older than this are passed over (epoch ms). */
      readonly since?: number | undefined;
    }
  | {
      readonly state: 'done';
      /** When (epoch ms). */
      readonly at: number;
      /** Closed before a tail of what is new began: it was never owed. */
      readonly skipped?: true | undefined;
      /** No record was young enough yet: its children pass over what is older as well (epoch ms). */
      readonly since?: number | undefined;
    };

export type StreamCheckpoint = {
  readonly table: string;
  readonly region: string;
  readonly streamArn: string;
  /** For shards that are not named and do not follow one that was read: older records are passed over (epoch ms). */
  readonly since?: number;
  readonly shards: ReadonlyMap<string, ShardPosition>;
};

/** One file holds the streams of one run: several tables may be tailed at once. */
export type Checkpoint = readonly StreamCheckpoint[];

/** Which state of orders in flight, beside the checkpoint, matches its positions. */
const ordersMark = z.strictObject({
  slot: z.enum(['a', 'b']),
  generation: z.string().regex(/^[0-9a-f]{8,64}$/),
});
export type OrdersMark = z.output<typeof ordersMark>;

const format = 'orders-watch stream checkpoint';
const version = 1;

const positionSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('reading'),
    after: z.string().regex(/^\d+$/).optional(),
    at: z.number().optional(),
    since: z.number().optional(),
  }),
  z.strictObject({
    state: z.literal('done'),
    at: z.number(),
    skipped: z.literal(true).optional(),
    since: z.number().optional(),
  }),
]);

const fileSchema = z.strictObject({
  format: z.literal(format),
  version: z.literal(version),
  savedAt: z.iso.datetime(),
  checksum: z.string(),
  orders: ordersMark.optional(),
  streams: z.array(
    z.strictObject({
      table: z.string().min(1),
      region: z.string().min(1),
      streamArn: z.string().min(1),
      since: z.number().optional(),
      shards: z.record(z.string(), positionSchema),
    }),
  ),
});

/** Records are kept for a day: what was done an hour longer ago is not listed any more. */
const rememberedMs = 25 * 3_600_000;

/**
 * The file's text, and the checksum of what it says but for the time. The checksum tells a digit that changed on the
 * disk from one that we wrote.
 */
export const formatCheckpoint = (
  checkpoint: Checkpoint,
  now: number,
  orders?: OrdersMark,
): { readonly text: string; readonly checksum: string } => {
  const streams = checkpoint.map(({ shards, ...stream }) => ({
    ...stream,
    shards: Object.fromEntries(
      [...shards].filter(([, position]) => position.state === 'reading' || now - position.at < rememberedMs),
    ),
  }));
  const checksum = checksumOf(streams);
  const savedAt = new Date(now).toISOString();
  return { text: `${JSON.stringify({ format, version, savedAt, checksum, orders, streams })}\n`, checksum };
};

const checksumOf = (streams: unknown): string => crc32(JSON.stringify(streams)).toString(16).padStart(8, '0');

/** `why` completes "the checkpoint FILE …". */
export type ParsedCheckpoint = Result<Checkpoint, { readonly why: string }>;

export const parseCheckpoint = (text: string): ParsedCheckpoint => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, why: text.trim() === '' ? 'is empty' : 'is damaged: it is not whole JSON' };
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    return { ok: false, why: `is no checkpoint of this tool, or is damaged${place}` };
  }
  // What zod gives has its keys in the schema's order: the checksum is taken of what the file says.
  if (checksumOf(rawStreams(json)) !== parsed.data.checksum) {
    return { ok: false, why: 'is damaged: its checksum is wrong' };
  }
  const checkpoint = parsed.data.streams.map(({ shards, since, ...stream }) => ({
    ...stream,
    ...(since === undefined ? undefined : { since }),
    shards: new Map(Object.entries(shards)),
  }));
  return { ok: true, value: checkpoint };
};

/** The mark in a checkpoint's text; undefined where it has none, or is no checkpoint. */
export const ordersMarkIn = (text: string): OrdersMark | undefined => {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.orders : undefined;
  } catch {
    return undefined;
  }
};

const rawStreams = (json: unknown): unknown =>
  typeof json === 'object' && json !== null && 'streams' in json ? json.streams : undefined;

/**
 * The tables that are to be tailed must be those of the checkpoint, no more and no fewer: one that it lacks would start
 * somewhere by itself, and one that is not tailed would be lost with the next save. Gives why not.
 */
export const checkpointMismatch = (
  checkpoint: Checkpoint,
  wanted: readonly { readonly table: string; readonly region: string }[],
): string | undefined => {
  const nameOf = (stream: { readonly table: string; readonly region: string }): string =>
    `${stream.table} (${stream.region})`;
  const held = new Set(checkpoint.map(nameOf));
  const asked = new Set(wanted.map(nameOf));
  const same = held.size === asked.size && [...held].every((name) => asked.has(name));
  return same ? undefined : `is of ${[...held].join(', ') || 'no table'}, not of ${[...asked].join(', ')}`;
};

/** The stream that a checkpoint is of does not exist any more: its table has another one now. */
export const otherStream = (checkpoint: StreamCheckpoint, newest: string | undefined): Failure => ({
  kind: 'usage',
  code: 'CheckpointOfAnotherStream',
  message: `the checkpoint is of ${checkpoint.streamArn}, which table ${checkpoint.table} no longer has${newest === undefined ? '' : ` (its stream is ${newest})`}`,
  region: checkpoint.region,
  hint: 'Start with --from trim-horizon and another --checkpoint file.',
});
