/** `orders-watch alarms`: every alarm on the screen, or as a table and NDJSON. */
import { type AlarmListInput, alarmList, alarmSeries } from '../../components/alarms/definition.ts';
import { ListScreen } from '../../components/list-screen/list-screen.tsx';
import type { Observation, SeriesSpec } from '../observation.ts';
import { failureLine } from '../output/failure-line.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import { alarmsSource } from '../sources/alarms/alarms-source.ts';
import { mergeSources } from '../sources/merge.ts';
import { metricsSource } from '../sources/metrics/metrics-source.ts';
import type { Snapshot } from '../store/snapshot.ts';
import { createStore } from '../store/store.ts';
import { canDrawScreen } from '../terminal/capabilities.ts';
import { openAcknowledged } from './acknowledged.ts';
import { alarmLines } from './alarm-lines.ts';
import { type AlarmOptions, type AlarmSettings, readAlarmFlags } from './alarm-settings.ts';
import { onInterrupt } from './interrupt.ts';
import { type LiveScreen, openLiveScreen } from './live-screen.tsx';
import { loadPipeline } from './pipeline.ts';
import { refuse } from './refuse.ts';
import { codeOf, type Runtime } from './runtime.ts';
import { openSession, type Session } from './session.ts';

export const alarms = async (options: AlarmOptions, runtime: Runtime): Promise<number> => {
  const settings = readAlarmFlags(options);
  if (!settings.ok) return refuse(settings.failure, options, runtime);
  const isScript = options.json || options.once || options['fail-on'] !== undefined;
  if (canDrawScreen(runtime.env, runtime.stdin, runtime.stdout) && !isScript) {
    return liveAlarms(options, settings.value, runtime);
  }
  const interrupt = onInterrupt();
  const session = await openSession(options, runtime, () => {});
  if (!session.ok) return refuse(session.failure, options, runtime);
  const code = await alarmLines(options, settings.value, session.value, runtime, interrupt);
  await session.value.close();
  return code;
};

const usualHistoryMs = 24 * 3_600_000;
const graphWindowMs = 3 * 3_600_000;

/** Tells of each alarm that has gone off since it was first listed. */
const noticeOf = (screen: LiveScreen) => {
  const listed = new Set<string>();
  return (observation: Observation): void => {
    if (observation.type === 'alarmsListed') listed.add(observation.region);
    if (observation.type !== 'alarmHistory' || observation.to !== 'ALARM') return;
    if (listed.has(observation.region)) screen.notify(`ALARM ${observation.name}`, observation.reason);
  };
};

const liveAlarms = async (
  options: AlarmOptions,
  settings: AlarmSettings,
  runtime: Runtime,
): Promise<number> => {
  const historyMs = settings.historyMs ?? usualHistoryMs;
  const store = createStore({ startedAt: runtime.clock.now() });
  const acknowledged = openAcknowledged(runtime.env);
  let pipeline: Pipeline | undefined;
  let opened: string | undefined;
  let frozen: Snapshot | undefined;
  let newest: Snapshot | undefined;
  const draw = (names: readonly string[]) => (snapshot: Snapshot) => {
    newest = snapshot;
    const input: AlarmListInput = {
      snapshot: frozen ?? snapshot,
      names,
      historyMs,
      state: options.state,
      pipeline,
      acknowledged: acknowledged.known(),
      acknowledge: (arn) => {
        const alarm = newest?.alarms.alarms.find((one) => one.arn === arn);
        if (alarm !== undefined) acknowledged.toggle(arn, alarm.since);
      },
    };
    return (
      <ListScreen
        definition={alarmList(input)}
        utc={options.utc}
        onState={(state) => {
          opened = state.opened;
          frozen = state.paused ? (frozen ?? newest) : undefined;
        }}
      />
    );
  };
  const waitsFor = options.sandbox ? 'making three hours of history' : 'looking for the account';
  const screen = openLiveScreen({ runtime, options, store, draw: draw([waitsFor]), codeOf });
  const session = await Promise.race([openSession(options, runtime, () => {}), screen.exited]);
  if (!('ok' in session)) return session.code;
  if (session.ok) {
    // Alarms do without a pipeline file; one that is wrong is said all the same.
    const loaded = await loadPipeline(options.config, session.value, runtime);
    if (loaded.ok) {
      pipeline = loaded.value;
      follow(session.value, screen);
    } else screen.fail(loaded.failure);
  } else screen.fail(session.failure);
  const { code, failure } = await screen.exited;
  if (session.ok) await session.value.close();
  if (failure !== undefined) runtime.stderr.write(`orders-watch: ${failureLine(failure)}\n`);
  return code;

  function follow({ account, regions, clock, clientsFor }: Session, on: LiveScreen): void {
    on.setClock(clock);
    on.await(['alarms']);
    on.show(draw([account, ...regions]));
    /** Only what is open is measured. */
    const series = (): readonly SeriesSpec[] => {
      const alarm = newest?.alarms.alarms.find(({ arn }) => arn === opened);
      const spec = alarm && alarmSeries(alarm);
      return spec === undefined ? [] : [spec];
    };
    const prefix = options['name-prefix'];
    const sources = [
      alarmsSource({
        clientsFor: (region) => clientsFor(region),
        regions,
        clock,
        historyMs,
        ...(prefix === undefined ? {} : { namePrefix: prefix }),
      }),
      metricsSource({
        clientsFor: (region) => clientsFor(region),
        series,
        regions,
        clock,
        windowMs: graphWindowMs,
      }),
    ];
    const tell = options.notify ? noticeOf(on) : () => {};
    const batches = async function* () {
      for await (const batch of mergeSources(sources, on.signal)) {
        batch.forEach(tell);
        yield batch;
      }
    };
    void on.take(batches());
  }
};
