/** A CloudWatch dashboard printed once: as text with all its rows, or its points, alarms and log rows as NDJSON. */

import type { CloudWatchState } from '../../../components/cloudwatch/state.ts';
import { cloudWatchRows } from '../../../components/cloudwatch/view.ts';
import type { Backend } from '../../backend/backend.ts';
import type { ListedDashboard } from '../../backend/dashboards.ts';
import { formatClock, formatDay, formatUnit } from '../../format.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { SeriesPoints } from '../../observation/metrics.ts';
import type { Observation } from '../../observation/observation.ts';
import type { Origin } from '../../origin.ts';
import { failureLine } from '../../output/failure-line.ts';
import { frameText } from '../../output/frame-text.ts';
import { writeParts } from '../../output/line-writer.ts';
import { jsonOfCost, jsonOfFailure, ndjson, observationLine } from '../../output/ndjson.ts';
import { pointLines } from '../../output/point-json.ts';
import { rowLine } from '../../output/text.ts';
import { fillLabel } from '../../pipeline/cloudwatch-dashboard/labels.ts';
import type { QueryResult } from '../../pipeline/cloudwatch-dashboard/log-widget.ts';
import { type CloudWatchDashboard, seriesOfDashboard } from '../../pipeline/cloudwatch-dashboard/model.ts';
import { exitCode, type Runtime } from '../../runtime.ts';
import { withUnit } from '../../store/cached.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore, type Store } from '../../store/store.ts';
import { frameSize } from '../shared/frame-size.ts';
import { onInterrupt } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import { distinctFailures, givenUp } from '../shared/troubles.ts';
import { codeOfAnswers, unreadOf } from '../shared/unread.ts';
import { loadDashboard } from './load.ts';
import { createLogWidgets, widgetFailures, widgetResults, widgetsLeftOut } from './logs.ts';
import type { CloudWatchOptions, CloudWatchSettings } from './settings.ts';
import { alarmOriginsOf, alarmsOf, pointsOfWidgets, rangeOf } from './sources.ts';

const usualSize = { width: 160, height: 40 };

export const printList = async (
  dashboards: readonly ListedDashboard[],
  /** The line of cost, for whoever reads NDJSON. */
  cost: string,
  { json, utc }: CloudWatchOptions,
  runtime: Runtime,
): Promise<number> => {
  const { stderr } = runtime;
  const out = openOutput(runtime);
  const cells = Math.max(4, ...dashboards.map(({ name }) => name.length));
  const timeOf = (at: number | undefined): string =>
    at === undefined ? '' : `${formatDay(at, utc)} ${formatClock(at, { utc })}`;
  out.write(
    dashboards
      .map(({ name, modifiedAt, bytes }) =>
        json
          ? ndjson({
              type: 'dashboard',
              name,
              modifiedAt: modifiedAt === undefined ? undefined : new Date(modifiedAt).toISOString(),
              bytes,
            })
          : rowLine([
              { text: `${name.padEnd(cells)}  ${timeOf(modifiedAt)}  ${formatUnit(bytes, 'bytes')}` },
            ]),
      )
      .join(''),
  );
  if (json) out.write(cost);
  await out.flush();
  if (dashboards.length === 0) stderr.write('orders-watch: this account has no dashboards\n');
  return exitCode.done;
};

const listAlarms = async (
  backend: Backend,
  origins: readonly Origin[],
  store: Store,
  signal: AbortSignal,
): Promise<Failure[]> => {
  const failures: Failure[] = [];
  if (origins.length === 0) return failures;
  const source = backend.listAlarms(origins, { historyMs: undefined });
  for await (const { observations } of source(signal)) {
    for (const one of observations) {
      if (one.type === 'problem' && one.failure !== undefined) failures.push(one.failure);
    }
    store.apply(observations, backend.clock.now());
  }
  return failures;
};

type Printed = {
  readonly dashboard: CloudWatchDashboard;
  readonly snapshot: Snapshot;
  readonly answers: readonly SeriesPoints[];
  readonly queryResults: ReadonlyMap<number, QueryResult>;
  readonly failures: readonly Failure[];
};

/** The label as it is drawn: with the figures of its points. */
const withLabel = (answer: SeriesPoints, now: number): SeriesPoints => {
  const { series, points } = answer;
  const label = fillLabel(series.label, points, { ...series, now, utc: true });
  return label === series.label ? answer : { ...answer, series: { ...series, label } };
};

