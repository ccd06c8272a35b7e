/** The pipeline as connected stages: health, rate, and the figure that an expert looks at first. */
import { formatDuration, formatUnit } from '../../src/format.ts';
import { originCode, originsOf } from '../../src/origin.ts';
import { partsOf } from '../../src/pipeline/parts.ts';
import { bareName } from '../../src/pipeline/regions.ts';
import type { FigureTime, Pipeline, StageHealth } from '../../src/pipeline/stage.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Role, Row, Span } from '../../src/terminal/row.ts';
import { pad, textWidth } from '../../src/terminal/width.ts';
import { blank, type Look, rowWidth } from '../frame/layout.ts';
import { healthMark } from './health-mark.ts';
import { healthByName, unknownStage } from './stage-health.ts';

type StripInput = {
  readonly pipeline: Pipeline;
  readonly stages: readonly StageHealth[];
  /** Name of the stage in focus. */
  readonly focus: string | undefined;
  readonly width: number;
  readonly look: Look;
  /** Epoch milliseconds: how long something has been wrong. */
  readonly now: number;
};

const minTile = 14;
const maxTile = 18;
/** Where there is room to spare. */
const widestTile = 34;
/** With the code of its origin beside the name. */
const maxTileWithOrigin = 26;
/** Cells of ` ─▶ ` between two tiles. */
const hopCells = 4;

/** What a stage is called on the strip: where it is stands beside its name, unless the row of its part says so. */
const labelsOf = ({ stages, regions }: Pipeline): ReadonlyMap<string, string> => {
  const isSpread = originsOf(stages).length > 1;
  return new Map(
    stages.map((stage) => {
      if (regions !== undefined) return [stage.name, bareName(stage)];
      return [stage.name, isSpread ? `${stage.name} ${originCode(stage)}` : stage.name];
    }),
  );
};

/** Width of a tile: fixed by the names alone, so that no figure moves its neighbours. */
const tileWidth = (pipeline: Pipeline): number => {
  const most = originsOf(pipeline.stages).length > 1 ? maxTileWithOrigin : maxTile;
  const widths = [...labelsOf(pipeline).values()].map((label) => textWidth(label) + 2);
  return Math.min(most, Math.max(minTile, ...widths));
};

/** What the strip shows of a pipeline that stands once in each of several Regions: the stages beside the one in focus. */
export const stripOf = (pipeline: Pipeline, focus: string | undefined): Pipeline => {
  if (pipeline.regions === undefined) return pipeline;
  const parts = partsOf(pipeline);
  const part = parts.find(({ stages }) => stages.some(({ name }) => name === focus)) ?? parts[0];
  return part === undefined ? pipeline : { ...pipeline, stages: part.stages };
};

const tilesIn = (width: number, tile: number): number =>
  Math.max(1, Math.floor((width - 1 + hopCells) / (tile + hopCells)));

/** As wide as it can be without another line: a broken figure stands beside its limit. */
const roomyTile = (pipeline: Pipeline, width: number): number => {
  const least = tileWidth(pipeline);
  const perLine = tilesIn(width, least);
  const lines = Math.ceil(pipeline.stages.length / perLine);
  const needed = Math.min(perLine, Math.ceil(pipeline.stages.length / lines));
  const room = Math.floor((width - 1 + hopCells) / Math.max(1, needed)) - hopCells;
  return Math.max(least, Math.min(widestTile, room));
};

/** Which stages stand on one line, as indices into the pipeline. */
export const stripLines = (pipeline: Pipeline, width: number): number[][] => {
  const perLine = tilesIn(width, roomyTile(pipeline, width));
  const lines: number[][] = [];
  pipeline.stages.forEach((_, index) => {
    const line = lines.at(-1);
    if (line === undefined || line.length >= perLine) lines.push([index]);
    else line.push(index);
  });
  return lines;
};

const durationText = (ms: number): string => formatDuration(Math.max(0, Math.floor(ms / 60_000)) * 60_000);

/** The broken figure beside its limit; of a long label its last words that there is room for. */
const brokenText = (
  { broken }: Pick<StageHealth, 'broken'>,
  cells: number,
  now: number,
): string | undefined => {
  if (broken === undefined) return undefined;
  // A figure that is not of the newest bucket says so.
  const figure = broken.isNow ? broken.figure : `${broken.figure}, ${durationText(now - broken.at)} ago`;
  const words = broken.label.split(' ').filter((word) => word !== '');
  while (words.length > 0 && textWidth(`${words.join(' ')} ${figure}`) > cells) words.shift();
  return [...words, figure].join(' ');
};

/** A figure that is not of now has its age beside it; where there is no room for both the age alone stands. */
export const agedText = (text: string, of: FigureTime | undefined, cells: number, now: number): string => {
  if (of?.isOld !== true || text === '') return text;
  const age = `${durationText(now - of.upTo)} ago`;
  const whole = `${text}, ${age}`;
  return textWidth(whole) <= cells ? whole : age;
};

/**
 * Tiles of `tall` rows (3: name, rate, figure; 2: name, rate and figure) in as many lines as it takes. A hop is drawn
 * where one stage feeds the next one, at the end of a line too.
 */
