/** One run of a query, told as observations: estimated, allowed or not, its rows as they come, stopped when it is left. */
import type { Clock } from '../clock.ts';
import type { Failure } from '../observation/health-of-sources.ts';
import type { Observation } from '../observation/observation.ts';
import type { QueryProgress, QueryResultRow } from '../observation/queries.ts';
import type { Origin } from '../origin.ts';
import type { QueryRunner } from './backend.ts';
import type { QueryRequest, QueryRow, QueryStatistics } from './query.ts';

export type QueryRunOptions = {
  /** Unique to this run. */
  readonly id: string;
  readonly request: QueryRequest;
  readonly runner: QueryRunner;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether so many bytes may be scanned; where not, the run ends with the phase `tooMuch`. */
  readonly mayScan: (bytes: number) => boolean;
  readonly emit: (observations: readonly Observation[]) => void;
  /** Called when the query is really started. */
  readonly onStart?: () => void;
};

export type QueryRun = {
  /** Resolves once it has ended, where it runs too. */
  readonly ended: Promise<QueryProgress>;
  /** Stops it where it runs, too; nothing where it has ended. */
  readonly stop: () => void;
};

const scanOf = ({ bytesScanned, dollars, recordsScanned, recordsMatched }: QueryStatistics) => ({
  scanned: { bytes: bytesScanned, dollars },
  recordsScanned,
  recordsMatched,
});

const rowOf = (cells: QueryRow, origin: Origin): QueryResultRow => ({ ...origin, cells: [...cells] });

const isOver = ({ phase }: QueryProgress): boolean => phase !== 'estimating' && phase !== 'running';

export const startQueryRun = (options: QueryRunOptions): QueryRun => {
  const { id, request, runner, clock, mayScan, emit, onStart = () => {} } = options;
  const stop = new AbortController();
  let progress: QueryProgress = {
    type: 'query',
    id,
    at: clock.now(),
    query: request.query,
    from: request.from,
    to: request.to,
    phase: 'estimating',
    groups: 0,
    missing: [],
    scanned: { bytes: 0, dollars: 0 },
    recordsScanned: 0,
    recordsMatched: 0,
  };
  const tell = (more: Partial<QueryProgress>, ...rows: readonly Observation[]): void => {
    if (isOver(progress)) return;
    progress = { ...progress, ...more, at: clock.now() };
    emit([progress, ...rows]);
  };
  const fail = (failure: Failure): void => tell({ phase: 'failed', failure });

  const run = async (): Promise<void> => {
    const estimate = await runner.estimate(request, stop.signal);
    if (stop.signal.aborted) return;
    if (!estimate.ok) return fail(estimate.failure);
    const { bytes, dollars, there, missing } = estimate.value;
    const estimated = bytes === undefined ? undefined : { bytes, dollars };
    const known = { estimated, groups: there.length, missing };
    if (bytes !== undefined && !mayScan(bytes)) return tell({ ...known, phase: 'tooMuch' });
    tell({ ...known, phase: 'running' });
    onStart();
    /** Rows that do not change any more. */
    let settled = 0;
    for await (const event of runner.run({ ...request, groups: there }, stop.signal)) {
      switch (event.type) {
        case 'running': {
          const rows = event.rows.map((row) => rowOf(row, event.origin));
          tell(scanOf(event.statistics), { type: 'queryRows', id, from: settled, rows });
          break;
        }
        case 'rows': {
          const rows = event.rows.map((row) => rowOf(row, event.origin));
          tell({}, { type: 'queryRows', id, from: settled, rows });
          settled += rows.length;
          break;
        }
        case 'failed':
          fail(event.failure);
          break;
        case 'finished':
          // Of rows that came while it ran none is left over.
          tell(
            { ...scanOf(event.statistics), phase: 'finished' },
            { type: 'queryRows', id, from: settled, rows: [] },
          );
          break;
        default:
          event satisfies never;
      }
    }
  };

  emit([progress]);
  return {
    ended: run().then(() => progress),
    stop: () => {
      tell({ phase: 'stopped' });
      stop.abort();
    },
  };
};
