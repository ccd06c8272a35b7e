/** Log widgets: their Insights queries, run when they are looked at, and only where they cost little. */
import type { Backend } from '../../backend/backend.ts';
import { startQueryRun } from '../../backend/query-run.ts';
import { formatDollars, formatUnit } from '../../format.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Observation } from '../../observation/observation.ts';
import { failureLine } from '../../output/failure-line.ts';
import type { Budget } from '../../pacing/limiter.ts';
import type { QueryResult } from '../../pipeline/cloudwatch-dashboard/log-widget.ts';
import type { LogContent, Widget } from '../../pipeline/cloudwatch-dashboard/model.ts';
import type { QueriesSnapshot, QueryAnswer, QueryRow } from '../../store/query-store.ts';

/** What is looked at now. */
export type LogLook = {
  readonly widgets: readonly Widget[];
  readonly rangeMs: number;
  /** Each time it grows, all that is in sight runs again, whatever it costs. */
  readonly refreshes: number;
};

export type LogWidgetsOptions = {
  readonly backend: Pick<Backend, 'query' | 'clock' | 'absent'>;
  /** A query that would read more is not run unless it is asked for by hand. */
  readonly maxScanBytes: number;
  readonly budget?: Budget | undefined;
  /** Where answers go: the store that the dashboard is drawn from. */
  readonly emit: (observations: readonly Observation[]) => void;
};

const again = { everyMs: 5 * 60_000, upToBytes: 100e6 } as const;
/** More rows than any widget shows. */
const mostRows = 1_000;

type Ran = { readonly key: string; readonly at: number; readonly bytes: number };

const idPrefix = 'widget ';

const toResult = (rows: readonly QueryRow[], note?: string): QueryResult => {
  // The pointer to the record is for other calls, not for people.
  const columns = [...new Set(rows.flatMap(({ cells }) => [...cells.keys()]))].filter(
    (name) => name !== '@ptr',
  );
  return {
    columns,
    rows: rows.slice(0, mostRows).map(({ cells }) => columns.map((name) => cells.get(name) ?? '')),
    ...(note === undefined ? {} : { note }),
  };
};

const noteOf = ({ phase, estimated, failure, rows }: QueryAnswer): string | undefined => {
  switch (phase) {
    case 'estimating':
    case 'running':
      return 'running ...';
    case 'tooMuch': {
      const { bytes = 0, dollars = 0 } = estimated ?? {};
      const much = `${formatUnit(Math.round(bytes), 'bytes')} (${formatDollars(dollars)})`;
      return `would scan about ${much}: r runs it`;
    }
    case 'failed':
      return failure && failureLine(failure);
    case 'finished':
      return rows.length === 0 ? 'no rows' : undefined;
    case 'stopped':
      return 'stopped';
    default:
      phase satisfies never;
      return undefined;
  }
};

/** What the widgets show, by their index. */
export const widgetResults = ({ answers }: QueriesSnapshot): ReadonlyMap<number, QueryResult> =>
  new Map(
    [...answers]
      .filter(([id]) => id.startsWith(idPrefix))
      .map(([id, answer]) => [Number(id.slice(idPrefix.length)), toResult(answer.rows, noteOf(answer))]),
  );

/** Why queries of widgets have failed: what the widgets show, for whoever does not see them. */
export const widgetFailures = ({ answers }: QueriesSnapshot): readonly Failure[] =>
  [...answers].flatMap(([id, { phase, failure }]) =>
    id.startsWith(idPrefix) && phase === 'failed' && failure !== undefined ? [failure] : [],
  );

const notShown = (message: string, hint: string): Failure => ({
  kind: 'service',
  code: 'WidgetLeftOut',
  message,
  operation: 'GetDashboard',
  hint,
});

/** Widgets of which nothing is printed, and why: each shows it by itself, for whoever does not see them. */
export const widgetsLeftOut = (
  widgets: readonly Widget[],
  { answers }: QueriesSnapshot,
): readonly Failure[] =>
  widgets.flatMap(({ content }, index) => {
    const name = `widget ${index + 1}`;
    if (content.kind === 'unknown')
      return [
        notShown(
          `${name} (${content.type}) is left out: ${content.reason}`,
          'Mend it in CloudWatch, or look at it there.',
        ),
      ];
    const answer = answers.get(`${idPrefix}${index}`);
    if (answer?.phase !== 'tooMuch') return [];
    const much = formatUnit(Math.round(answer.estimated?.bytes ?? 0), 'bytes');
    return [
      notShown(
        `the query of ${name} is not run: it would scan about ${much}`,
        'Allow more with --max-scan, or take a shorter --since.',
      ),
    ];
  });

const isLog = (widget: Widget): widget is Widget & { readonly content: LogContent } =>
  widget.content.kind === 'log';

/** Runs what has not been run, one query after the other. */
export const createLogWidgets = ({ backend, maxScanBytes, budget, emit }: LogWidgetsOptions) => {
  const { clock, query: runner } = backend;
  const ran = new Map<number, Ran>();

  /** Bytes that were scanned, or would be. */
  const query = async (
    index: number,
    { region, groups, query }: LogContent,
    { rangeMs, refreshes }: LogLook,
    signal: AbortSignal,
  ): Promise<number> => {
    if (runner === undefined) return 0;
    const to = clock.now();
    const run = startQueryRun({
      id: `${idPrefix}${index}`,
      request: {
        query,
        groups: groups.map((group) => ({ group, region })),
        from: to - rangeMs,
        to,
        limit: mostRows,
      },
      runner,
      clock,
      mayScan: (bytes) => bytes <= maxScanBytes || refreshes > 0,
      emit,
    });
    if (signal.aborted) run.stop();
    signal.addEventListener('abort', run.stop, { once: true });
    const { phase, scanned, estimated } = await run.ended;
    signal.removeEventListener('abort', run.stop);
    budget?.spend(scanned.dollars);
    return phase === 'finished' ? scanned.bytes : (estimated?.bytes ?? 0);
  };

  const isDue = (index: number, key: string): boolean => {
    const last = ran.get(index);
    if (last?.key !== key) return true;
    return last.bytes <= again.upToBytes && clock.now() - last.at >= again.everyMs;
  };

  return async (look: LogLook, signal: AbortSignal): Promise<void> => {
    for (const { index, content } of look.widgets.filter(isLog)) {
      const { region, groups, query: text } = content;
      const key = JSON.stringify([region, groups, text, look.rangeMs, look.refreshes]);
      if (signal.aborted) return;
      if (!isDue(index, key) || (budget?.readyAt() ?? 0) > clock.now()) continue;
      const bytes = await query(index, content, look, signal);
      ran.set(index, { key, at: clock.now(), bytes });
    }
  };
};
