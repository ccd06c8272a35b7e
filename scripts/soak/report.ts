/** The tables of a soak run, as text. */
import type { Recovery } from './chaos.ts';
import { type FaultKind, faultKinds } from './faults.ts';
import { type Sample, type Usage, type UsageBetween, usageBetween } from './measure.ts';

/** How many lines of the span had not been told so long after its end. */
export type ToCome = { readonly afterMs: number; readonly count: number };

export type ClientResult = {
  readonly name: string;
  readonly published: number | undefined;
  readonly lost: readonly string[];
  readonly repeated: readonly string[];
  /** Told, and never published. */
  readonly invented: readonly string[];
  /** Lines that were still to come when the span ended: the sandbox delivers late. Who tells them later has lost none. */
  readonly toCome: readonly ToCome[];
  /** By what was repeated: when each of its lines came, epoch ms. */
  readonly cameAt: Readonly<Record<string, readonly number[]>>;
  readonly stuck: number;
  /** The longest time without a true answer of what it asks for most. */
  readonly quietMs: number | undefined;
  readonly died: boolean;
  readonly exit: string;
  readonly complaints: readonly string[];
  readonly usage: Usage | undefined;
  readonly calls: Readonly<Record<string, number>>;
  readonly struck: Readonly<Record<string, number>>;
};

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
const whole = (value: number | undefined): string => (value === undefined ? '-' : String(Math.round(value)));
const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const clientTable = (results: readonly ClientResult[]): string =>
  table([
    [
      'process',
      'published',
      'lost',
      'repeated',
      'invented',
      'to come',
      'even after s',
      'stuck',
      'quiet s',
      'exit',
      'calls',
      'struck',
      'RSS MB first',
      'last',
      'most',
      'MB/h',
      'CPU %',
      '%/h',
      'handles',
      'most',
    ],
    ...results.map((one) => [
      one.name,
      whole(one.published),
      one.published === undefined ? '-' : String(one.lost.length),
      one.published === undefined ? '-' : String(one.repeated.length),
      one.published === undefined ? '-' : String(one.invented.length),
      whole(one.toCome[0]?.count),
      one.toCome.at(-1)?.count === 0 ? seconds(one.toCome.at(-1)?.afterMs ?? 0) : '-',
      String(one.stuck),
      one.quietMs === undefined ? '-' : seconds(one.quietMs),
      one.died ? `${one.exit} DIED` : one.exit,
      String(sumOf(one.calls)),
      String(sumOf(one.struck)),
      whole(one.usage?.rssMb.first),
      whole(one.usage?.rssMb.last),
      whole(one.usage?.rssMb.most),
      whole(one.usage?.rssMbPerHour),
      one.usage?.cpuPercent.toFixed(1) ?? '-',
      one.usage?.cpuPercentPerHour?.toFixed(1) ?? '-',
      whole(one.usage?.handles.last),
      whole(one.usage?.handles.most),
    ]),
  ]);

/** The middle one and the longest, of those that went on. */
const spread = (recoveries: readonly Recovery[]): string => {
  const took = recoveries
    .flatMap(({ tookMs }) => (tookMs === undefined ? [] : [tookMs]))
    .sort((a, b) => a - b);
  const [middle, worst] = [took[(took.length - 1) >> 1], took.at(-1)];
  const stuck = recoveries.length - took.length;
  return `${middle === undefined || worst === undefined ? '-' : `${seconds(middle)} ${seconds(worst)}`}${stuck > 0 ? ` (${stuck} stuck)` : ''}`;
};

const recoveryTable = (recoveries: readonly Recovery[]): string => {
  const clients = [...new Set(recoveries.map(({ client }) => client))];
  return table([
    ['went on after, s: p50 worst', 'times', 'all', ...clients],
    ...[...faultKinds, undefined].flatMap((kind) => {
      const of = recoveries.filter((one) => kind === undefined || one.kind === kind);
      const times = new Set(of.map(({ endedAt }) => endedAt)).size;
      return of.length === 0
        ? []
        : [
            [
              kind ?? 'any',
              String(times),
              spread(of),
              ...clients.map((client) => spread(of.filter((one) => one.client === client))),
            ],
          ];
    }),
  ]);
};

/** What each kind costs: from its beginning to that of the next phase, all of its times together. */
const costTable = (
  recoveries: readonly Recovery[],
  samples: Readonly<Record<string, readonly Sample[]>>,
): string => {
  const names = Object.keys(samples);
  const begins = [...new Map(recoveries.map((one) => [one.begunAt, one.kind]))];
  const spans = begins.flatMap(([fromMs, kind], nth) => {
    const toMs = begins[nth + 1]?.[0];
    return toMs === undefined ? [] : [{ kind, fromMs, toMs }];
  });
  const costOf = (name: string, kind: FaultKind): string => {
    const costs = spans
      .filter((span) => span.kind === kind)
      .flatMap(({ fromMs, toMs }) => usageBetween(samples[name] ?? [], fromMs, toMs) ?? []);
    const sum = (of: (cost: UsageBetween) => number) => costs.reduce((total, cost) => total + of(cost), 0);
    const lengthMs = sum(({ lastedMs }) => lastedMs);
    if (lengthMs === 0) return '-';
    const percent = (sum(({ cpuSeconds }) => cpuSeconds) / lengthMs) * 100_000;
    return `${percent.toFixed(1)} ${sum(({ rssMb }) => rssMb).toFixed(0)}`;
  };
  return table([
    ['costs: CPU %, RSS MB gained', ...names],
    ...faultKinds
      .filter((kind) => spans.some((span) => span.kind === kind))
      .map((kind) => [kind, ...names.map((name) => costOf(name, kind))]),
  ]);
};

export const reportText = (
  heading: string,
  results: readonly ClientResult[],
  recoveries: readonly Recovery[],
  samples: Readonly<Record<string, readonly Sample[]>>,
): string =>
  [
    heading,
    '',
    clientTable(results),
    '',
    recoveryTable(recoveries),
    '',
    costTable(recoveries, samples),
    '',
    ...results.flatMap(({ name, complaints }) => complaints.map((complaint) => `${name}: ${complaint}`)),
    '',
  ].join('\n');
