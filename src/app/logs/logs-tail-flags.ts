/** `logs tail`'s flags, read and checked before anything is asked of AWS. */
import type { Failure } from '../../observation/health-of-sources.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import { earliestFromEnd } from '../../sources/logs/newest-lines.ts';
import type { StreamChoice } from '../../sources/logs/streams.ts';
import { readTime, timeMistake } from '../shared/time-flag.ts';

export type LogsTailFlags = {
  readonly since: string | undefined;
  readonly last: number | undefined;
  readonly stream: readonly string[];
  readonly utc: boolean;
};

export type LogsTailSettings = {
  readonly streams: StreamChoice | undefined;
  readonly last: number | undefined;
};

const usualSince = '10m';
/** FilterLogEvents gives no more at once. */
const mostLast = 10_000;
const mostStreams = 100;

const bad = (message: string, hint: string): Result<never> => fail(usageFailure('BadUsage', message, hint));

const readStreams = (names: readonly string[]): Result<StreamChoice | undefined> => {
  const [first] = names;
  if (first === undefined) return succeed(undefined);
  if (names.some((name) => name === '' || name === '*')) {
    return bad('--stream is empty', 'Name a log stream, or how its name begins with * at its end');
  }
  if (!names.some((name) => name.includes('*'))) {
    if (names.length <= mostStreams) return succeed({ names });
    return bad(`${names.length} log streams are more than ${mostStreams}`, 'Name fewer');
  }
  if (names.length === 1 && first.indexOf('*') === first.length - 1) {
    return succeed({ prefix: first.slice(0, -1) });
  }
  return bad(
    `--stream "${names.join(' ')}": * stands at the end of a single name`,
    'As --stream "2026/01/15*"',
  );
};

/** Fails for what no call could take; the future is refused once the clock of the data is known. */
export const readLogsTailFlags = ({ since, last, stream }: LogsTailFlags): Result<LogsTailSettings> => {
  const mistake = since === undefined ? undefined : timeMistake('--since', since);
  if (mistake !== undefined) return fail(mistake);
  if (last !== undefined && !(Number.isInteger(last) && last >= 1 && last <= mostLast)) {
    return bad(`--last ${last} is no number of lines`, `Give 1 to ${mostLast}`);
  }
  const streams = readStreams(stream);
  return streams.ok ? succeed({ streams: streams.value, last }) : streams;
};

/** Epoch ms of the first line that is wanted: the last lines are wanted whatever their age. */
export const startOf = ({ since, last, utc }: LogsTailFlags, now: number): Result<number> =>
  since === undefined && last !== undefined
    ? succeed(earliestFromEnd)
    : readTime('--since', since ?? usualSince, { now, utc });

/** Streams are chosen of one log group: Live Tail takes them no other way. */
export const oneGroupOnly = (groups: number): Failure =>
  usageFailure(
    'BadUsage',
    `--stream chooses streams of one log group, not of ${groups}`,
    'Name a single group',
  );
