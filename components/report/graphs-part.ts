/** The pictures of a report: the graphs of the cause and of what it explains, with what happened marked in them. */
import type { Mark } from '../../src/chart/marks.ts';
import { formatClock } from '../../src/format.ts';
import type { GraphWindow } from '../../src/graph-window.ts';
import { mdImage, mdText } from '../../src/output/markdown.ts';
import { frameSvg } from '../../src/output/svg.ts';
import { kindOf } from '../../src/pipeline/catalogue/kinds.ts';
import { bareName } from '../../src/pipeline/regions.ts';
import type { Stage } from '../../src/pipeline/stage.ts';
import type { RuleBreach, Story } from '../../src/story/story.ts';
import type { Row } from '../../src/terminal/row.ts';
import { titleRow } from '../frame/layout.ts';
import { marksOf } from '../graphs/graph-marks.ts';
import { type GraphRowsInput, graphRows } from '../graphs/graph-rows.ts';
import { type DrawnGraph, drawnGraphs } from '../graphs/stage-graphs.ts';
import type { ReportFile } from './report-file.ts';
import { type ReportInput, toldStories } from './report-input.ts';
import type { ReportTimes } from './times.ts';

const pictureCells = 100;
const graphRowsHigh = 12;
const mostGraphs = 3;
/** Of the worst incident, and of all. */
const mostOfWorst = 5;
const mostStages = 6;

/** What of a stage is told, and what broke in it. */
type Subject = {
  readonly stage: Stage;
  /** What broke: its graphs come first, with the limit that was broken. */
  readonly breaches: readonly RuleBreach[];
  readonly why: string;
  readonly onset: number | undefined;
};

/** The cause of the worst incident and its effects in the order in which they followed, then where the others began; each stage once. */
const subjectsOf = ({ snapshot, pipeline }: ReportInput): readonly Subject[] => {
  const subjects = new Map<string, Subject>();
  const add = (name: string | null, breach: RuleBreach | null, why: string, onset: number | null): void => {
    const stage = pipeline.stages.find((one) => one.name === name);
    if (stage === undefined || name === null) return;
    const before = subjects.get(name);
    const breaches = [...(before?.breaches ?? []), ...(breach === null ? [] : [breach])];
    subjects.set(name, {
      stage,
      breaches,
      why: before?.why ?? why,
      onset: before?.onset ?? onset ?? undefined,
    });
  };
  const told = toldStories(snapshot).filter(({ health }) => health !== 'ok');
  for (const [index, story] of told.entries()) {
    add(story.stage, story.cause, story.why, story.since);
    if (index > 0) continue;
    for (const effect of story.effects) {
      if (subjects.size < mostOfWorst || subjects.has(effect.stage)) {
        add(effect.stage, effect, effect.why, effect.since);
      }
    }
  }
  return [...subjects.values()].slice(0, mostStages);
};

/** With the limit that was broken, in the place of the first that the kind has. */
const withLimit = (
  graph: DrawnGraph,
  keys: readonly string[],
  breaches: readonly RuleBreach[],
): DrawnGraph => {
  const broken = breaches.find(
    ({ series, unit, limit }) => keys.includes(series) && unit === graph.unit && limit !== 0,
  );
  return broken === undefined ? graph : { ...graph, threshold: { value: broken.limit } };
};

/** Those that show what broke first, then as the kind has them. */
const chosenGraphs = (
  stage: Stage,
  breaches: readonly RuleBreach[],
  graphs: readonly DrawnGraph[],
): readonly DrawnGraph[] => {
  const keysOf = new Map<string, readonly string[]>(
    kindOf(stage).graphs.map(({ title, series }) => [title, series]),
  );
  const isBroken = ({ title }: DrawnGraph): boolean =>
    breaches.some(({ series }) => keysOf.get(title)?.includes(series) === true);
  const isDrawn = ({ series: lines }: DrawnGraph): boolean => lines.some(({ points }) => points.length > 0);
  const broken = graphs
    .filter(isBroken)
    .map((graph) => withLimit(graph, keysOf.get(graph.title) ?? [], breaches));
  const others = graphs.filter((graph) => !isBroken(graph) && isDrawn(graph));
  return [...broken, ...others].slice(0, mostGraphs);
};

const pictureOf = ({ stage, breaches, why, onset }: Subject, input: ReportInput): string => {
  const { snapshot, pipeline, window, utc } = input;
  const now = window.to;
  const graphWindow: GraphWindow = { rangeMs: window.to - window.from, end: window.to };
  const { graphs } = drawnGraphs(stage, {
    series: snapshot.series,
    window: graphWindow,
    style: 'lines',
    now,
  });
  const onsetMark: readonly Mark[] =
    onset === undefined ? [] : [{ at: onset, label: `since ${formatClock(onset, { utc })}`, role: 'bad' }];
  const frame: GraphRowsInput = {
    stage: stage.name,
    now,
    window: graphWindow,
    style: 'lines',
    marks: [...onsetMark, ...marksOf({ snapshot, pipeline }, stage)],
    cursor: undefined,
    look: { utc, ascii: false },
    scales: undefined,
  };
  const name = bareName(stage);
  const head = titleRow(
    [name, kindOf(stage).title, why].filter((part) => part !== '').join(' · '),
    pictureCells,
    frame.look,
  );
  const size = { width: pictureCells, height: graphRowsHigh };
  const rows: Row[] = chosenGraphs(stage, breaches, graphs).flatMap((graph) => [
    ...graphRows(graph, size, frame),
    [],
  ]);
  const all = [head, ...rows];
  return frameSvg(all, pictureCells, all.length, 'light', `${name}: ${why}`);
};

/** A name of a file for any name of a stage: `1-payment-worker.svg`. */
const fileOf = (name: string, index: number): string =>
  `${index + 1}-${name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 60)}.svg`;

/** Markdown without its heading, and the pictures that it shows. */
export const graphsPart = (
  input: ReportInput,
  times: ReportTimes,
): { readonly markdown: string; readonly files: readonly ReportFile[] } => {
  const subjects = subjectsOf(input);
  const drawn = subjects.map((subject, index) => ({
    subject,
    file: { name: fileOf(subject.stage.name, index), content: pictureOf(subject, input) },
  }));
  const causes = new Set(toldStories(input.snapshot).map((story: Story) => story.stage));
  const parts = drawn.map(({ subject: { stage, why, onset }, file }) => {
    const role = causes.has(stage.name) ? 'where it began' : 'effect';
    const since = onset === undefined ? '' : `, since ${times.minute(onset)}`;
    return `### ${mdText(stage.name)} (${role})\n\n${mdText(why)}${since}\n\n${mdImage(`graphs of ${stage.name}`, file.name)}`;
  });
  return { markdown: parts.join('\n\n'), files: drawn.map(({ file }) => file) };
};
