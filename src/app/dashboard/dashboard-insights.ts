/** The queries of the insights view: run when they are requested, stopped when they are left. */
import type {
  Answer,
  AnswerRow,
  Asked,
  InsightsData,
  OpenedRecord,
} from '../../../components/insights/answer.ts';
import type { Backend } from '../../backend/backend.ts';
import type { QueryRequest } from '../../backend/query.ts';
import { type QueryRun, startQueryRun } from '../../backend/query-run.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Observation } from '../../observation/observation.ts';
import { originOf } from '../../origin.ts';
import { pointerColumn } from '../../output/log-table.ts';
import { namesItsGroups } from '../../pipeline/queries/query-source.ts';
import { savedQueries } from '../../pipeline/queries/saved-queries.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { succeed, usageFailure } from '../../result.ts';
import type { QueriesSnapshot } from '../../store/query-store.ts';
import { groupsFor } from '../logs/logs-groups.ts';
import type { QueryHistory } from '../logs/query-history.ts';

export type DashboardInsights = {
  /** What is requested now: another query, or none, stops the one before, in AWS too. */
  readonly look: (asked: Asked | undefined) => void;
  /** The row that is opened now: its record is read where it has one. */
  readonly open: (row: AnswerRow | undefined) => void;
  /** What the view shows of the answers that are there. */
  readonly seen: (queries: QueriesSnapshot) => InsightsData;
  /** Resolves once nothing runs in AWS any more. */
  readonly close: () => Promise<void>;
};

type DashboardInsightsOptions = {
  readonly backend: Pick<Backend, 'query' | 'clock' | 'origins' | 'absent'>;
  readonly pipeline: Pipeline;
  readonly history: QueryHistory;
  readonly maxScanBytes: number;
  /** Where answers go: the store that the dashboard is drawn from. */
  readonly emit: (observations: readonly Observation[]) => void;
  readonly signal: AbortSignal;
};

type Current = { readonly asked: Asked; readonly id: string; run: QueryRun | undefined };

export const createDashboardInsights = ({
  backend,
  pipeline,
  history,
  maxScanBytes,
  emit,
  signal,
}: DashboardInsightsOptions): DashboardInsights => {
  const { clock, query: runner, absent } = backend;
  const known = savedQueries(pipeline);
  let runs = 0;
  let current: Current | undefined;
  let opened: AnswerRow | undefined;
  /** Resolves once no query of before runs in AWS any more. */
  let settled: Promise<unknown> = Promise.resolve();

  const refuse = ({ asked, id }: Current, failure: Failure): void =>
    emit([
      {
        type: 'query',
        id,
        at: clock.now(),
        query: asked.query,
        from: asked.from,
        to: asked.to,
        phase: 'failed',
        groups: 0,
        missing: [],
        scanned: { bytes: 0, dollars: 0 },
        recordsScanned: 0,
        recordsMatched: 0,
        failure,
      },
    ]);

  const begin = (one: Current): void => {
    const { asked, id } = one;
    const isOwn = namesItsGroups(asked.query);
    const groups = isOwn ? succeed([]) : groupsFor(asked.of, pipeline, backend);
    if (runner === undefined || !groups.ok) {
      refuse(one, groups.ok ? usageFailure('NoQueries', absent, 'Use AWS, or --sandbox') : groups.failure);
      return;
    }
    const request: QueryRequest = {
      query: asked.query,
      groups: groups.value,
      ...(isOwn ? { origins: backend.origins } : {}),
      from: asked.from,
      to: asked.to,
    };
    one.run = startQueryRun({
      id,
      request,
      runner,
      clock,
      mayScan: (bytes) => bytes <= maxScanBytes || asked.isAllowed,
      emit,
      onStart: () => {
        history.add({ query: asked.query, name: asked.name, of: asked.of, at: clock.now() });
      },
    });
    settled = Promise.all([settled, one.run.ended]);
  };

  const readRecord = async (row: AnswerRow, pointer: string): Promise<void> => {
    const read = await runner?.record(pointer, originOf(row), signal);
    if (read === undefined || signal.aborted) return;
    const about = { type: 'logRecord', ...originOf(row), pointer } as const;
    emit([read.ok ? { ...about, fields: [...read.value] } : { ...about, failure: read.failure }]);
  };

  const answerIn = ({ answers }: QueriesSnapshot): Answer | undefined => {
    const answer = current && answers.get(current.id);
    return current && answer && { ...answer, asked: current.asked };
  };
  const recordIn = ({ records }: QueriesSnapshot): OpenedRecord | undefined => {
    const pointer = opened?.cells.get(pointerColumn);
    const record = pointer === undefined ? undefined : records.get(pointer);
    return opened && { row: opened, fields: record?.fields, failure: record?.failure };
  };

  const stop = (): void => current?.run?.stop();
  signal.addEventListener('abort', stop, { once: true });
  let last: { readonly of: readonly unknown[]; readonly seen: InsightsData } | undefined;
  return {
    look: (asked) => {
      if (asked === undefined) return stop();
      if (asked === current?.asked || signal.aborted) return;
      stop();
      runs += 1;
      current = { asked, id: `insights ${runs}`, run: undefined };
      begin(current);
    },
    open: (row) => {
      if (row === opened) return;
      opened = row;
      const pointer = row?.cells.get(pointerColumn);
      if (row !== undefined && pointer !== undefined) void readRecord(row, pointer);
    },
    seen: (queries) => {
      // The same as long as nothing of it has changed: rows are sorted and matched once.
      const past = history.known();
      const of = [queries, current, opened, past];
      if (last === undefined || of.some((one, index) => one !== last?.of[index])) {
        const seen = { known, past, maxScanBytes, answer: answerIn(queries), record: recordIn(queries) };
        last = { of, seen };
      }
      return last.seen;
    },
    close: async () => {
      stop();
      await settled;
    },
  };
};
