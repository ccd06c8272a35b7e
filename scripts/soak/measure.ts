/** What a process holds and uses, by /proc: memory, processor time, open files. */
import { readdir, readFile } from 'node:fs/promises';
import { residentMb } from '../bench/resident.ts';

export type Sample = {
  readonly atMs: number;
  readonly rssMb: number;
  readonly cpuSeconds: number;
  readonly handles: number;
};

/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

/** Undefined where there is no such process (any more). */
export const sampleOf = async (pid: number | undefined): Promise<Sample | undefined> => {
  const rssMb = await residentMb(pid);
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const handles = await readdir(`/proc/${pid}/fd`).catch(() => undefined);
  if (rssMb === undefined || stat === undefined || handles === undefined) return undefined;
  // After the name in brackets: state is the first, utime the twelfth, stime the thirteenth.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  return { atMs: Date.now(), rssMb, cpuSeconds, handles: handles.length };
};

/** What y grows by for each x, by least squares; undefined of fewer than two points. */
export const slope = (points: readonly { readonly x: number; readonly y: number }[]): number | undefined => {
  const mean = (of: (point: { readonly x: number; readonly y: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return spread === 0 || points.length < 2
    ? undefined
    : points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
};

export type Usage = {
  readonly rssMb: { readonly first: number; readonly last: number; readonly most: number };
  /** Over the last two thirds. */
  readonly rssMbPerHour: number | undefined;
  readonly cpuPercent: number;
  /** How it grows, over the last two thirds. */
  readonly cpuPercentPerHour: number | undefined;
  readonly handles: { readonly first: number; readonly last: number; readonly most: number };
};

const hourMs = 3_600_000;

export type UsageBetween = {
  readonly lastedMs: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
};

/** What was used, and came to be held, between the samples nearest to these times; undefined where they are one. */
export const usageBetween = (
  samples: readonly Sample[],
  fromMs: number,
  toMs: number,
): UsageBetween | undefined => {
  const nearest = (ms: number): Sample | undefined =>
    samples.reduce<Sample | undefined>(
      (best, one) => (best === undefined || Math.abs(one.atMs - ms) < Math.abs(best.atMs - ms) ? one : best),
      undefined,
    );
  const [first, last] = [nearest(fromMs), nearest(toMs)];
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
  return {
    lastedMs: last.atMs - first.atMs,
    cpuSeconds: last.cpuSeconds - first.cpuSeconds,
    rssMb: last.rssMb - first.rssMb,
  };
};

/** Percent of a processor between each sample and the next. */
const cpuPercents = (samples: readonly Sample[]): readonly { readonly x: number; readonly y: number }[] =>
  samples.flatMap(({ atMs, cpuSeconds }, nth) => {
    const next = samples[nth + 1];
    if (next === undefined || next.atMs <= atMs) return [];
    return [{ x: atMs / hourMs, y: ((next.cpuSeconds - cpuSeconds) / (next.atMs - atMs)) * 100_000 }];
  });

export const usageOf = (samples: readonly Sample[]): Usage | undefined => {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.atMs === first.atMs) return undefined;
  const settled = samples.filter(({ atMs }) => atMs >= first.atMs + (last.atMs - first.atMs) / 3);
  const most = (of: (sample: Sample) => number) => Math.max(...samples.map(of));
  return {
    rssMb: { first: first.rssMb, last: last.rssMb, most: most(({ rssMb }) => rssMb) },
    rssMbPerHour: slope(settled.map(({ atMs, rssMb }) => ({ x: atMs / hourMs, y: rssMb }))),
    cpuPercent: ((last.cpuSeconds - first.cpuSeconds) / (last.atMs - first.atMs)) * 100_000,
    cpuPercentPerHour: slope(cpuPercents(settled)),
    handles: { first: first.handles, last: last.handles, most: most(({ handles }) => handles) },
  };
};
