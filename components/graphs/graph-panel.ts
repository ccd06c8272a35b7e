/** The graphs of one stage: as many as the room holds, side by side. */
import type { Bounds } from '../../src/chart/scale.ts';
import type { GraphWindow } from '../../src/graph-window.ts';
import { isSameOrigin, originName } from '../../src/origin.ts';
import { kindOf } from '../../src/pipeline/catalogue/kinds.ts';
import { bareName } from '../../src/pipeline/regions.ts';
import type { Pipeline, Stage } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRows } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { gutter, type Look, type Size, titleRow } from '../frame/layout.ts';
import { type Trouble, troublesIn, troubleText, troubleWords } from '../frame/trouble.ts';
import { marksOf } from './graph-marks.ts';
import { type GraphRowsInput, graphRows } from './graph-rows.ts';
import { type DrawnStage, drawnGraphs } from './stage-graphs.ts';
import type { GraphStyle } from './time-steps.ts';
import { windowText } from './window-text.ts';

export type GraphInput = {
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  /** Name of the stage. */
  readonly stage: string | undefined;
  /** Said behind its name: what is not of it. */
  readonly aside?: string | undefined;
  readonly window: GraphWindow;
  readonly style: GraphStyle;
  readonly size: Size;
  readonly look: Look;
  readonly focused: boolean;
  /** A moment that the graphs read their values at: the crosshair, or the cursor of the timeline. */
  readonly cursor?: number | undefined;
  /** The scales of the frame before, so that an axis does not jump; kept by the screen, written here. */
  readonly scales?: Map<string, Bounds>;
};

const minGraphWidth = 34;
const minGraphHeight = 7;
const maxGraphWidth = 70;

/** `payment-worker · eu-west-1 · Lambda · error rate 5.1 % > 1 % for 4 of 5 minutes`. */
const panelTitle = (stage: Stage, { snapshot, look, aside }: GraphInput): string => {
  const health = snapshot.stages.find(({ name }) => name === stage.name);
  const where = (look.originCells ?? 0) > 0 ? originName(stage) : '';
  const parts = [bareName(stage), where, kindOf(stage).title, aside ?? '', health?.why ?? ''];
  return parts.filter((part) => part !== '').join(` ${glyphsFor(look.ascii).dot} `);
};

/** Why the stage's metrics cannot be read where it is. */
const metricsTroubles = (snapshot: Snapshot, stage: Stage): readonly Trouble[] =>
  troublesIn(
    snapshot,
    ({ source, origin }) => source === 'metrics' && (origin === undefined || isSameOrigin(origin, stage)),
  );

const emptyText = (
  { snapshot, stage }: GraphInput,
  ofStage: Stage | undefined,
  drawn: DrawnStage['drawn'] | undefined,
): string => {
  if (stage === undefined || ofStage === undefined || drawn === undefined) return 'no stage';
  const [trouble] = metricsTroubles(snapshot, ofStage);
  if (trouble !== undefined)
    return `${troubleWords(trouble, { said: originName(ofStage) })}. ${trouble.failure.hint}`;
  return snapshot.answered.has('metrics') && drawn.loading === undefined
    ? 'nothing measured in this range'
    : 'loading metrics ...';
};

/** How many graphs stand side by side, and under one another, in this room. */
export const graphGrid = (
  { width, height }: Size,
  graphs: number,
): { readonly columns: number; readonly rows: number } => {
  const most = Math.max(1, Math.floor((width + gutter) / (minGraphWidth + gutter)));
  const columns = Math.min(graphs, Math.max(most, Math.ceil(width / maxGraphWidth)));
  const rows = Math.min(
    Math.ceil(graphs / Math.max(1, columns)),
    Math.max(1, Math.floor(height / minGraphHeight)),
  );
  return { columns, rows };
};

const longestOwn = ({ series }: Stage): number =>
  series.reduce((most, { periodSeconds }) => Math.max(most, periodSeconds), 0);

const panelHead = (input: GraphInput, stage: Stage | undefined, drawn: DrawnStage | undefined): Row => {
  const { snapshot, window, look, size, focused } = input;
  const shown = windowText({
    window,
    now: snapshot.at,
    look,
    drawn: stage && drawn && { of: drawn.drawn, ownSeconds: longestOwn(stage) },
    before: drawn?.before,
    room: Math.floor(size.width / 2),
  });
  const trouble =
    stage && troubleText(metricsTroubles(snapshot, stage), { ascii: look.ascii, said: originName(stage) });
  const right = trouble || shown;
  const title = stage === undefined ? 'graphs' : panelTitle(stage, input);
  return titleRow(title, size.width, look, { right, focused });
};

/** Graphs side by side, in lines of so many. */
const gridRows = (input: GraphInput, stage: Stage, { graphs }: DrawnStage, body: Size): Row[] => {
  const { columns, rows } = graphGrid({ width: body.width - 2, height: body.height }, graphs.length);
  const width = Math.floor((body.width - 2 - gutter * (columns - 1)) / columns);
  const height = Math.floor(body.height / rows);
  const { snapshot, window, style, look, scales, cursor } = input;
  const marks = marksOf(input, stage);
  const frame: GraphRowsInput = {
    stage: stage.name,
    now: snapshot.at,
    window,
    style,
    marks,
    cursor,
    look,
    scales,
  };
  return Array.from({ length: rows }, (_, line) => {
    const drawn = graphs
      .slice(line * columns, (line + 1) * columns)
      .map((graph) => graphRows(graph, { width, height }, frame));
    return Array.from(
      { length: height },
      (__, index): Row => [
        { text: ' ' },
        ...drawn.flatMap((graph, column) => [
          ...(column === 0 ? [] : [{ text: ' '.repeat(gutter) }]),
          ...(graph[index] ?? []),
        ]),
      ],
    );
  }).flat();
};

/** Exactly the panel's size: its title, then the graphs that are worth most. */
export const graphPanel = (input: GraphInput): Row[] => {
  const { snapshot, pipeline, size, window, style } = input;
  const stage = pipeline.stages.find(({ name }) => name === input.stage);
  const drawn = stage && drawnGraphs(stage, { series: snapshot.series, window, style, now: snapshot.at });
  const head = panelHead(input, stage, drawn);
  const body = { width: size.width, height: size.height - 1 };
  const hasSomething = drawn?.graphs.some(
    ({ series, note }) => note !== undefined || series.some(({ points }) => points.length > 0),
  );
  if (stage === undefined || drawn === undefined || hasSomething !== true) {
    const text = emptyText(input, stage, drawn?.drawn);
    return [head, ...fitRows([[{ text: ` ${text}`, role: 'dim' }]], body.width, body.height)];
  }
  return [head, ...fitRows(gridRows(input, stage, drawn, body), body.width, body.height)];
};
