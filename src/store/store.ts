import type { HeldKeys, SourceName, SourceProblem } from '../observation/health-of-sources.ts';
import type { Observation } from '../observation/observation.ts';
import type { StreamShape } from '../observation/streams.ts';
import { isSameOrigin, originName } from '../origin.ts';
import { judgeStage } from '../pipeline/health.ts';
import type { Pipeline, StageHealth } from '../pipeline/stage.ts';
import { createAlarmStore } from './alarm-store.ts';
import { liveIn, withUnits } from './cached.ts';
import { createContextStore } from './context-store.ts';
import { createCostStore } from './cost-store.ts';
import { type ChangeEntry, scopeKey } from './entries.ts';
import { defaultLimits, type StoreLimits } from './limits.ts';
import { createLogStore } from './log-store.ts';
import { createOrdersStore } from './orders-store.ts';
import { createOwnAlarms } from './own-alarms.ts';
import { createQueryStore } from './query-store.ts';
import { createRate } from './rate.ts';
import { createRing } from './ring.ts';
import {
  answeredPoints,
  createSeriesStore,
  isUnread,
  type SeriesSnapshot,
  type SeriesState,
} from './series-store.ts';
import type { Snapshot } from './snapshot.ts';
import { withAnswer } from './spoilt-answers.ts';
import { createStoryState } from './story-state.ts';
import { createVersionStore } from './version-store.ts';

export type StoreOptions = {
  readonly startedAt: number;
  readonly pipeline?: Pipeline;
  /** The other pipelines of its file: their alarms are not this one's. */
  readonly others?: readonly Pipeline[];
  readonly limits?: Partial<StoreLimits>;
};

export type Store = {
  /** Folds observations in, in their order. `receivedAt` is when they arrived: now, or what a recording says. */
  readonly apply: (observations: Iterable<Observation>, receivedAt: number) => void;
  /** The state at `now`, frozen. Call it once a frame. */
  readonly snapshot: (now: number) => Snapshot;
};

const rateSeconds = 120;
const judgeEveryMs = 10_000;

/** `GetMetricData: no permission …`: what keeps a stage's metrics from being read, where that is known. */
const whyUnread = (
  stage: StageHealth,
  troubles: readonly SourceProblem[],
  series: SeriesSnapshot,
): string | undefined => {
  const failure = troubles.find(({ origin }) => origin !== undefined && isSameOrigin(origin, stage))?.failure;
  if (failure !== undefined) return `${failure.operation ?? 'GetMetricData'}: ${failure.message}`;
  const own = [...series.values()].filter(({ spec }) => spec.stage === stage.name);
  const [first] = own;
  if (first === undefined || !own.every(isUnread)) return undefined;
  return `GetMetricData: ${first.messages[0] ?? unreadWords[first.status] ?? 'not read'}`;
};

const unreadWords: Readonly<Partial<Record<SeriesState['status'], string>>> = {
  forbidden: 'no permission to read its metrics',
  error: 'AWS failed to read its metrics',
  refused: 'AWS does not take the query',
};

