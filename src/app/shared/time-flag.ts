/** Flags that take a time: one reading for all of them, so that a time means the same wherever it is typed. */
import { formatDate, parseTime, zoneLabel } from '../../format.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';

const forms = 'Use 10m, 1h30m, 3d or an ISO 8601 time as 2026-01-15T14:03Z';

/** Seconds or milliseconds since 1970 are refused with the time that they are: a wrong unit gives a wrong time silently. */
const epochHint = (text: string): string | undefined => {
  const value = /^(?:\d{10}|\d{13})$/.test(text) ? Number(text) * (text.length === 10 ? 1000 : 1) : undefined;
  return value === undefined ? undefined : `Write it as ${new Date(value).toISOString().replace('.000', '')}`;
};

const noTime = (flag: string, text: string): Failure =>
  usageFailure('BadUsage', `${flag} "${text}" is no time`, epochHint(text.trim()) ?? forms);

/** What is wrong with the text of such a flag, before the clock of the data is known; undefined where nothing is. */
export const timeMistake = (flag: string, text: string): Failure | undefined =>
  parseTime(text, { now: 0, utc: true }) === undefined ? noTime(flag, text) : undefined;

/**
 * Epoch ms of a flag such as `--since`: a time of the past, or a duration ago. A time without a zone is in the zone that the
 * tool prints in. Fails for what is no time, and for the future: there is nothing to read there, and no row would say why.
 */
export const readTime = (
  flag: string,
  text: string,
  { now, utc }: { readonly now: number; readonly utc: boolean },
): Result<number> => {
  const at = parseTime(text, { now, utc });
  if (at === undefined) return fail(noTime(flag, text));
  if (at <= now) return succeed(Math.max(0, at));
  const told = (moment: number): string => `${formatDate(moment, utc)} ${zoneLabel(moment, utc)}`;
  const message = `${flag} "${text}" is ${told(at)}, in the future: it is ${told(now)}`;
  return fail(usageFailure('BadUsage', message, forms));
};
