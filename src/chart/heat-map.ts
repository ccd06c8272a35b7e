/** Where the requests are: a heat map of latency over time, made from percentiles. */
import { formatUnit } from '../format.ts';
import type { Point, SeriesUnit } from '../observation/metrics.ts';
import type { Role, Row } from '../terminal/row.ts';
import { type Area, drawXAxis } from './axes.ts';
import { drawEmpty } from './empty.ts';
import { createGrid, textCells } from './grid.ts';
import { drawLegend } from './legend.ts';
import { drawCursor, drawMarks, type Mark } from './marks.ts';
import { resample, type Window } from './resample.ts';
import type { Bounds } from './scale.ts';

export type Percentile = {
  /** 0-100: 50 is the median. */
  readonly percent: number;
  readonly points: readonly Point[];
};

export type HeatMap = Window & {
  /** At least two, in any order; the more there are the finer the picture. */
  readonly percentiles: readonly Percentile[];
  readonly unit: SeriesUnit;
  readonly width: number;
  readonly height: number;
  readonly utc: boolean;
  readonly ascii?: boolean;
  readonly empty?: string;
  /** A row with the percentiles' own values on top, where there is room. */
  readonly legend?: boolean;
  /** Moments worth a mark: alarms, deployments. */
  readonly marks?: readonly Mark[];
  /** A moment whose values the legend shows, with a line through it. */
  readonly cursor?: number | undefined;
  /** The scale of the frame before: it stays there while it fits. See `heatBounds`. */
  readonly previous?: Bounds | undefined;
};

const shades = [' ', '░', '▒', '▓', '█'] as const;
const poorShades = [' ', '.', ':', '+', '#'] as const;
/** Share of the requests from which on a shade is used. */
const shadeFrom = [0.002, 0.05, 0.15, 0.35] as const;

type Known = { readonly share: number; readonly log: number };

/** Share of the requests at or below a value, on straight lines between the percentiles of its logarithm. */
const shareBelow = (log: number, known: readonly Known[]): number => {
  let before: Known | undefined;
  for (const step of known) {
    if (log <= step.log) {
      if (log === step.log) return step.share;
      // Below the lowest percentile, requests are taken to reach down to half of it.
      const from = before ?? { share: 0, log: step.log - Math.LN2 };
      if (log <= from.log) return from.share;
      return from.share + ((log - from.log) / (step.log - from.log)) * (step.share - from.share);
    }
    before = step;
  }
  return 1;
};

/** Nobody waits shorter or longer; beyond them the scale would not end. */
const isTime = (value: number): boolean => value > 1e-9 && value < 1e15;

const ladder = [1, 2, 5];

/** Round figures 1, 2, 5, 10 … from at or below `low` to at or above `high`. */
const rungs = (low: number, high: number): number[] => {
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    found.push(...ladder.map((step) => Number(`${step}e${power}`)));
  }
  const first = found.findLastIndex((rung) => rung <= low);
  const last = found.findIndex((rung) => rung >= high);
  return found.slice(Math.max(0, first), last < 0 ? found.length : last + 1);
};

