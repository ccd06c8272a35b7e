/** `tail-stream`'s flags, read and checked before anything is asked of AWS. */
import { parseDuration } from '../../format.ts';
import type { ChangeEventName } from '../../observation/streams.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { type ChangeTest, parseChangeExpression } from '../../pipeline/change-expression.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import type { ChangeFilter } from '../../sources/streams/filter.ts';
import { readTime, timeMistake } from '../shared/time-flag.ts';

export type TailFlags = Pick<CommonOptions, 'utc'> & {
  readonly table: readonly string[];
  readonly from: string;
  readonly filter: string | undefined;
  readonly key: readonly string[] | undefined;
  readonly event: string | undefined;
  readonly checkpoint: string | undefined;
  readonly limit: number | undefined;
  readonly duration: string | undefined;
  readonly 'idle-exit': string | undefined;
};

export type TailOptions = CommonOptions & SandboxOptions & TailFlags;

export type From = 'latest' | 'trim-horizon' | 'checkpoint' | { readonly time: number };

export type TailSettings = {
  readonly tables: readonly [string, ...string[]];
  readonly from: From;
  readonly wanted: ChangeFilter;
  readonly expression: ChangeTest | undefined;
  readonly checkpoint: string | undefined;
  readonly limit: number;
  readonly durationMs: number | undefined;
  readonly idleExitMs: number | undefined;
};

const bad = (message: string, hint: string): Result<never> => fail(usageFailure('BadUsage', message, hint));

const events: readonly ChangeEventName[] = ['INSERT', 'MODIFY', 'REMOVE'];
const isEvent = (text: string): text is ChangeEventName => events.some((event) => event === text);

/** Where a tail begins, as `--from` says. */
export const readFrom = (text: string, at: { readonly now: number; readonly utc: boolean }): Result<From> => {
  if (text === 'latest' || text === 'trim-horizon' || text === 'checkpoint') return succeed(text);
  if (timeMistake('--from', text) !== undefined) {
    const hint = 'Use latest, trim-horizon, checkpoint, a time, or a duration ago such as 10m';
    return bad(`--from "${text}" is no start`, hint);
  }
  const time = readTime('--from', text, at);
  return time.ok ? succeed({ time: time.value }) : time;
};

/** `now` is what a duration ago counts from. */
export const readTailFlags = (flags: TailFlags, now: number): Result<TailSettings> => {
  const [first, ...others] = new Set(
    flags.table.flatMap((names) => names.split(',')).filter((name) => name !== ''),
  );
  if (first === undefined) return bad('--table is empty', 'Name a table: --table Orders');
  const from = readFrom(flags.from, { now, utc: flags.utc });
  if (!from.ok) return from;
  if (from.value === 'checkpoint' && flags.checkpoint === undefined) {
    return bad('--from checkpoint needs a file', 'Add --checkpoint FILE');
  }
  const named = flags.event
    ?.toUpperCase()
    .split(',')
    .map((name) => name.trim());
  const unknown = named?.find((name) => !isEvent(name));
  if (unknown !== undefined)
    return bad(`--event "${unknown}" is no event`, 'Events are INSERT, MODIFY and REMOVE');
  const expression = flags.filter === undefined ? undefined : parseChangeExpression(flags.filter);
  if (expression !== undefined && !expression.ok) {
    const place = `at character ${expression.at + 1} of "${flags.filter}"`;
    return bad(`--filter: ${expression.error}, ${place}`, 'Example: --filter "changed[?path==\'status\']"');
  }
  if (flags.limit !== undefined && !(Number.isInteger(flags.limit) && flags.limit > 0)) {
    return bad(`--limit ${flags.limit} is no count`, 'Give a whole number above 0');
  }
  const durationMs = flags.duration === undefined ? undefined : parseDuration(flags.duration);
  if (flags.duration !== undefined && durationMs === undefined) {
    return bad(`--duration "${flags.duration}" is no duration`, 'Durations look like 30s, 10m, 3h');
  }
  const idleExitMs = flags['idle-exit'] === undefined ? undefined : parseDuration(flags['idle-exit']);
  if (flags['idle-exit'] !== undefined && idleExitMs === undefined) {
    return bad(`--idle-exit "${flags['idle-exit']}" is no duration`, 'Durations look like 5s, 1m');
  }
  return succeed({
    tables: [first, ...others],
    from: from.value,
    wanted: {
      ...(named === undefined ? {} : { events: named.filter(isEvent) }),
      ...(flags.key === undefined ? {} : { keys: flags.key }),
    },
    expression: expression?.value,
    checkpoint: flags.checkpoint,
    limit: flags.limit ?? Number.POSITIVE_INFINITY,
    durationMs,
    idleExitMs,
  });
};
