/** The queries of the insights view: run when they are asked, stopped when they are left. */
import type {
  Answer,
  AnswerRow,
  Asked,
  InsightsSeen,
  OpenedRecord,
} from '../../../components/insights/answer.ts';
import { priceOfScan } from '../../aws/price.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { originName, originOf } from '../../origin.ts';
import { pointerColumn } from '../../output/log-table.ts';
import type { LogGroup } from '../../pipeline/log-groups.ts';
import { knownQueries } from '../../pipeline/queries/known-queries.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import type { Result } from '../../result.ts';
import type { InsightsStatistics } from '../../sources/logs/insights.ts';
import { estimateQuestion, noStatistics, type Question, runQuestion } from '../logs/insights-question.ts';
import { groupsFor } from '../logs/logs-groups.ts';
import type { QueryHistory } from '../logs/query-history.ts';
import type { Session } from '../shared/session.ts';

export type DashboardInsights = {
  /** What is asked now: another question, or none, stops the one before, in AWS too. */
  readonly look: (asked: Asked | undefined) => void;
  /** The row that is opened now: its record is read where it has one. */
  readonly open: (row: AnswerRow | undefined) => void;
  readonly seen: () => InsightsSeen;
  /** Resolves once nothing runs in AWS any more. */
  readonly close: () => Promise<void>;
};

type DashboardInsightsOptions = {
  readonly session: Pick<Session, 'clientsFor' | 'clock' | 'origins'>;
  readonly pipeline: Pipeline;
  readonly history: QueryHistory;
  readonly maxScanBytes: number;
  readonly signal: AbortSignal;
};

type Running = {
  readonly asked: Asked;
  readonly stop: AbortController;
  /** Resolves once it has ended, in AWS too. */
  ended: Promise<void>;
};

const begun = (asked: Asked): Answer => ({
  asked,
  phase: 'estimating',
  estimated: undefined,
  groups: 0,
  missing: [],
  rows: [],
  scanned: { bytes: 0, dollars: 0 },
  recordsScanned: 0,
  recordsMatched: 0,
  failure: undefined,
});

const statisticsIn = ({ bytesScanned, dollars, recordsScanned, recordsMatched }: InsightsStatistics) => ({
  scanned: { bytes: bytesScanned, dollars },
  recordsScanned,
  recordsMatched,
});

/** What a row says. */
const keyOf = (row: AnswerRow): string => [originName(row), ...[...row.cells].flat()].join('\n');

export const createDashboardInsights = ({
  session,
  pipeline,
  history,
  maxScanBytes,
  signal,
}: DashboardInsightsOptions): DashboardInsights => {
  let seen: InsightsSeen = {
    known: knownQueries(pipeline),
    past: history.known(),
    maxScanBytes,
    answer: undefined,
    record: undefined,
  };
  let current: Running | undefined;

  /** Tells more of an answer, unless it is not looked at any more. */
  const tell = ({ asked, stop }: Running, more: Partial<Answer>): void => {
    if (stop.signal.aborted || seen.answer?.asked !== asked) return;
    seen = { ...seen, answer: { ...seen.answer, ...more } };
  };
  const tellFailure = (running: Running, failure: Failure): void =>
    tell(running, { phase: 'failed', failure });

  const remember = ({ query, name, of }: Asked): void => {
    history.add({ query, name, of, at: session.clock.now() });
    seen = { ...seen, past: history.known() };
  };

  /** Rows that came before stay the same ones, each once: the reader's place is held by its row. */
  const keepRows = (rows: readonly AnswerRow[]): readonly AnswerRow[] => {
    const known = new Map<string, AnswerRow[]>();
    for (const row of seen.answer?.rows ?? []) {
      const same = known.get(keyOf(row));
      if (same === undefined) known.set(keyOf(row), [row]);
      else same.push(row);
    }
    return rows.map((row) => known.get(keyOf(row))?.shift() ?? row);
  };

  const run = async (running: Running, question: Question): Promise<void> => {
    const rows: AnswerRow[] = [];
    tell(running, { phase: 'running', ...statisticsIn(noStatistics) });
    remember(running.asked);
    for await (const event of runQuestion(question, session, running.stop.signal)) {
      switch (event.type) {
        case 'running': {
          const partial = event.rows.map((cells) => ({ ...event.origin, cells }));
          tell(running, { rows: keepRows([...rows, ...partial]), ...statisticsIn(event.statistics) });
          break;
        }
        case 'rows':
          for (const cells of event.rows) rows.push({ ...event.origin, cells });
          tell(running, { rows: keepRows(rows) });
          break;
        case 'failed':
          tellFailure(running, event.failure);
          break;
        case 'finished':
          tell(running, { phase: 'finished', ...statisticsIn(event.statistics) });
      }
    }
  };

  const answer = async (running: Running): Promise<void> => {
    const { asked, stop } = running;
    const groups: Result<readonly LogGroup[]> = groupsFor(asked.of, pipeline, session);
    if (!groups.ok) return tellFailure(running, groups.failure);
    const question: Question = { query: asked.query, groups: groups.value, from: asked.from, to: asked.to };
    const estimate = await estimateQuestion(question, session, stop.signal);
    if (stop.signal.aborted) return;
    if (!estimate.ok) return tellFailure(running, estimate.failure);
    const { bytes, there, missing } = estimate.value;
    tell(running, {
      estimated: { bytes, dollars: priceOfScan(bytes) },
      groups: there.length,
      missing,
    });
    if (bytes > maxScanBytes && !asked.isAllowed) return tell(running, { phase: 'tooMuch' });
    await run(running, { ...question, groups: there });
  };

  const stopRunning = (): void => {
    const { answer } = seen;
    if (answer?.phase === 'running' || answer?.phase === 'estimating') {
      seen = { ...seen, answer: { ...answer, phase: 'stopped' } };
    }
    current?.stop.abort();
  };

  const readRecord = async (row: AnswerRow, pointer: string): Promise<void> => {
    const { getLogRecord } = session.clientsFor(originOf(row));
    const read = await getLogRecord({ logRecordPointer: pointer }, signal);
    if (seen.record?.row !== row) return;
    const record: OpenedRecord = read.ok
      ? { row, fields: new Map(Object.entries(read.value.logRecord ?? {})), failure: undefined }
      : { row, fields: undefined, failure: read.failure };
    seen = { ...seen, record };
  };

  signal.addEventListener('abort', stopRunning, { once: true });
  return {
    look: (asked) => {
      if (asked === undefined) return stopRunning();
      if (asked === current?.asked || signal.aborted) return;
      stopRunning();
      const before = current?.ended ?? Promise.resolve();
      const running: Running = { asked, stop: new AbortController(), ended: before };
      current = running;
      seen = { ...seen, answer: begun(asked) };
      running.ended = Promise.all([before, answer(running)]).then(() => undefined);
    },
    open: (row) => {
      if (row === seen.record?.row) return;
      const pointer = row?.cells.get(pointerColumn);
      const record = row && { row, fields: undefined, failure: undefined };
      seen = { ...seen, record };
      if (row !== undefined && pointer !== undefined) void readRecord(row, pointer);
    },
    seen: () => seen,
    close: async () => {
      stopRunning();
      await current?.ended;
    },
  };
};
