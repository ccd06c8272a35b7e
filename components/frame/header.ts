/** The first row of every screen: what is watched, how bad it is, how old the data are, what they cost. */
import { formatClock, formatDuration } from '../../src/format.ts';
import { keysText } from '../../src/output/keys-text.ts';
import { stateMark } from '../../src/pipeline/alarm-row.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { type AcknowledgedTransitions, loudCounts } from '../alarms/acknowledged.ts';
import { costText, rateText, type Spending } from './cost-text.ts';
import { type Beside, dataAgeMs } from './data-age.ts';
import { type Look, rowWidth } from './layout.ts';
import { causesIn, troublesIn } from './trouble.ts';

export type HeaderInput = Spending & {
  readonly snapshot: Snapshot;
  /** Pipeline, profile and Regions: `orders · prod · eu-west-1`. */
  readonly names: readonly string[];
  readonly width: number;
  readonly look: Look;
  /** Alarms that somebody looks after; none where absent. */
  readonly acknowledged?: AcknowledgedTransitions | undefined;
  readonly paused: boolean;
  /** Figures beside the tiles, whose age counts too. */
  readonly beside?: Beside | undefined;
  /** Stages and alarms are as of this moment; of now where absent. */
  readonly shownAt?: number | undefined;
};

/** `✖ 5 ALARM  ○ 1  3 ack`: those that somebody looks after do not shout. */
const alarmSpans = ({ snapshot, acknowledged, look }: HeaderInput): Span[] => {
  const { alarms } = snapshot;
  const { ascii } = look;
  if (alarms.listedAt.size === 0) return [{ text: 'alarms: loading', role: 'dim' }];
  const { ALARM, INSUFFICIENT_DATA, acknowledged: known, muted } = loudCounts(alarms, acknowledged);
  const quiet = known + muted;
  const quietWords = [...(known > 0 ? [`${known} ack`] : []), ...(muted > 0 ? [`${muted} muted`] : [])];
  const quietSpan: Span = { text: `(${quietWords.join(', ')})`, role: 'dim' };
  if (ALARM === 0 && INSUFFICIENT_DATA === 0) {
    return quiet > 0
      ? [stateMark('OK', ascii), { text: ' no new alarm ' }, quietSpan]
      : [stateMark('OK', ascii), { text: ' no alarm', role: 'ok' }];
  }
  return [
    ...(ALARM > 0
      ? [stateMark('ALARM', ascii), { text: ` ${ALARM} ALARM`, role: 'bad' as const, bold: true }]
      : []),
    ...(INSUFFICIENT_DATA > 0
      ? [
          { text: ALARM > 0 ? '  ' : '' },
          stateMark('INSUFFICIENT_DATA', ascii),
          { text: ` ${INSUFFICIENT_DATA}`, role: 'unknown' as const },
        ]
      : []),
    ...(quiet > 0 ? [{ text: ' ' }, quietSpan] : []),
  ];
};

type Parts = {
  readonly name: string;
  readonly cost: string | undefined;
  readonly age: boolean;
  /** Keys that end soon: with what brings new ones, or without. */
  readonly keys?: 'long' | 'short';
};

/** One row of exactly `width` cells; on a narrow screen the least needed parts go first. State and clock stay. */
export const headerRow = (input: HeaderInput): Row => {
  const { snapshot, names, width, look, paused } = input;
  const { cost, at } = snapshot;
  const { dot, warn } = glyphsFor(look.ascii);
  const ageMs = dataAgeMs(snapshot, input.beside);
  const dim = (text: string): Span[][] => [[{ text, role: 'dim' }]];
  const ending = keysText(snapshot.keys, at);
  const endingSpans = (length: 'long' | 'short'): Span[][] =>
    ending === undefined
      ? []
      : [
          [
            {
              text: `${warn} ${ending[length]}`,
              role: ending.hasEnded ? 'bad' : 'warn',
              bold: ending.hasEnded,
            },
          ],
        ];
  const troubles = causesIn(troublesIn(snapshot, () => true)).length;
  const rightOf = (parts: Parts): readonly Span[][] => [
    ...(input.shownAt === undefined
      ? []
      : [
          [
            {
              text: `AS OF ${formatClock(input.shownAt, { utc: look.utc, seconds: true })}`,
              role: 'warn' as const,
              bold: true,
            },
          ],
        ]),
    ...(paused ? [[{ text: 'PAUSED', role: 'warn' as const, bold: true }]] : []),
    ...endingSpans(parts.keys ?? 'short'),
    ...(troubles > 0 ? [[{ text: `${warn} ${troubles} trouble`, role: 'warn' as const }]] : []),
    alarmSpans(input),
    ...(parts.age && ageMs !== undefined ? dim(`data ${formatDuration(ageMs)} old`) : []),
    ...(parts.cost === undefined ? [] : dim(parts.cost)),
    [{ text: formatClock(at, { utc: look.utc, seconds: true, zone: true }) }],
  ];
  const whole = names.join(` ${dot} `);
  const short = names[0] ?? '';
  const rate = rateText(cost, input);
  const total = costText(cost, input);
  const isLong = ending?.hasEnded === true;
  const candidates: readonly Parts[] = [
    ...(isLong
      ? [
          { name: whole, cost: rate, age: true, keys: 'long' as const },
          { name: short, cost: undefined, age: false, keys: 'long' as const },
        ]
      : []),
    { name: whole, cost: total, age: true },
    { name: whole, cost: rate, age: true },
    { name: short, cost: rate, age: true },
    // What is old says so before what it costs.
    ...(troubles > 0 ? [{ name: short, cost: undefined, age: true }] : []),
    { name: short, cost: rate, age: false },
    { name: short, cost: undefined, age: false },
  ];
  const spansOf = (parts: Parts): { readonly name: Row; readonly right: Row } => ({
    name: [{ text: ` ${parts.name}`, role: 'title', bold: true }],
    right: rightOf(parts).flatMap((part, index) => (index === 0 ? part : [{ text: '   ' }, ...part])),
  });
  for (const parts of candidates) {
    const { name, right } = spansOf(parts);
    const room = width - rowWidth(name) - rowWidth(right) - 1;
    if (room >= 2) return fitRow([...name, { text: ' '.repeat(room) }, ...right], width);
  }
  const { name, right } = spansOf({ name: short, cost: undefined, age: false });
  return fitRow([...name, { text: '  ' }, ...right], width);
};