/** The one place where history is kept. Bounded everywhere; what it drops it counts. */
export const createStore = ({ startedAt, pipeline, others = [], limits }: StoreOptions): Store => {
  const bounds = { ...defaultLimits, ...limits };
  const series = createSeriesStore({
    maxPoints: bounds.pointsPerSeries,
    maxHistorySeries: bounds.historySeries,
    maxHistoryPoints: bounds.pointsPerHistory,
  });
  const alarms = createAlarmStore({ maxHistory: bounds.alarmTransitions });
  const versions = createVersionStore(pipeline);
  const cost = createCostStore({ startedAt });
  const queries = createQueryStore();
  const context = createContextStore({ maxLines: bounds.logLines });
  const ownAlarms = pipeline === undefined ? undefined : createOwnAlarms(pipeline, others);
  const storyIn = pipeline === undefined ? undefined : createStoryState(pipeline);
  const orders = createOrdersStore(pipeline, startedAt);
  const changeRate = createRate({ seconds: rateSeconds, startedAt });
  const logs = createLogStore({
    maxLines: bounds.logLines,
    maxLoud: bounds.loudLines,
    maxFirst: bounds.firstLines,
  });
  const changes = createRing<ChangeEntry>({
    maxItems: bounds.changes,
    maxWeight: bounds.changeBytes,
    weigh: (entry) => (entry.type === 'change' ? entry.sizeBytes : 0),
  });
  let streams: ReadonlyMap<string, StreamShape> = new Map();
  let completeUpTo: Snapshot['completeUpTo'] = new Map();
  let problems: ReadonlyMap<string, SourceProblem> = new Map();
  let keys: ReadonlyMap<string, HeldKeys> = new Map();
  let progress: ReadonlyMap<SourceName, string> = new Map();
  let ready: ReadonlySet<string> = new Set();
  let answered: ReadonlySet<SourceName> = new Set();
  let judged:
    | { readonly of: SeriesSnapshot; readonly tick: number; readonly stages: readonly StageHealth[] }
    | undefined;

  let reasoned:
    | {
        readonly of: readonly StageHealth[];
        readonly problems: ReadonlyMap<string, SourceProblem>;
        readonly stages: readonly StageHealth[];
      }
    | undefined;

  const noteAnswer = (source: SourceName) => {
    if (!answered.has(source)) answered = new Set([...answered, source]);
  };

  const applyOne = (observation: Observation, receivedAt: number): void => {
    switch (observation.type) {
      case 'points':
        series.apply(observation, receivedAt);
        noteAnswer('metrics');
        break;
      case 'unit':
        series.applyUnit(observation);
        break;
      case 'alarm':
      case 'alarmsListed':
      case 'alarmHistory':
        alarms.apply(observation);
        noteAnswer('alarms');
        break;
      case 'alarmAction':
      case 'alarmConfig':
      case 'contributorHistory':
      case 'alarmContributors':
      case 'muteRules':
      case 'alarmLack':
        alarms.apply(observation);
        break;
      case 'alarmPast':
        // What it was judged by, for who judges anew: nothing that is shown.
        break;
      case 'version':
        versions.apply(observation);
        noteAnswer('deployments');
        break;
      case 'log':
        logs.push(observation);
        versions.applyLine(observation);
        noteAnswer('logs');
        break;
      case 'pastErrors':
        logs.pushPast(observation);
        break;
      case 'change':
        changes.push(observation);
        orders?.apply(observation);
        changeRate.add(receivedAt, 1);
        noteAnswer('stream');
        break;
      case 'gap':
        if (observation.source === 'stream') {
          changes.push(observation);
          orders?.applyGap(observation);
        } else logs.push(observation);
        break;
      case 'streamShape':
        streams = new Map([...streams, [`${originName(observation)} ${observation.table}`, observation]]);
        break;
      case 'completeUpTo':
        completeUpTo = new Map([
          ...completeUpTo,
          [scopeKey(observation.source, observation.scope, observation.origin), observation],
        ]);
        noteAnswer(observation.source);
        break;
      case 'call':
        cost.apply(observation);
        if (observation.keys !== undefined && keys.get(observation.keys.profile ?? '') !== observation.keys) {
          keys = new Map([...keys, [observation.keys.profile ?? '', observation.keys]]);
        }
        problems = withAnswer(problems, observation);
        break;
      case 'problem': {
        const key = scopeKey(observation.source, observation.scope, observation.origin);
        if (observation.failure !== undefined) problems = new Map([...problems, [key, observation]]);
        else if (problems.has(key)) problems = new Map([...problems].filter(([known]) => known !== key));
        break;
      }
      case 'progress':
        progress = new Map([...progress, [observation.source, observation.text]]);
        break;
      case 'ready':
        progress = new Map([...progress].filter(([source]) => source !== observation.source));
        ready = new Set([...ready, scopeKey(observation.source, observation.scope, observation.origin)]);
        noteAnswer(observation.source);
        break;
      case 'query':
      case 'queryRows':
      case 'logRecord':
        queries.apply(observation);
        break;
      case 'logContext':
        context.apply(observation);
        break;
      default:
        observation satisfies never;
    }
  };

  /** A stage of which nothing is known says why: the call that fails, where one does. */
  const withReasons = (stages: readonly StageHealth[], known: SeriesSnapshot): readonly StageHealth[] => {
    if (reasoned?.of === stages && reasoned.problems === problems) return reasoned.stages;
    const troubles = [...problems.values()].filter(({ source }) => source === 'metrics');
    const stated = stages.map((stage) => {
      if (stage.health !== 'unknown') return stage;
      const why = whyUnread(stage, troubles, known);
      return why === undefined ? stage : { ...stage, why };
    });
    reasoned = { of: stages, problems, stages: stated };
    return stated;
  };

  /** Health depends on the points and on which buckets have settled by now: judged anew when either moved. */
  const judge = (known: SeriesSnapshot, now: number): readonly StageHealth[] => {
    const tick = Math.floor(now / judgeEveryMs);
    if (judged === undefined || judged.of !== known || judged.tick !== tick) {
      const stages = (pipeline?.stages ?? []).map((stage) =>
        judgeStage(withUnits(stage, known), (id) => answeredPoints(liveIn(known, id)), now),
      );
      judged = { of: known, tick, stages };
    }
    return judged.stages;
  };

  return {
    apply: (observations, receivedAt) => {
      for (const observation of observations) applyOne(observation, receivedAt);
    },
    snapshot: (now) => {
      const known = series.snapshot();
      const health = withReasons(judge(known, now), known);
      const deployments = versions.snapshot();
      const logEntries = logs.snapshot();
      const changeEntries = changes.snapshot();
      const allAlarms = alarms.snapshot();
      const inFlight = orders?.snapshot(now);
      const untold = orders?.problem();
      const alarmState = ownAlarms?.own(allAlarms) ?? allAlarms;
      const told = storyIn?.(
        {
          series: known,
          health,
          alarms: alarmState,
          logs: logEntries,
          changes: changeEntries,
          deployments,
          orders: inFlight,
          problems,
        },
        now,
      );
      return {
        at: now,
        startedAt,
        series: known,
        stages: told?.stages ?? health,
        stories: told?.stories ?? [],
        alarms: ownAlarms?.ordered(alarmState, told?.stories ?? []) ?? alarmState,
        logs: logEntries,
        changes: changeEntries,
        deployments,
        changeRate: changeRate.snapshot(now),
        orders: inFlight,
        streams: [...streams.values()],
        completeUpTo,
        problems: untold === undefined ? [...problems.values()] : [...problems.values(), untold],
        progress,
        ready,
        answered,
        cost: cost.snapshot(now),
        keys: [...keys.values()],
        queries: queries.snapshot(),
        context: context.snapshot(),
      };
    },
  };
};
