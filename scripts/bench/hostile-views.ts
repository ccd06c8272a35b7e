/** Hostile texts as they would come from AWS: names, messages, reasons and values, through every view and line of output. */
import { alarmList } from '../../components/alarms/definition.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { type DashboardState, initialState, views } from '../../components/dashboard/state.ts';
import { dashboardRows } from '../../components/dashboard/view.ts';
import { initialListState } from '../../components/list-screen/state.ts';
import { type ListDefinition, listScreenRows } from '../../components/list-screen/view.ts';
import { changeList } from '../../components/tail/definition.ts';
import { graphStyles } from '../../components/time-steps.ts';
import type { AlarmSeen, ItemChange, LogSeen, Observation } from '../../src/observation.ts';
import { failureLine } from '../../src/output/failure-line.ts';
import { isPrinted, observationLine } from '../../src/output/ndjson.ts';
import { rowLine } from '../../src/output/text.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import { paintRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { createPainter } from '../../src/terminal/theme.ts';
import { forbidden, type HostileFind, hostileText, ourSgr, seededRandom } from './hostile.ts';

const at = Date.UTC(2026, 0, 1);
const size = { width: 80, height: 24 };
const look = { utc: true, ascii: false };
const colours = { painter: createPainter('dark', 'true'), ascii: false };
const region = 'eu-west-1';

type Take = () => string;

const alarmOf = (take: Take, index: number): AlarmSeen => ({
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
  flapping: false,
});

const logOf = (take: Take): LogSeen => ({
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
const observationsOf = (take: Take): readonly Observation[] => [
  alarmOf(take, 0),
  alarmOf(take, 1),
  { type: 'alarmHistory', name: take(), at, from: 'OK', to: 'ALARM', reason: take(), region },
  logOf(take),
  logOf(take),
  changeOf(take),
  changeOf(take),
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
});

const listFrames = <T>(definition: ListDefinition<T>): Row[] => {
  const items = definition.itemsOf('');
  const closed = initialListState<T>(true);
  return [undefined, ...items].flatMap((opened) =>
    listScreenRows(definition, { ...closed, opened }, items, size, look),
  );
};

const dashboardFrames = (snapshot: Snapshot, pipeline: Pipeline): Row[] => {
  const base = initialState({ stage: undefined, rangeMs: 3_600_000, utc: true });
  const opened: DashboardState['opened'][] = [
    ...snapshot.alarms.alarms.map(({ arn }) => ({ kind: 'alarm' as const, arn })),
    ...snapshot.logs.items.map((entry) => ({ kind: 'log' as const, entry })),
    ...snapshot.changes.items.map((entry) => ({ kind: 'change' as const, entry })),
  ];
  const states: DashboardState[] = [
    ...views.map((view) => ({ ...base, view })),
    ...graphStyles.map((style) => ({
      ...base,
      view: 'metrics' as const,
      style,
      crosshair: at,
      compareMs: 1000,
    })),
    ...opened.map((one) => ({ ...base, opened: one })),
  ];
  return states.flatMap((state) =>
    dashboardRows({
      state,
      snapshot,
      lists: visibleLists(snapshot, state, pipeline),
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
const printed = (observations: readonly Observation[], pipeline: Pipeline): readonly string[] => {
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
    ...dashboardFrames(snapshot, pipeline),
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
    const observations = observationsOf(take);
    for (const text of printed(observations, pipelineOf(take))) {
      const found = forbidden.exec(text)?.[0].codePointAt(0)?.toString(16);
      if (found !== undefined)
        return { texts, finds: [{ text, output: 'view', why: `U+${found} came through` }] };
    }
  }
  return { texts, finds: [] };
};
