/** The first row of every screen: what is watched, how bad it is, how old the data are, what they cost. */
import { formatClock, formatDollars, formatDuration, formatNumber } from '../src/format.ts';
import { stateMark } from '../src/output/alarm-row.ts';
import type { Snapshot } from '../src/store/snapshot.ts';
import { glyphsFor } from '../src/terminal/glyphs.ts';
import { fitRow } from '../src/terminal/paint.ts';
import type { Row, Span } from '../src/terminal/row.ts';
import { type Look, rowWidth } from './layout.ts';

export type HeaderInput = {
  readonly snapshot: Snapshot;
  /** Pipeline, profile and Regions: `orders · prod · eu-west-1`. */
  readonly names: readonly string[];
  readonly width: number;
  readonly look: Look;
  readonly paused: boolean;
  /** Dollars an hour that polling may cost. */
  readonly budget?: number | undefined;
  /** How many times slower than usual the budget makes polls. */
  readonly slowdown?: number | undefined;
};

/** When the newest whole bucket of any series ended: what `data N s old` counts from. */
const newestData = ({ series, at }: Snapshot): number | undefined => {
  let newest: number | undefined;
  for (const { spec, points } of series.values()) {
    const periodMs = spec.periodSeconds * 1000;
    const last = points.findLast((point) => point.at + periodMs <= at);
    if (last === undefined) continue;
    const end = last.at + periodMs;
    if (newest === undefined || end > newest) newest = end;
  }
  return newest;
};

const alarmSpans = ({ alarms }: Snapshot, { ascii }: Look): Span[] => {
  if (alarms.listedAt.size === 0) return [{ text: 'alarms: loading', role: 'dim' }];
  const { ALARM, INSUFFICIENT_DATA } = alarms.counts;
  const worst = alarms.alarms[0];
  if (ALARM === 0 && INSUFFICIENT_DATA === 0) {
    return [stateMark('OK', ascii), { text: ' no alarm', role: 'ok' }];
  }
  return [
    ...(ALARM > 0
      ? [stateMark('ALARM', ascii), { text: ` ${ALARM} ALARM`, role: 'bad' as const, bold: true }]
      : []),
    ...(ALARM > 0 && worst !== undefined ? [{ text: ` ${worst.name}`, role: 'bad' as const }] : []),
    ...(INSUFFICIENT_DATA > 0
      ? [
          { text: ALARM > 0 ? '  ' : '' },
          stateMark('INSUFFICIENT_DATA', ascii),
          { text: ` ${INSUFFICIENT_DATA}`, role: 'unknown' as const },
        ]
      : []),
  ];
};

const costText = ({ cost }: Snapshot, { budget, slowdown = 1 }: HeaderInput): string => {
  const spent =
    cost.dollarsPerHour === undefined
      ? formatDollars(cost.dollars)
      : `${formatDollars(cost.dollarsPerHour)}/h`;
  if (budget === undefined) return spent;
  const slower = slowdown > 1.05 ? `, ${formatNumber(slowdown)}x slower` : '';
  return `${spent} of ${budget}${slower}`;
};

/** One row of exactly `width` cells; on a narrow screen the least needed parts go first. */
export const headerRow = (input: HeaderInput): Row => {
  const { snapshot, names, width, look, paused } = input;
  const dot = ` ${glyphsFor(look.ascii).dot} `;
  const newest = newestData(snapshot);
  const age =
    newest === undefined ? undefined : `data ${formatDuration(Math.max(0, snapshot.at - newest))} old`;
  const right: Span[][] = [
    ...(paused ? [[{ text: 'PAUSED', role: 'warn' as const, bold: true }]] : []),
    ...(snapshot.problems.length > 0
      ? [
          [
            {
              text: `${glyphsFor(look.ascii).warn} ${snapshot.problems.length} trouble`,
              role: 'warn' as const,
            },
          ],
        ]
      : []),
    alarmSpans(snapshot, look),
    ...(age === undefined ? [] : [[{ text: age, role: 'dim' as const }]]),
    [{ text: costText(snapshot, input), role: 'dim' }],
    [{ text: formatClock(snapshot.at, { utc: look.utc, seconds: true, zone: true }) }],
  ];
  const left: Row = [{ text: ` ${names.join(dot)}`, role: 'title', bold: true }];
  const join = (parts: readonly Span[][]): Span[] =>
    parts.flatMap((part, index) => (index === 0 ? part : [{ text: '   ' }, ...part]));
  // The name gives way first, then the age of the data and the cost; state and clock stay.
  const shortName: Row = [{ text: ` ${names[0] ?? ''}`, role: 'title', bold: true }];
  const slim = right.filter((part) => !part.some(({ text, role }) => role === 'dim' && text !== ''));
  const candidates = [
    { name: left, parts: right },
    { name: shortName, parts: right },
    { name: shortName, parts: slim },
  ];
  for (const { name, parts } of candidates) {
    const spans = join(parts);
    const room = width - rowWidth(name) - rowWidth(spans) - 1;
    if (room >= 2) return fitRow([...name, { text: ' '.repeat(room) }, ...spans], width);
  }
  return fitRow([...shortName, { text: '  ' }, ...join(slim)], width);
};
