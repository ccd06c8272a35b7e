/** Which window graphs show, how they are drawn, where they are read: the steps of every screen that has graphs. */
import { type GraphWindow, spanOf } from '../../src/graph-window.ts';
import { retentionMs } from '../../src/periods.ts';
import type { KeyTable } from '../../src/terminal/key-table.ts';

export const graphStyles = ['lines', 'bars', 'heat map'] as const;
export type GraphStyle = (typeof graphStyles)[number];

export type TimeState = GraphWindow & {
  readonly style: GraphStyle;
  /** Start of the bucket that the crosshair reads; undefined without a crosshair. */
  readonly crosshair?: number | undefined;
};

export type WindowCommand = 'longer' | 'shorter' | 'panBack' | 'panOn' | 'compare' | 'style' | 'crosshair';
export type CrosshairCommand = 'bucketBefore' | 'nextBucket' | 'tenBefore' | 'tenOn' | 'crosshairOff';
export type TimeCommand = WindowCommand | CrosshairCommand;

/** What a step can see beside the state. */
export type TimeContext = {
  readonly now: number;
  /** Width of the narrowest bucket that is drawn. */
  readonly bucketMs: () => number;
  /** One of the graphs is of percentiles. */
  readonly hasPercentiles: boolean;
  /** Why none of it would be seen, where no graph is on the screen. */
  readonly hidden?: string | undefined;
  /** The screen is about a window all the same. */
  readonly hasWindow?: boolean;
  /** Why there is no crosshair, where something else reads the graphs. */
  readonly noCrosshair?: string | undefined;
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Ranges that `+` and `-` walk through: 5 minutes to 15 days. */
export const rangesMs: readonly number[] = [
  ...[5, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 3, 7, 15].map((days) => days * dayMs),
];

/** The next longer or shorter of the usual ranges; the same one at the ends. */
export const nextRange = (rangeMs: number, by: 1 | -1): number =>
  (by > 0 ? rangesMs.find((one) => one > rangeMs) : rangesMs.findLast((one) => one < rangeMs)) ?? rangeMs;

/** An hour, a day, a week before. */
const comparisonsMs: readonly number[] = [hourMs, dayMs, 7 * dayMs];
const farBuckets = 10;

/** An end that is not in the future; one that is follows the clock. Minutes are whole, so that the title can name it. */
const endAt = (at: number, { now }: TimeContext): number | undefined =>
  at >= now ? undefined : Math.floor(at / minuteMs) * minuteMs;

const oldestEnd = ({ rangeMs }: GraphWindow, { now }: TimeContext): number => now - retentionMs + rangeMs;

/** Brings a bucket into the window. */
const clamped = (at: number, state: GraphWindow, { now, bucketMs }: TimeContext): number => {
  const { from, to } = spanOf(state, now);
  const width = bucketMs();
  const bucket = (time: number): number => Math.floor(time / width) * width;
  return Math.min(bucket(to - 1), Math.max(bucket(from) + (from % width === 0 ? 0 : width), bucket(at)));
};

const zoomed = <S extends TimeState>(state: S, by: 1 | -1, seen: TimeContext): S => {
  const rangeMs = nextRange(state.rangeMs, by);
  if (state.crosshair === undefined) return { ...state, rangeMs };
  // What is read stays in the middle.
  return { ...state, rangeMs, end: endAt(state.crosshair + rangeMs / 2, seen) };
};

const panned = <S extends TimeState>(state: S, by: 1 | -1, seen: TimeContext): S => {
  const at = (state.end ?? seen.now) + (by * state.rangeMs) / 2;
  // Now has gone on meanwhile: who comes back to where now was means now.
  const moved = by > 0 && at > seen.now - state.rangeMs / 4 ? seen.now : at;
  const next = { ...state, end: endAt(Math.max(oldestEnd(state, seen), moved), seen) };
  return state.crosshair === undefined ? next : { ...next, crosshair: clamped(state.crosshair, next, seen) };
};

const compared = <S extends TimeState>(state: S): S => {
  const longer = comparisonsMs.find((ms) => ms > (state.compareMs ?? 0));
  return { ...state, compareMs: longer };
};

const restyled = <S extends TimeState>(state: S, { hasPercentiles }: TimeContext): S => {
  const known = graphStyles.filter((style) => style !== 'heat map' || hasPercentiles);
  return { ...state, style: known[(known.indexOf(state.style) + 1) % known.length] ?? 'lines' };
};

/** The crosshair so many buckets on; where there was none it begins at the newest bucket that has closed. */
const moved = <S extends TimeState>(state: S, buckets: number, seen: TimeContext): S => {
  const newest = spanOf(state, seen.now).to - 2 * seen.bucketMs();
  const at = state.crosshair === undefined ? newest : state.crosshair + buckets * seen.bucketMs();
  return { ...state, crosshair: clamped(at, state, seen) };
};

/** The state after a step. */
export const timeStep = <S extends TimeState>(state: S, command: TimeCommand, seen: TimeContext): S => {
  switch (command) {
    case 'longer':
      return zoomed(state, 1, seen);
    case 'shorter':
      return zoomed(state, -1, seen);
    case 'panBack':
      return panned(state, -1, seen);
    case 'panOn':
      return panned(state, 1, seen);
    case 'compare':
      return compared(state);
    case 'style':
      return restyled(state, seen);
    case 'crosshair':
      return state.crosshair === undefined ? moved(state, 0, seen) : { ...state, crosshair: undefined };
    case 'bucketBefore':
      return moved(state, -1, seen);
    case 'nextBucket':
      return moved(state, 1, seen);
    case 'tenBefore':
      return moved(state, -farBuckets, seen);
    case 'tenOn':
      return moved(state, farBuckets, seen);
    case 'crosshairOff':
      return { ...state, crosshair: undefined };
  }
};

/** Steps of the window alone, whatever is drawn in it. */
const windowOnly: ReadonlySet<TimeCommand> = new Set(['longer', 'shorter', 'panBack', 'panOn']);

/** Why a step would change nothing now. */
export const timeReason = (state: TimeState, command: TimeCommand, seen: TimeContext): string | undefined => {
  const isWindow = seen.hasWindow === true && windowOnly.has(command);
  if (seen.hidden !== undefined && !isWindow) return seen.hidden;
  switch (command) {
    case 'longer':
      return nextRange(state.rangeMs, 1) === state.rangeMs ? 'this is the longest range' : undefined;
    case 'shorter':
      return nextRange(state.rangeMs, -1) === state.rangeMs ? 'this is the shortest range' : undefined;
    case 'panBack':
      return (state.end ?? seen.now) <= oldestEnd(state, seen) ? 'AWS keeps nothing older' : undefined;
    case 'panOn':
      return state.end === undefined ? 'this is now' : undefined;
    case 'crosshair':
    case 'bucketBefore':
    case 'nextBucket':
    case 'tenBefore':
    case 'tenOn':
      return seen.noCrosshair;
    case 'compare':
    case 'style':
    case 'crosshairOff':
      return undefined;
  }
};

type ReasonOf = (command: TimeCommand) => string | undefined;
const always: ReasonOf = () => undefined;

/** The keys of the window; `reasonOf` says why one does nothing now. */
export const windowKeys = (
  reasonOf: ReasonOf = always,
  footer: { readonly footer?: 'room' } = {},
): KeyTable<WindowCommand, unknown> => {
  const key = (command: WindowCommand, keys: readonly string[], label: string) => ({
    command,
    keys,
    label,
    section: 'Graphs',
    ...footer,
    disabled: () => reasonOf(command),
  });
  return [
    key('longer', ['+', ']', '='], 'longer range'),
    key('shorter', ['-', '['], 'shorter range'),
    key('panBack', ['<', 'shift-left'], 'earlier'),
    key('panOn', ['>', 'shift-right'], 'later'),
    key('compare', ['c'], 'compare 1 h 1 d 1 w'),
    key('style', ['v'], 'lines bars heat map'),
    key('crosshair', ['x'], 'crosshair'),
  ];
};

/** The keys of the crosshair: those of a screen give way to them while it is on, in the footer too. */
export const crosshairKeys = (
  reasonOf: ReasonOf = always,
  isOn = true,
): KeyTable<CrosshairCommand, unknown> => {
  const key = (
    command: CrosshairCommand,
    keys: readonly string[],
    label: string,
    footer: 'room' | 'always' = 'room',
  ) => ({
    command,
    keys,
    label,
    section: 'Crosshair',
    ...(isOn ? { footer } : {}),
    disabled: () => reasonOf(command),
  });
  return [
    key('bucketBefore', ['left', 'h'], 'bucket before'),
    key('nextBucket', ['right', 'l'], 'next bucket'),
    key('tenBefore', ['shift-left'], 'ten before'),
    key('tenOn', ['shift-right'], 'ten on'),
    key('crosshairOff', ['escape'], 'crosshair off', 'always'),
  ];
};
