/** An answer on the screen: how far it is, what went wrong, its rows as a graph and a table. */
import { formatUnit } from '../../src/format.ts';
import { memoLast } from '../../src/memo-last.ts';
import { tableOf } from '../../src/output/log-table.ts';
import { mistakeRows } from '../../src/output/query-mistake.ts';
import { scanText } from '../../src/output/scan-text.ts';
import { insightsTime, queryGraph } from '../../src/pipeline/queries/query-graph.ts';
import { isOverTime } from '../../src/pipeline/queries/query-text.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRows } from '../../src/terminal/paint.ts';
import type { Role, Row } from '../../src/terminal/row.ts';
import { type Look, type Size, wrap } from '../frame/layout.ts';
import { itemUnderCursor } from '../lists/list-state.ts';
import type { Answer, InsightsData } from './answer.ts';
import type { InsightsLists } from './lists.ts';
import type { InsightsState } from './state.ts';
import { answerTable, tableColumns } from './table.ts';

export type AnswerInput = {
  readonly state: InsightsState;
  readonly lists: InsightsLists;
  readonly look: Look;
  readonly focused: boolean;
};

const phaseWords: Readonly<Record<Answer['phase'], readonly [string, Role]>> = {
  estimating: ['estimating what it will read ...', 'dim'],
  tooMuch: ['not run yet', 'warn'],
  running: ['running', 'accent'],
  finished: ['done', 'ok'],
  failed: ['failed', 'bad'],
  stopped: ['stopped', 'warn'],
};

/** ` running · 120 rows so far · 1.2 GB ($0.006) of about 4 GB scanned`. */
export const progressRow = (answer: Answer, { ascii }: Look): Row => {
  const { phase, rows, scanned, estimated, recordsScanned, recordsMatched } = answer;
  const [word, role] = phaseWords[phase];
  const dot = ` ${glyphsFor(ascii).dot} `;
  const isPartial = phase === 'running' || phase === 'stopped' || phase === 'failed';
  const expected =
    phase === 'running' && estimated !== undefined
      ? ` of about ${formatUnit(Math.round(estimated.bytes), 'bytes')}`
      : '';
  const rest =
    phase === 'estimating' || phase === 'tooMuch' || (phase === 'failed' && rows.length === 0)
      ? []
      : [
          `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}${isPartial ? ' so far' : ''}`,
          `${scanText(scanned.bytes, scanned.dollars)}${expected} scanned`,
          ...(phase === 'finished' ? [`${recordsMatched} of ${recordsScanned} matched`] : []),
        ];
  return [
    { text: ` ${word}`, role, bold: true },
    { text: rest.map((part) => `${dot}${part}`).join(''), role: 'dim' },
  ];
};

const said = (text: string, role: Role, width: number): Row[] =>
  wrap(text, Math.max(10, width - 2), 10).map((part): Row => [{ text: ` ${part}`, role }]);

/** AWS gives so many rows where nothing else is asked for. */
const usualRows = 10_000;

const notes = (answer: Answer, { maxScanBytes }: InsightsData, width: number): Row[] => {
  const { phase, missing, rows, failure, estimated, asked } = answer;
  const gone =
    missing.length === 0 ? [] : said(`left out, no such log group: ${missing.join(', ')}`, 'warn', width);
  switch (phase) {
    case 'tooMuch':
      return [
        ...said(
          `It would scan about ${scanText(estimated?.bytes ?? 0, estimated?.dollars ?? 0)}, more than --max-scan ${formatUnit(maxScanBytes, 'bytes')}.`,
          'warn',
          width,
        ),
        ...said('Enter runs it, Esc lets it be.', 'text', width),
        ...gone,
      ];
    case 'failed':
      return failure === undefined
        ? []
        : [
            ...said(failure.message, 'bad', width),
            ...mistakeRows(asked.query, failure, width - 2).map((row): Row => [{ text: ' ' }, ...row]),
            ...said(`${failure.hint.replace(/[.]?$/, '.')} e edits it, r runs it again.`, 'text', width),
          ];
    case 'finished':
      return [
        ...gone,
        ...(rows.length < usualRows
          ? []
          : said(
              `These are the first ${rows.length} rows: AWS gives no more unless the query says limit.`,
              'warn',
              width,
            )),
      ];
    case 'stopped':
      return said('r runs it again.', 'text', width);
    case 'estimating':
    case 'running':
      return gone;
  }
};

/** From this height on a graph has its table below it. */
const graphWithTable = 16;

const graphHeight = (height: number): number =>
  height < graphWithTable ? height : Math.max(10, Math.min(18, Math.floor(height * 0.55)));

const plain = memoLast((rows: Answer['rows']) => tableOf(rows.map(({ cells }) => cells)));

/** The bucket under the cursor, once one was picked: the graph is read there. */
const cursorOf = ({ state, lists }: AnswerInput): number | undefined => {
  if (state.rows.at === undefined) return undefined;
  const row = itemUnderCursor(lists.rows, state.rows, 'start');
  return [...(row?.cells.values() ?? [])].map(insightsTime).find((at) => !Number.isNaN(at));
};

/** True where `v` changes anything. */
export const canBeDrawn = (answer: Answer | undefined): boolean =>
  answer !== undefined && answer.rows.length > 0 && isOverTime(answer.asked.query);

const bodyRows = (input: AnswerInput, answer: Answer, size: Size): Row[] => {
  const { state, lists, look, focused } = input;
  const columns = tableColumns(answer.rows);
  const table = (height: number): Row[] =>
    answerTable({
      rows: lists.rows,
      columns,
      state: state.rows,
      from: state.column,
      sort: state.sort,
      size: { ...size, height },
      look,
      focused,
      empty:
        answer.rows.length > 0 ? 'no row with this filter' : answer.phase === 'finished' ? 'no rows' : '',
    });
  if (state.look === 'table' || !canBeDrawn(answer)) return table(size.height);
  const { query, from, to } = answer.asked;
  const height = graphHeight(size.height);
  const graph = queryGraph(plain(answer.rows), {
    query,
    from,
    to,
    ...look,
    width: size.width - 2,
    height: height - 1,
    cursor: focused ? cursorOf(input) : undefined,
  });
  if (graph === undefined) return table(size.height);
  const left = graph.left === 0 ? '' : ` ${graph.left} more lines are not drawn: v shows the table`;
  return [
    ...fitRows(
      graph.rows.map((row): Row => [{ text: ' ' }, ...row]),
      size.width,
      height - 1,
    ),
    ...fitRows([[{ text: left, role: 'dim' }]], size.width, 1),
    ...table(size.height - height),
  ];
};

/** How far it is, and what is to be said of it. */
export const answerHead = (answer: Answer, seen: InsightsData, look: Look, width: number): Row[] => [
  progressRow(answer, look),
  ...notes(answer, seen, width),
];

/** Exactly the size: progress, what is to be said, and the rows below. */
export const answerRows = (input: AnswerInput, answer: Answer, size: Size): Row[] => {
  const head = answerHead(answer, input.lists.seen, input.look, size.width).slice(0, size.height);
  const left = size.height - head.length;
  const hasBody = answer.phase !== 'estimating' && answer.phase !== 'tooMuch' && left > 0;
  return fitRows(
    [...head, ...(hasBody ? bodyRows(input, answer, { ...size, height: left }) : [])],
    size.width,
    size.height,
  );
};
