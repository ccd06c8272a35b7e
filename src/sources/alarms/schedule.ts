/** How often something runs by a schedule expression of AWS: `rate(5 minutes)`, `cron(0/10 8-18 * * ? *)`. Pure. */

const secondsOf: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 };

/** The values that a field of a cron expression stands for: `*`, `7`, `0/10`, `8-18`, `1,31`; undefined for other signs. */
const fieldValues = (field: string, count: number): readonly number[] | undefined => {
  const values: number[] = [];
  for (const part of field.split(',')) {
    const [, from, , to, step] = /^(\*|\?|\d{1,2})(-(\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(part) ?? [];
    if (from === undefined) return undefined;
    const isAny = from === '*' || from === '?';
    const first = isAny ? 0 : Number(from);
    // `0/10` goes on to the end, `7` is itself alone.
    const last = to === undefined ? (isAny || step !== undefined ? count - 1 : first) : Number(to);
    const by = Math.max(1, Number(step ?? 1));
    for (let value = first; value <= Math.min(last, count - 1); value += by) values.push(value);
  }
  return values;
};

const daySeconds = 86_400;

/** The shortest time between two of these minutes of a day; days that are left out make others longer. */
const cronSeconds = (minutes: string, hours: string): number | undefined => {
  const atMinutes = fieldValues(minutes, 60);
  const atHours = fieldValues(hours, 24);
  if (atMinutes === undefined || atHours === undefined) return undefined;
  const times = atHours
    .flatMap((hour) => atMinutes.map((minute) => hour * 3600 + minute * 60))
    .sort((a, b) => a - b);
  const [first] = times;
  if (first === undefined) return undefined;
  return [...times.slice(1), first + daySeconds].reduce(
    (least, time, index) => Math.min(least, time - (times[index] ?? time)),
    daySeconds,
  );
};

/** Seconds between two runs; undefined for an expression that is none of AWS's. */
export const scheduleSeconds = (expression: string | undefined): number | undefined => {
  const text = expression?.trim() ?? '';
  const [, amount, unit = ''] = /^rate\(\s*(\d{1,6})\s+(second|minute|hour|day)s?\s*\)$/i.exec(text) ?? [];
  if (amount !== undefined) {
    const seconds = Number(amount) * (secondsOf[unit.toLowerCase()] ?? 0);
    return seconds > 0 ? seconds : undefined;
  }
  const [, minutes, hours] = /^cron\(\s*(\S+)\s+(\S+)\s.*\)$/i.exec(text) ?? [];
  return minutes === undefined || hours === undefined ? undefined : cronSeconds(minutes, hours);
};
