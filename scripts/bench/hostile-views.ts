/** Hostile texts as they would come from AWS: names, messages, reasons and values, through every view and line of output. */
import { alarmList } from '../../components/alarms/definition.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { type DashboardState, initialState } from '../../components/dashboard/state.ts';
import { dashboardRows } from '../../components/dashboard/view.ts';
import { graphStyles } from '../../components/graphs/time-steps.ts';
import { emptyInsights, type InsightsData } from '../../components/insights/answer.ts';
import { initialListState } from '../../components/list-screen/state.ts';
import { type ListDefinition, listScreenRows } from '../../components/list-screen/view.ts';
import { changeList } from '../../components/tail/definition.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { Observation } from '../../src/observation/observation.ts';
import type { ItemChange } from '../../src/observation/streams.ts';
import { failureLine } from '../../src/output/failure-line.ts';
import { isPrinted, observationLine } from '../../src/output/ndjson.ts';
import { rowLine } from '../../src/output/text.ts';
import { savedQueries } from '../../src/pipeline/queries/saved-queries.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import { paintRow } from '../../src/terminal/paint.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import type { Row } from '../../src/terminal/row.ts';
import { views } from '../../src/views.ts';
import { forbidden, type HostileFind, hostileText, ourSgr, seededRandom } from './hostile.ts';

const at = Date.UTC(2026, 0, 1);
const size = { width: 80, height: 24 };
const look = { utc: true, ascii: false };
const colours = { painter: createPainter('dark', 'true'), ascii: false };
const region = 'eu-west-1';

type Take = () => string;

const alarmOf = (take: Take, index: number): Alarm => ({
  type: 'alarm',
  name: take(),
  arn: `arn:${index}:${take()}`,
  kind: index % 2 === 0 ? 'metric' : 'composite',
  state: 'ALARM',
  since: at,
  reason: take(),
  region,
  metric: take(),
  dimensions: { [take()]: take() },
  evaluated: [],
  recentValues: [1],
  actionsEnabled: true,
  actions: [{ kind: 'sns', name: take() }],
  description: take(),
  suppressor: take(),
  suppressedBy: take(),
  suppressedReason: take(),
  judged: { flapping: false },
});

const logOf = (take: Take): LogEvent => ({
  type: 'log',
  group: take(),
  stream: take(),
  at,
  ingestedAt: at,
  message: take(),
  eventId: '1',
  late: false,
  region,
});

const changeOf = (take: Take): ItemChange => ({
  type: 'change',
  table: take(),
  streamArn: 'arn',
  shardId: take(),
  sequenceNumber: '1',
  eventId: 'a',
  eventName: 'MODIFY',
  at,
  keys: { [take()]: { S: take() } },
  old: { status: { S: take() } },
  new: { status: { S: take() }, [take()]: { SS: [take()] } },
  changed: [{ path: take(), old: { S: take() }, new: { S: take() } }],
  viewType: 'NEW_AND_OLD_IMAGES',
  ttl: false,
  region,
  sizeBytes: 100,
});

/** What AWS might say. */
const observationsOf = (take: Take, stage: string): readonly Observation[] => [
  alarmOf(take, 0),
  alarmOf(take, 1),
  { type: 'alarmHistory', name: take(), at, from: 'OK', to: 'ALARM', reason: take(), region },
  logOf(take),
  logOf(take),
  changeOf(take),
  changeOf(take),
  // A second version of a stage is a deployment.
  { type: 'version', stage, version: take(), at: at - 60_000, by: 'stream', region },
  { type: 'version', stage, version: take(), at, by: 'line', region },
  { type: 'gap', source: 'logs', scope: take(), reason: 'sampled', from: at, to: at, region },
  {
    type: 'problem',
    source: 'stream',
    scope: take(),
    at,
    failure: { kind: 'service', code: take(), message: take(), hint: take() },
  },
];

const pipelineOf = (take: Take): Pipeline => ({
  name: take(),
  stages: [
    {
      name: take(),
      kind: 'lambda',
      region,
      dimensions: { FunctionName: take() },
      next: [],
      logGroups: [],
      objectives: {},
      series: [],
    },
  ],
  queries: [{ name: take(), title: take(), query: take(), of: [take()] }],
});

