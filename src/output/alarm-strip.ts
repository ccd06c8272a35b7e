/** An alarm's states over a time as one row of cells: `─────────────▁▁█`. */
import type { Alarm, AlarmStateValue, AlarmTransition } from '../observation/alarms.ts';
import type { Snapshot } from '../store/snapshot.ts';
import type { Role, Span } from '../terminal/row.ts';

type Stretch = { readonly from: number; readonly state: AlarmStateValue | undefined };

const worst: Readonly<Record<AlarmStateValue, number>> = { OK: 1, INSUFFICIENT_DATA: 2, ALARM: 3 };

const cells: readonly { readonly text: string; readonly ascii: string; readonly role: Role }[] = [
  { text: ' ', ascii: ' ', role: 'dim' },
  { text: '─', ascii: '-', role: 'ok' },
  { text: '░', ascii: '?', role: 'unknown' },
  { text: '█', ascii: '#', role: 'bad' },
];

export type StripWindow = {
  readonly from: number;
  readonly to: number;
  /** Transitions before this are not known any more, where some are not. */
  readonly knownFrom: number;
  readonly width: number;
  readonly ascii: boolean;
};

/** The last `historyMs` of what is known. */
export const stripWindow = (
  { alarms, at }: Pick<Snapshot, 'alarms' | 'at'>,
  {
    historyMs,
    width,
    ascii,
  }: { readonly historyMs: number; readonly width: number; readonly ascii: boolean },
): StripWindow => {
  const { items, evicted } = alarms.history;
  const knownFrom = evicted === 0 ? Number.NEGATIVE_INFINITY : (items[0]?.at ?? at);
  return { from: at - historyMs, to: at, knownFrom, width, ascii };
};

/** Each state with the time it began, oldest first; what was before the first transition is the state that it left. */
const stretchesOf = (
  alarm: Alarm,
  history: readonly AlarmTransition[],
  knownFrom: number,
): readonly Stretch[] => {
  const [first] = history;
  if (first === undefined) return [{ from: alarm.since, state: alarm.state }];
  return [{ from: knownFrom, state: first.from }, ...history.map(({ at, to }) => ({ from: at, state: to }))];
};

/** Each cell in the worst state of its time; blank where nothing is known. `history` is the alarm's own, oldest first. */
export const alarmStrip = (
  alarm: Alarm,
  history: readonly AlarmTransition[],
  { from, to, knownFrom, width, ascii }: StripWindow,
): readonly Span[] => {
  const stretches = stretchesOf(alarm, history, knownFrom);
  const cellMs = (to - from) / Math.max(1, width);
  return Array.from({ length: Math.max(0, width) }, (_, index): Span => {
    const start = from + index * cellMs;
    const end = start + cellMs;
    const level = stretches.reduce((most, { from: begins, state }, at) => {
      const ends = stretches[at + 1]?.from ?? Number.POSITIVE_INFINITY;
      return begins < end && ends > start && state !== undefined ? Math.max(most, worst[state]) : most;
    }, 0);
    const cell = cells[level] ?? cells[0];
    return { text: (ascii ? cell?.ascii : cell?.text) ?? ' ', role: cell?.role ?? 'dim', picture: true };
  });
};