/** The lines, some at a time: a dashboard may hold more points than one text can. */
function* jsonParts({ dashboard, snapshot, answers, queryResults, failures }: Printed): Generator<string> {
  const shown = new Set(alarmsOf(dashboard));
  for (const answer of answers) {
    yield* pointLines(withLabel(withUnit(snapshot.series, answer), snapshot.at));
  }
  for (const alarm of snapshot.alarms.alarms) if (shown.has(alarm.arn)) yield observationLine(alarm);
  for (const { columns, rows } of queryResults.values()) {
    for (const row of rows)
      yield ndjson({ type: 'row', ...Object.fromEntries(columns.map((name, i) => [name, row[i]])) });
  }
  for (const failure of failures) yield ndjson(jsonOfFailure(failure));
  yield ndjson(jsonOfCost(snapshot.cost));
}

export const cloudWatchOnce = async (
  options: CloudWatchOptions,
  runtime: Runtime,
  settings: CloudWatchSettings,
): Promise<number> => {
  const { signal, code } = onInterrupt(runtime);
  const calls: Observation[] = [];
  const opened = await openSession(options, runtime, (call) => calls.push(call));
  if (!opened.ok) return refuse(opened.failure, options, runtime);
  const { backend, close } = opened.value;
  const { chosen, maxScanBytes } = settings;
  const loaded = await loadDashboard(backend, settings.name, signal);
  if (!loaded.ok) {
    await close();
    return signal.aborted ? code : refuse(loaded.failure, options, runtime);
  }
  const { dashboard: first, dashboardFor } = loaded.value;
  const now = backend.clock.now();
  const store = createStore({ startedAt: now, limits: { pointsPerSeries: pointsOfWidgets } });
  const rangeMs = settings.rangeMs ?? rangeOf(first, now);
  const alarmFailures = await listAlarms(backend, alarmOriginsOf(first), store, signal);
  const dashboard = dashboardFor({ chosen, rangeMs, alarms: store.snapshot(now).alarms.alarms });
  const runWidgets = createLogWidgets({
    backend,
    maxScanBytes,
    emit: (observations) => store.apply(observations, backend.clock.now()),
  });
  const to = backend.clock.now();
  const series = seriesOfDashboard(dashboard);
  const [{ answers, failures }, told] = await Promise.all([
    backend.points(series, { from: to - rangeMs, to }, signal),
    backend.units(series, signal),
    runWidgets({ widgets: dashboard.widgets, rangeMs, refreshes: 0 }, signal),
  ]);
  await close();
  if (signal.aborted) return code;
  store.apply([...told.units, ...answers, ...calls], now);
  const snapshot = store.snapshot(now);
  const queryResults = widgetResults(snapshot.queries);
  const refused = unreadOf(answers);
  const failed = distinctFailures(
    [...loaded.value.failures, ...failures, ...alarmFailures, ...widgetFailures(snapshot.queries)].map(
      (failure) => ({ failure }),
    ),
  );
  // Without a unit there is still all that was asked for, and a widget shows by itself why it is empty: a word, and no other end.
  const leftOut = options.json ? widgetsLeftOut(dashboard.widgets, snapshot.queries) : [];
  const troubles = [...failed, ...refused, ...told.failures, ...leftOut].map(givenUp);
  for (const trouble of troubles) runtime.stderr.write(`orders-watch: ${failureLine(trouble)}\n`);
  const { width } = frameSize(runtime.env, usualSize);
  const state: CloudWatchState = {
    scroll: 0,
    rangeMs,
    utc: options.utc,
    help: false,
    chosen,
    variable: 0,
    refreshes: 0,
  };
  const rows = cloudWatchRows({
    state,
    snapshot,
    dashboard,
    names: [backend.account, backend.regions.join(' ')],
    queryResults,
    ascii: options.ascii,
    width,
  });
  const out = openOutput(runtime);
  const printed = { dashboard, snapshot, answers, queryResults, failures: troubles };
  await writeParts(
    out,
    options.json ? jsonParts(printed) : [frameText(rows, width, rows.length, options.ascii)],
  );
  await out.flush();
  return codeOfAnswers(answers, failed, refused);
};