/** What Insights might answer, in every phase. */
const answersOf = (take: Take, pipeline: Pipeline): readonly InsightsData[] => {
  const query = take();
  const asked = { query, name: take(), of: [take()], from: at - 3_600_000, to: at, isAllowed: false };
  const cells = () =>
    new Map([
      ['@message', take()],
      [take(), take()],
      ['@ptr', take()],
    ]);
  const rows = [
    { region, cells: cells() },
    { region, cells: cells() },
  ];
  const failure = { kind: 'usage', code: take(), message: take(), hint: take() } as const;
  const scan = { bytes: 1, dollars: 0 };
  const run = { type: 'query', id: take(), at, query, from: at - 3_600_000, to: at } as const;
  const counts = { ...run, groups: 1, recordsScanned: 2, recordsMatched: 2, estimated: scan, scanned: scan };
  return (['running', 'finished', 'failed', 'tooMuch'] as const).map((phase) => ({
    ...emptyInsights,
    known: savedQueries(pipeline),
    past: [{ query, of: [take()], at }],
    answer: {
      ...counts,
      asked,
      phase,
      missing: [take()],
      rows: phase === 'tooMuch' ? [] : rows,
      failure: phase === 'failed' ? failure : undefined,
    },
    record: undefined,
  }));
};

const listFrames = <T>(definition: ListDefinition<T>): Row[] => {
  const items = definition.itemsOf('');
  const closed = initialListState<T>(true);
  return [undefined, ...items].flatMap((opened) =>
    listScreenRows(definition, { ...closed, opened }, items, size, look),
  );
};

const dashboardFrames = (snapshot: Snapshot, pipeline: Pipeline, answers: readonly InsightsData[]): Row[] => {
  const base = initialState({ stage: undefined, rangeMs: 3_600_000, utc: true });
  const opened: DashboardState['opened'][] = [
    ...snapshot.alarms.alarms.map(({ arn }) => ({ kind: 'alarm' as const, arn })),
    ...snapshot.logs.items.map((entry) => ({ kind: 'log' as const, entry })),
    ...snapshot.changes.items.map((entry) => ({ kind: 'change' as const, entry })),
  ];
  const states: DashboardState[] = [
    ...views.map(({ name }) => ({ ...base, view: name })),
    ...graphStyles.map((style) => ({
      ...base,
      view: 'metrics' as const,
      style,
      crosshair: at,
      compareMs: 1000,
    })),
    ...opened.map((one) => ({ ...base, opened: one })),
  ];
  const insights = answers.flatMap((seen) => {
    const state: DashboardState = { ...base, view: 'insights' };
    const row = seen.answer?.rows[0];
    const opened: DashboardState = { ...state, opened: row && { kind: 'row', row } };
    const inAnswer: DashboardState = { ...state, insights: { ...state.insights, panel: 'answer' } };
    return [state, inAnswer, opened].map((one) => ({ state: one, seen }));
  });
  const frames = [...states.map((state) => ({ state, seen: emptyInsights })), ...insights];
  return frames.flatMap(({ state, seen }) =>
    dashboardRows({
      state,
      snapshot,
      lists: visibleLists(snapshot, state, pipeline, seen),
      pipeline,
      names: [pipeline.name],
      budget: undefined,
      ascii: false,
      size,
      footer: [],
      help: [],
      scales: new Map(),
    }),
  );
};

/** Everything that would be printed, without what is ours in it. */
const printed = (
  observations: readonly Observation[],
  pipeline: Pipeline,
  answers: readonly InsightsData[],
): readonly string[] => {
  const store = createStore({ startedAt: at, pipeline });
  store.apply(observations, at);
  const snapshot = store.snapshot(at);
  const listed = {
    snapshot,
    names: [],
    historyMs: 3_600_000,
    state: undefined,
    pipeline,
    acknowledged: new Map<string, number>(),
    acknowledge: () => {},
    goTo: () => {},
    group: () => {},
    byStage: true,
  };
  const rows = [
    ...dashboardFrames(snapshot, pipeline, answers),
    ...listFrames(alarmList(listed)),
    ...listFrames(changeList({ snapshot, names: [pipeline.name], height: size.height })),
  ];
  return [
    ...rows.map((row) => paintRow(row, size.width, colours).replace(ourSgr, '')),
    ...rows.map((row) => rowLine(row).slice(0, -1)),
    ...observations.filter(isPrinted).map((observation) => observationLine(observation).slice(0, -1)),
    ...observations.flatMap((observation) =>
      observation.type === 'problem' && observation.failure ? [failureLine(observation.failure)] : [],
    ),
  ];
};

/** Sends `count` texts through every view; stops after the first find. */
export const feedViews = (
  count: number,
  seed: number,
): { readonly texts: number; readonly finds: readonly HostileFind[] } => {
  const random = seededRandom(seed);
  let texts = 0;
  const take: Take = () => {
    texts += 1;
    return hostileText(random);
  };
  while (texts < count) {
    const pipeline = pipelineOf(take);
    const observations = observationsOf(take, pipeline.stages[0]?.name ?? '');
    for (const text of printed(observations, pipeline, answersOf(take, pipeline))) {
      const found = forbidden.exec(text)?.[0].codePointAt(0)?.toString(16);
      if (found !== undefined)
        return { texts, finds: [{ text, output: 'view', why: `U+${found} came through` }] };
    }
  }
  return { texts, finds: [] };
};