export const stageTiles = (input: StripInput & { readonly tall: 2 | 3 }): Row[] => {
  const { pipeline, stages, focus, width, look, tall, now } = input;
  const glyphs = glyphsFor(look.ascii);
  const tile = roomyTile(pipeline, width);
  const labels = labelsOf(pipeline);
  const known = healthByName(stages);
  const cellsOf = (index: number): Span[][] => {
    const stage = pipeline.stages[index];
    if (stage === undefined) return [];
    const judged = known.get(stage.name) ?? unknownStage;
    const { health, headline, ...rest } = judged;
    const feedsNext = stage.next.includes(pipeline.stages[index + 1]?.name ?? '');
    const hop: Span = { text: feedsNext ? ` ${glyphs.hop} ` : ' '.repeat(hopCells), role: 'border' };
    const rate = 'rate' in rest && rest.rate !== undefined ? formatUnit(rest.rate, 'count/s') : '';
    const rateOf = 'rateOf' in rest ? rest.rateOf : undefined;
    const headlineOf = 'headlineOf' in rest ? rest.headlineOf : undefined;
    const usual: Role = health === 'bad' ? 'bad' : 'text';
    const text = (value: string, role: Role): Span[] => [
      {
        text: pad(value === '' ? '' : `  ${value}`, tile, 'left', glyphs.ellipsis),
        role,
      },
      blank(hopCells),
    ];
    const roleOf = (...times: readonly (FigureTime | undefined)[]): Role =>
      times.some((of) => of?.isOld === true) ? 'dim' : usual;
    const aged = agedText(headline, headlineOf, tile - 2, now);
    const name: Span[] = [
      healthMark(health, look.ascii),
      { text: ' ' },
      {
        text: pad(labels.get(stage.name) ?? '', tile - 2, 'left', glyphs.ellipsis),
        role: focus === stage.name ? 'accent' : 'title',
        bold: focus === stage.name || health === 'bad',
      },
      hop,
    ];
    const wrong = 'broken' in judged ? brokenText(judged, tile - 2, now) : undefined;
    const since = 'since' in rest && rest.since !== undefined ? `for ${durationText(now - rest.since)}` : '';
    const agedRate = agedText(rate, rateOf, tile - 2, now);
    const wrongRole: Role = 'broken' in judged && judged.broken?.isNow === false ? 'dim' : usual;
    if (tall === 3) {
      const beside = agedText(rate, rateOf, tile - 3 - textWidth(since), now);
      const first = wrong === undefined ? agedRate : [beside, since].filter(Boolean).join(' ');
      const second = wrong === undefined ? text(aged, roleOf(headlineOf)) : text(wrong, wrongRole);
      return [name, text(first, roleOf(rateOf)), second];
    }
    if (wrong !== undefined) return [name, text(wrong, wrongRole)];
    const both = [headlineOf?.isOld === true ? '' : rate, aged].filter(Boolean).join(' ');
    return [name, text(both, roleOf(rateOf, headlineOf))];
  };
  return stripLines(pipeline, width).flatMap((line) => {
    const tiles = line.map(cellsOf);
    return Array.from({ length: tall }, (_, row) =>
      fitRow([{ text: ' ' }, ...tiles.flatMap((cells) => cells[row] ?? [])], width),
    );
  });
};

/** Two rows at most: `orders-api● order-intake● …`. For 80 columns. */
export const stageLine = (input: StripInput, maxRows: number): Row[] => {
  const { width } = input;
  // As many as have room: where not all do, those that broke first.
  const bad = input.stages
    .filter(({ health, broken }) => health === 'bad' && broken !== undefined)
    .toSorted((one, other) => (one.since ?? input.now) - (other.since ?? input.now))
    .map(({ name }) => name);
  const candidates = [...bad, ''].map((_, fewer) =>
    stageSpans(input, new Set(bad.slice(0, bad.length - fewer))),
  );
  const rows = candidates.find((one) => one.length <= maxRows) ?? candidates.at(-1) ?? [];
  if (rows.length <= maxRows) return rows.map((row) => fitRow(row, width));
  // What does not fit is said, not cut in silence; the stages that are not well are in the header's count.
  const shown = rows.slice(0, maxRows);
  const hidden = rows.slice(maxRows).reduce((sum, row) => sum + (row.length - 1) / 3, 0);
  const last = shown.at(-1) ?? [];
  const more: Span = { text: ` +${hidden}`, role: 'dim' };
  shown[maxRows - 1] = [...fitRow(last, width - textWidth(more.text)), more];
  return shown.map((row) => fitRow(row, width));
};

/** The stages in as many rows as they take; those of `withFigures` with the figure that is broken. */
const stageSpans = (
  { pipeline, stages, focus, width, look }: StripInput,
  withFigures: ReadonlySet<string>,
): Row[] => {
  const known = healthByName(stages);
  const labels = labelsOf(pipeline);
  const rows: Span[][] = [];
  const glyphs = glyphsFor(look.ascii);
  pipeline.stages.forEach((stage, index) => {
    const feedsNext = stage.next.includes(pipeline.stages[index + 1]?.name ?? '');
    const health = known.get(stage.name);
    const spans: Span[] = [
      {
        text: labels.get(stage.name) ?? '',
        role: focus === stage.name ? 'accent' : 'text',
        bold: focus === stage.name,
        selected: focus === stage.name,
      },
      healthMark(health?.health ?? 'unknown', look.ascii),
      ...(withFigures.has(stage.name) && health?.broken !== undefined
        ? [{ text: ` ${health.broken.figure}`, role: 'bad' as const }]
        : []),
      { text: feedsNext ? glyphs.right : ' ', role: 'border' },
    ];
    const row = rows.at(-1);
    if (row === undefined || rowWidth(row) + rowWidth(spans) > width) rows.push([{ text: ' ' }, ...spans]);
    else row.push(...spans);
  });
  return rows;
};
