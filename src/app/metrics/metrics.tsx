/** `orders-watch metrics`: one metric or expression as a graph on the screen, as text, or as points. */
import type { ReactNode } from 'react';
import { Metrics } from '../../../components/metrics/metrics.tsx';
import { initialMetrics } from '../../../components/metrics/state.ts';
import { metricsRows } from '../../../components/metrics/view.ts';
import { noDemand } from '../../demand.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { SeriesPoints, SeriesSpec } from '../../observation/metrics.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { failureLine } from '../../output/failure-line.ts';
import { frameText } from '../../output/frame-text.ts';
import { writeParts } from '../../output/line-writer.ts';
import { jsonOfFailure, ndjson } from '../../output/ndjson.ts';
import { pointLines } from '../../output/point-json.ts';
import { createBudget } from '../../pacing/limiter.ts';
import { isLiveFine } from '../../periods.ts';
import { heatSeries } from '../../pipeline/percentiles.ts';
import { succeed } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { budgetSlowdown } from '../../sources/metrics/cost.ts';
import { cachedIn, withUnit } from '../../store/cached.ts';
import type { SeriesSnapshot } from '../../store/series-store.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore, type Store } from '../../store/store.ts';
import { canDrawScreen } from '../../terminal/capabilities.ts';
import { costLine } from '../shared/bill.ts';
import { frameSize } from '../shared/frame-size.ts';
import { cutShort, onInterrupt } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { refuse } from '../shared/refuse.ts';
import { runScreen } from '../shared/run-screen.ts';
import { openSession } from '../shared/session.ts';
import { givenUp } from '../shared/troubles.ts';
import { codeOfAnswers, unreadOf } from '../shared/unread.ts';
import {
  type MetricsAsk,
  type MetricsFlags,
  type MetricsSettings,
  readMetricsFlags,
} from './metrics-settings.ts';
import { noSuchMetric, settleMetrics } from './settle.ts';

export type MetricsOptions = CommonOptions & SandboxOptions & MetricsFlags;

const usualSize = { width: 120, height: 30 };

export const metrics = async (options: MetricsOptions, runtime: Runtime): Promise<number> => {
  const { stdin, stdout, env } = runtime;
  const ask = readMetricsFlags(options);
  if (!ask.ok) return refuse(ask.failure, options, runtime);
  const onScreen = canDrawScreen(env, stdin, stdout) && !options.json;
  return onScreen ? liveMetrics(options, runtime, ask.value) : metricsOnce(options, runtime, ask.value);
};

const metricsOnce = async (options: MetricsOptions, runtime: Runtime, ask: MetricsAsk): Promise<number> => {
  const interrupt = onInterrupt(runtime);
  const store = createStore({ startedAt: runtime.clock.now() });
  const opened = await openSession(options, runtime, (call) => store.apply([call], call.at));
  if (!opened.ok) return refuse(opened.failure, options, runtime);
  const { backend, close } = opened.value;
  const { clock, regions } = backend;
  const now = clock.now();
  const { title, rangeMs, seriesFor } = await settleMetrics(ask, backend, interrupt.signal);
  const window = { from: now - rangeMs, to: now };
  const series = seriesFor(regions, rangeMs);
  const [fetched, told] = await Promise.all([
    backend.points(series, window, interrupt.signal),
    backend.units(series, interrupt.signal),
  ]);
  const { answers } = fetched;
  const isEmpty = answers.every(({ points, status }) => points.length === 0 && status === 'complete');
  const absent =
    isEmpty && fetched.failures.length === 0
      ? await noSuchMetric(series, backend, interrupt.signal)
      : undefined;
  await close();
  if (interrupt.signal.aborted) return cutShort(interrupt, runtime);
  if (absent !== undefined) return refuse(absent, options, runtime);
  const refused = unreadOf(answers);
  const failures = [...fetched.failures, ...refused].map(givenUp);
  const code = codeOfAnswers(answers, fetched.failures, refused);
  const [first, ...others] = failures;
  const isRead = answers.some(({ status }) => status === 'complete' || status === 'partial');
  if (first !== undefined && others.length === 0 && !isRead) return refuse(first, options, runtime);
  store.apply([...told.units, ...answers], now);
  const out = openOutput(runtime);
  const drawn = { title, rangeMs, series, now };
  await writeParts(
    out,
    options.json
      ? jsonParts(answers, [...failures, ...told.failures], store, now)
      : [graphText(options, runtime, store, drawn)],
  );
  await out.flush();
  sayMissing(answers, failures, options, runtime);
  // Without a unit there is still all that was asked for: a word, and no other end.
  for (const failure of told.failures) runtime.stderr.write(`orders-watch: ${failureLine(failure)}\n`);
  return code;
};

