/** The graphs of one stage: as many as the room holds, side by side. */

import type { Mark } from '../src/chart/marks.ts';
import { type Plot, plot, plotBounds } from '../src/chart/plot.ts';
import type { Bounds } from '../src/chart/scale.ts';
import { formatUnit } from '../src/format.ts';
import { isSameOrigin, originName } from '../src/origin.ts';
import { stageOfAlarm } from '../src/pipeline/alarm-stage.ts';
import { kinds } from '../src/pipeline/catalogue/kinds.ts';
import { type StageGraph, stageGraphs } from '../src/pipeline/graphs.ts';
import { bareName } from '../src/pipeline/regions.ts';
import type { Pipeline, Stage } from '../src/pipeline/stage.ts';
import { alarmKey } from '../src/store/alarm-store.ts';
import { type Snapshot, scopeKey } from '../src/store/snapshot.ts';
import { glyphsFor } from '../src/terminal/glyphs.ts';
import { fitRow, fitRows } from '../src/terminal/paint.ts';
import type { Row } from '../src/terminal/row.ts';
import { drawnStage } from './drawn-stage.ts';
import { type GraphWindow, spanOf, windowText } from './graph-window.ts';
import { gutter, type Look, type Size, titleRow } from './layout.ts';
import { type Trouble, troublesIn, troubleText, troubleWords } from './trouble.ts';

export type GraphInput = {
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  /** Name of the stage. */
  readonly stage: string | undefined;
  readonly window: GraphWindow;
  readonly size: Size;
  readonly look: Look;
  readonly focused: boolean;
  /** A moment that the graphs read their values at: the cursor of the timeline. */
  readonly cursor?: number | undefined;
  /** The scales of the frame before, so that an axis does not jump; kept by the screen, written here. */
  readonly scales?: Map<string, Bounds>;
};

const minGraphWidth = 34;
const minGraphHeight = 7;
const maxGraphWidth = 70;

/** `payment-worker · eu-west-1 · Lambda · error rate 5.1 % > 1 % for 4 of 5 minutes`. */
const panelTitle = (stage: Stage, { snapshot, look }: GraphInput): string => {
  const health = snapshot.stages.find(({ name }) => name === stage.name);
  const where = (look.originCells ?? 0) > 0 ? originName(stage) : '';
  const parts = [bareName(stage), where, kinds[stage.kind].title, health?.why ?? ''];
  return parts.filter((part) => part !== '').join(` ${glyphsFor(look.ascii).dot} `);
};

const deploymentMarks = ({ deployments }: Snapshot, { name }: Stage): readonly Mark[] =>
  deployments
    .filter(({ stage }) => stage === name)
    .map(({ at, version }) => ({ at, label: `version ${version}`, role: 'accent' }));

/** When alarms of the stage went on and off, and when it was deployed. */
const marksOf = ({ snapshot, pipeline }: GraphInput, stage: Stage): readonly Mark[] => {
  const names = new Set(
    snapshot.alarms.alarms.filter((alarm) => stageOfAlarm(alarm, pipeline) === stage).map(alarmKey),
  );
  const alarms = snapshot.alarms.history.items.flatMap((transition): Mark[] => {
    const { name, at, to } = transition;
    return names.has(alarmKey(transition)) && to !== 'INSUFFICIENT_DATA'
      ? [{ at, label: name, role: to === 'ALARM' ? 'bad' : 'ok' }]
      : [];
  });
  return [...deploymentMarks(snapshot, stage), ...alarms];
};