const extentOfTimes = ({ percentiles, periodMs, from, to }: HeatMap) => {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (const { points } of percentiles) {
    for (const { at, value } of points) {
      if (at + periodMs <= from || at >= to || !isTime(value)) continue;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }
  return { lowest: Math.max(lowest / 2, highest / 1e6), highest };
};

/** The scale of the frame before holds still while the values fit, and fill a good part of it. */
const isSteady = (previous: Bounds | undefined, lowest: number, highest: number): previous is Bounds =>
  previous !== undefined &&
  lowest >= previous.low &&
  highest <= previous.high &&
  Math.log(highest / lowest) > 0.4 * Math.log(previous.high / previous.low);

const scaleOf = (input: HeatMap): readonly number[] => {
  const { lowest, highest } = extentOfTimes(input);
  if (highest === 0) return [];
  const { previous } = input;
  return isSteady(previous, lowest, highest) ? rungs(previous.low, previous.high) : rungs(lowest, highest);
};

/** What a view gives back as `previous` with the next frame; the scale is logarithmic, its step means nothing. */
export const heatBounds = (input: HeatMap): Bounds | undefined => {
  const scale = scaleOf(input);
  const [low = 0] = scale;
  return scale.length < 2 ? input.previous : { low, high: scale.at(-1) ?? low, step: 0 };
};

/**
 * A cell is the darker the more of its time's requests took as long as its row says. The scale is logarithmic. What the
 * highest percentile leaves out is not shown. Exactly `width` x `height` cells; gaps stay blank.
 */
export const heatMap = (input: HeatMap): Row[] => {
  const { percentiles, unit, utc, ascii = false } = input;
  const grid = createGrid({ width: input.width, height: input.height, ascii });
  const sorted = [...percentiles].sort((a, b) => a.percent - b.percent);
  const top = input.legend && grid.height >= 5 ? 1 : 0;
  const room = grid.height - top;
  const axisRows = room >= 8 ? 2 : room >= 3 ? 1 : 0;
  const rows = room - axisRows;
  const scale = scaleOf(input);
  const labels = scale.map((rung) => formatUnit(rung, unit));
  const gutter = Math.max(6, ...labels.map(textCells)) + 2;
  const left = grid.width >= gutter * 2 && rows >= 2 ? gutter : 0;
  const area: Area = { left, top, width: grid.width - left, height: rows };
  drawXAxis(grid, area, axisRows, input, { unit, utc, ascii });
  if (top > 0) {
    // In the order in which they are given: the first are worth most.
    const series = percentiles.map(({ percent, points }) => ({
      points,
      role: 'text' as const,
      label: `p${percent}`,
    }));
    drawLegend(grid, { ...input, series, coloured: false });
  }
  const from = Math.log(scale[0] ?? 1);
  const to = Math.log(scale.at(-1) ?? 1);
  if (scale.length < 2 || rows < 1) {
    drawEmpty(grid, area, input.empty ?? 'no data');
    return grid.rows();
  }
  const columns = sorted.map(({ percent, points }) => ({
    percent,
    values: resample(points, input, area.width),
  }));
  for (let column = 0; column < area.width; column += 1) {
    const known = columns.flatMap(({ percent, values }): Known[] => {
      const value = values[column]?.value;
      return value === undefined || !isTime(value) ? [] : [{ share: percent / 100, log: Math.log(value) }];
    });
    // With one of them missing, the shares between the others would be made up.
    if (known.length < columns.length) continue;
    const role: Role = columns.every(({ values }) => values[column]?.settled ?? true)
      ? 'series1'
      : 'unsettled';
    for (let row = 0; row < rows; row += 1) {
      const bottom = from + ((to - from) * row) / rows;
      const share = shareBelow(bottom + (to - from) / rows, known) - shareBelow(bottom, known);
      const shade = shadeFrom.filter((limit) => share >= limit).length;
      if (shade > 0)
        grid.put(top + rows - 1 - row, area.left + column, (ascii ? poorShades : shades)[shade] ?? ' ', role);
    }
  }
  if (left > 0) {
    for (let row = 0; row < rows; row += 1) grid.put(top + row, left - 1, ascii ? '|' : '│', 'axis');
    let below = Number.POSITIVE_INFINITY;
    scale.forEach((rung, index) => {
      const row = Math.min(rows - 1, rows - Math.round(((Math.log(rung) - from) / (to - from)) * rows));
      const label = labels[index] ?? '';
      if (row >= below || row < 0) return;
      below = row;
      grid.put(top + row, left - 2 - textCells(label), label, 'axis');
      grid.put(top + row, left - 1, ascii ? '+' : '┤', 'axis');
    });
  }
  drawMarks(grid, area, input.marks ?? [], input, ascii);
  drawCursor(grid, area, input.cursor, input, ascii);
  return grid.rows();
};