function* jsonParts(
  answers: readonly SeriesPoints[],
  failures: readonly Failure[],
  store: Store,
  now: number,
): Generator<string> {
  const snapshot = store.snapshot(now);
  for (const answer of answers) yield* pointLines(withUnit(snapshot.series, answer));
  for (const failure of failures) yield ndjson(jsonOfFailure(failure));
  yield costLine(snapshot.cost);
}

type Drawn = Pick<MetricsSettings, 'title' | 'rangeMs'> & {
  readonly series: readonly SeriesSpec[];
  readonly now: number;
};

const graphText = (
  { utc, ascii }: MetricsOptions,
  { env }: Runtime,
  store: Store,
  { title, rangeMs, series, now }: Drawn,
): string => {
  const size = frameSize(env, usualSize);
  const rows = metricsRows({
    state: initialMetrics({ rangeMs, utc }),
    snapshot: store.snapshot(now),
    series,
    title,
    ascii,
    size,
    footer: undefined,
    help: [],
    scales: new Map(),
  });
  const used = rows.findLastIndex((row) => row.some(({ text }) => text.trim() !== '')) + 1;
  return frameText(rows, size.width, used, ascii);
};

/** What AWS refused, and that there is nothing: on stderr, for whoever reads only points. The graph says the latter itself. */
const sayMissing = (
  answers: readonly SeriesPoints[],
  failures: readonly Failure[],
  { json }: Pick<MetricsOptions, 'json'>,
  { stderr }: Runtime,
): void => {
  for (const failure of failures) stderr.write(`orders-watch: ${failureLine(failure)}\n`);
  // The graph says so itself.
  if (json && failures.length === 0 && answers.every(({ points }) => points.length === 0))
    stderr.write('orders-watch: nothing measured in this range. Go further back with --since.\n');
};

/** How far back the live poll reaches; what the graph shows beyond it is history. */
const liveMs = 3 * 3_600_000;

const liveMetrics = (options: MetricsOptions, runtime: Runtime, ask: MetricsAsk): Promise<number> => {
  const { budget } = options;
  const initial = initialMetrics({ rangeMs: ask.rangeMs, utc: options.utc });
  const looked = { state: initial, known: new Map() as SeriesSnapshot };
  const draw =
    (series: readonly SeriesSpec[], title: string) =>
    (snapshot: Snapshot): ReactNode => {
      looked.known = snapshot.series;
      return (
        <Metrics
          snapshot={snapshot}
          series={series}
          title={title}
          initial={initial}
          onLook={(state) => {
            looked.state = state;
          }}
          budget={budget}
          slowdown={budget === undefined ? 1 : budgetSlowdown(series, budget)}
        />
      );
    };
  return runScreen({
    runtime,
    options,
    load: async () => ({
      placeholder: draw(
        [],
        options.promql ?? options.expression ?? options.metric ?? options['metric-name'] ?? '',
      ),
      open: async (onCall, signal) => {
        const session = await openSession(options, runtime, onCall);
        if (!session.ok) return session;
        const settings = await settleMetrics(ask, session.value.backend, signal);
        return succeed({ ...session.value, settings });
      },
      begin: ({ backend, settings }, screen) => {
        const { clock, origins, regions } = backend;
        const series = settings.seriesFor(regions);
        screen.use({ clock, store: createStore({ startedAt: clock.now() }) });
        screen.show(draw(series, settings.title));
        /** The series, and what a heat map of them needs. */
        const drawn = (): readonly SeriesSpec[] => {
          const heat = looked.state.style === 'heat map' ? heatSeries(series).map(({ spec }) => spec) : [];
          return [...new Map([...series, ...heat].map((spec) => [spec.id, spec])).values()];
        };
        const sources = backend.watch({
          origins,
          demand: () => ({
            ...noDemand,
            series: drawn().filter(({ periodSeconds }) =>
              isLiveFine(periodSeconds, looked.state, clock.now()),
            ),
            graphs: { ...looked.state, series: drawn() },
            shown: true,
          }),
          cached: (spec, periodSeconds) => cachedIn(looked.known, spec, periodSeconds),
          liveMs,
          budget: budget === undefined ? undefined : createBudget(budget, clock),
        });
        screen.take(sources);
        return undefined;
      },
    }),
  });
};