/** Title and newest figures above the graph itself. */
const graphRows = (
  graph: StageGraph,
  marks: readonly Mark[],
  { width, height }: Size,
  input: GraphInput,
): Row[] => {
  const { snapshot, window, look } = input;
  const periodMs = graph.periodSeconds * 1000;
  const to = window.end ?? Math.ceil(snapshot.at / periodMs) * periodMs;
  // Several lines have a legend with their figures; one line has its figure here.
  const [only] = graph.series.length === 1 ? graph.series : [];
  const last = only?.points.findLast(({ settled }) => settled) ?? only?.points.at(-1);
  const figure: Row =
    only === undefined || last === undefined
      ? []
      : [{ text: `  ${formatUnit(last.value, graph.unit)}`, role: only.role, bold: true }];
  const head = fitRow([{ text: graph.title, role: 'title' }, ...figure], width);
  const key = `${input.stage} ${graph.title}`;
  const drawing: Plot = {
    series: graph.series,
    unit: graph.unit,
    threshold: graph.threshold,
    from: to - window.rangeMs,
    to,
    periodMs,
    width,
    height: height - 1,
    utc: look.utc,
    ascii: look.ascii,
    style: look.ascii ? 'line' : 'braille',
    previous: input.scales?.get(key),
    marks,
    cursor: input.cursor,
  };
  input.scales?.set(key, plotBounds(drawing));
  const drawn = plot(drawing);
  return fitRows([head, ...drawn], width, height);
};

/** Why the stage's metrics cannot be read where it is. */
const metricsTroubles = (snapshot: Snapshot, stage: Stage): readonly Trouble[] =>
  troublesIn(
    snapshot,
    ({ source, origin }) => source === 'metrics' && (origin === undefined || isSameOrigin(origin, stage)),
  );

const emptyText = ({ snapshot, stage }: GraphInput, ofStage: Stage | undefined): string => {
  if (stage === undefined || ofStage === undefined) return 'no stage';
  const [trouble] = metricsTroubles(snapshot, ofStage);
  if (trouble !== undefined)
    return `${troubleWords(trouble, { said: originName(ofStage) })}. ${trouble.failure.hint}`;
  return snapshot.ready.has(scopeKey('metrics', originName(ofStage), ofStage))
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

/** Exactly the panel's size: its title, then the graphs that are worth most. */
export const graphPanel = (input: GraphInput): Row[] => {
  const { snapshot, pipeline, size, look, focused } = input;
  const stage = pipeline.stages.find(({ name }) => name === input.stage);
  const title = titleRow(stage === undefined ? 'graphs' : panelTitle(stage, input), size.width, look, {
    right:
      (stage &&
        troubleText(metricsTroubles(snapshot, stage), { ascii: look.ascii, said: originName(stage) })) ||
      windowText(input.window, snapshot.at, look),
    focused,
  });
  const body = { width: size.width, height: size.height - 1 };
  const span = spanOf(input.window, snapshot.at);
  const drawn = stage && drawnStage(stage, snapshot.series, span, snapshot.at);
  const graphs = drawn === undefined ? [] : stageGraphs(drawn.stage, drawn.pointsOf, drawn.searched);
  if (!graphs.some(({ series }) => series.some(({ points }) => points.length > 0))) {
    const text = emptyText(input, stage);
    return [title, ...fitRows([[{ text: ` ${text}`, role: 'dim' }]], body.width, body.height)];
  }
  const marks = stage === undefined ? [] : marksOf(input, stage);
  const { columns, rows } = graphGrid({ width: body.width - 2, height: body.height }, graphs.length);
  const width = Math.floor((body.width - 2 - gutter * (columns - 1)) / columns);
  const height = Math.floor(body.height / rows);
  const lines = Array.from({ length: rows }, (_, row) =>
    graphs
      .slice(row * columns, (row + 1) * columns)
      .map((graph) => graphRows(graph, marks, { width, height }, input)),
  );
  const rowsDrawn = lines.flatMap((line) =>
    Array.from(
      { length: height },
      (_, index): Row => [
        { text: ' ' },
        ...line.flatMap((graph, column) => [
          ...(column === 0 ? [] : [{ text: ' '.repeat(gutter) }]),
          ...(graph[index] ?? []),
        ]),
      ],
    ),
  );
  return [title, ...fitRows(rowsDrawn, body.width, body.height)];
};
