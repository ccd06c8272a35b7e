/** Times as a dashboard's body writes them. */
import type { OwnTime, TimeBound } from './model.ts';

const unitsMs: Readonly<Record<string, number>> = { W: 604_800_000, D: 86_400_000, H: 3_600_000, S: 1000 };

/** `-PT6H`, `-P7D`, `-P1M` (a month of 30 days), or an ISO 8601 time. */
export const parseTimeBound = (text: string | undefined): TimeBound | undefined => {
  if (text === undefined) return undefined;
  const [, date, time] = /^-?P((?:\d+[YMWD])*)(?:T((?:\d+[HMS])+))?$/.exec(text) ?? [];
  if (date === undefined) {
    const at = Date.parse(text);
    return Number.isNaN(at) ? undefined : { at };
  }
  const sum = (part: string, extra: Readonly<Record<string, number>>) =>
    [...part.matchAll(/(\d+)([A-Z])/g)].reduce(
      (total, [, amount, unit = '']) => total + Number(amount) * ({ ...unitsMs, ...extra }[unit] ?? 0),
      0,
    );
  const agoMs = sum(date, { M: 30 * 86_400_000, Y: 365 * 86_400_000 }) + sum(time ?? '', { M: 60_000 });
  return agoMs > 0 ? { agoMs } : undefined;
};

/** A widget's own time, where it moves with the clock: what ended long ago is drawn over the dashboard's. */
export const ownTime = ({
  start,
  end,
}: {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}): OwnTime | undefined => {
  const from = parseTimeBound(start);
  const to = end === undefined ? { agoMs: 0 } : parseTimeBound(end);
  if (from === undefined || to === undefined || !('agoMs' in from) || !('agoMs' in to)) return undefined;
  return from.agoMs > to.agoMs ? { fromAgoMs: from.agoMs, toAgoMs: to.agoMs } : undefined;
};
