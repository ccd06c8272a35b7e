/** `alarms` without a screen: its table, or NDJSON; with `--watch` one line for each transition. */

import { listedAlarms } from '../../../components/alarms/listed.ts';
import type { Backend } from '../../backend/backend.ts';
import { noDemand } from '../../demand.ts';
import type { Alarm, AlarmTransition } from '../../observation/alarms.ts';
import type { Failure, SourceProblem } from '../../observation/health-of-sources.ts';
import type { Observation } from '../../observation/observation.ts';
import { alarmKey, originName } from '../../origin.ts';
import { eventRow } from '../../output/alarm-event-row.ts';
import { alarmHeadingRow, transitionRow } from '../../output/alarm-row.ts';
import { alarmStrip, stripWindow } from '../../output/alarm-strip.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import { observationLine } from '../../output/ndjson.ts';
import { rowLine } from '../../output/text.ts';
import { groupAlarms } from '../../pipeline/alarm-groups.ts';
import { alarmColumns, alarmRow, stateMark, type ValueNow } from '../../pipeline/alarm-row.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { codeOf, exitCode, type Runtime } from '../../runtime.ts';
import { mergeSources } from '../../sources/merge.ts';
import { acknowledged } from '../../sources/source.ts';
import type { AlarmEvent } from '../../store/alarm-store.ts';
import { alarmValuesIn } from '../../store/alarm-values.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore } from '../../store/store.ts';
import { alarmHome } from '../../story/alarm-order.ts';
import { originCellsOf } from '../../terminal/origin-spans.ts';
import { noticeSequence } from '../../terminal/osc.ts';
import { originsOfPipeline } from '../dashboard/dashboard-sources.ts';
import { cutShort, type Interrupt, stopWith } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { codeOfTroubles, distinctFailures, givenUp, sayTroubles } from '../shared/troubles.ts';
import type { AlarmNotice } from './alarm-notices.ts';
import type { AlarmOptions, AlarmSettings } from './alarm-settings.ts';
import { createNotices } from './incident-notices.ts';

type Output = {
  readonly options: AlarmOptions;
  readonly settings: AlarmSettings;
  readonly backend: Backend;
  /** To group the table by; undefined where it is not to be grouped. */
  readonly pipeline: Pipeline | undefined;
  readonly out: LineWriter;
  readonly say: (line: string) => void;
  /** The bell and a desktop notice, where somebody asked for them and there is a terminal. */
  readonly ring: (notice: AlarmNotice) => void;
  /** Cells of a row; as many as it takes where nobody looks at a terminal. */
  readonly width: number;
  /** What was left out of an answer, of any call. */
  readonly losses: Runtime['losses'];
};

const stripCells = 48;

/** No metric is polled where transitions are followed. */
const unpolled: ValueNow = () => undefined;

const isShown = (alarm: Alarm, { state }: AlarmOptions): boolean =>
  state === undefined || alarm.state === state;

/** The transitions that were asked for, of these alarms. */
const shownHistory = (
  { history }: Snapshot['alarms'],
  shown: readonly Alarm[],
  { historyMs }: AlarmSettings,
): readonly AlarmTransition[] => {
  const keys = new Set(shown.map(alarmKey));
  return historyMs === undefined ? [] : history.items.filter((transition) => keys.has(alarmKey(transition)));
};

/** And what they did and how they were changed, in that time; in one order. */
const shownEvents = (
  { events = [] }: Snapshot['alarms'],
  shown: readonly Alarm[],
  { historyMs }: AlarmSettings,
): readonly AlarmEvent[] => {
  const keys = new Set(shown.map(alarmKey));
  return historyMs === undefined ? [] : events.filter((event) => keys.has(alarmKey(event)));
};

/** Transitions, actions and changes in the order of time; an action follows its transition. */
const inTime = <Entry extends { readonly at: number }>(entries: readonly Entry[]): readonly Entry[] =>
  entries.toSorted((a, b) => a.at - b.at);

/** The table: counts, then the alarms, the worst first, by stage where there is a pipeline; with `--history` a strip of their states and each transition. */
const tableText = (
  { alarms, at, stories, series }: Snapshot,
  { options, settings, pipeline, backend, width }: Output,
  isWhole: boolean,
): string => {
  const whole = !Number.isFinite(width);
  const originCells = originCellsOf(originsOfPipeline(backend, pipeline));
  const { ascii, utc } = options;
  const shown = alarms.alarms.filter((alarm) => isShown(alarm, options));
  const counts = (['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const).map(
    (state) => `${stateMark(state, ascii).text} ${alarms.counts[state]} ${state}`,
  );
  const valueNow = alarmValuesIn(series, at);
  const columns = alarmColumns(shown, width, originCells, valueNow, at);
  const { historyOf } = listedAlarms(alarms, undefined);
  const strip = (alarm: Alarm): string => {
    if (settings.historyMs === undefined) return '';
    const window = stripWindow({ alarms, at }, { historyMs: settings.historyMs, width: stripCells, ascii });
    return rowLine([{ text: '  ' }, ...alarmStrip(alarm, historyOf(alarm), window)]);
  };
  const rowOf = (alarm: Alarm): string =>
    `${rowLine(alarmRow(alarm, { now: at, ascii, utc, columns, whole, valueNow, contributors: alarms.contributors }))}${strip(alarm)}`;
  const groups =
    pipeline && groupAlarms(shown, (alarm) => alarmHome(alarm, alarms.alarms, pipeline, stories));
  const rows =
    groups === undefined
      ? shown.map(rowOf)
      : groups.flatMap((group) => ['\n', rowLine(alarmHeadingRow(group, ascii)), ...group.alarms.map(rowOf)]);
  const look = { utc, ascii, day: true, originCells, whole };
  const history = inTime([
    ...shownHistory(alarms, shown, settings),
    ...shownEvents(alarms, shown, settings),
  ]).map((one) => rowLine(one.type === 'alarmHistory' ? transitionRow(one, look) : eventRow(one, look)));
  const muted = alarms.alarms.filter(({ mute }) => mute !== undefined).length;
  const quiet = muted === 0 ? '' : `   ${muted} muted`;
  // Counts of a part would pass for those of all alarms.
  const part = isWhole ? '' : `   ${alarms.alarms.length} of ? alarms, not all were read`;
  return [
    `${counts.join('   ')}${quiet}${part}\n`,
    ...rows,
    ...(history.length === 0 ? [] : ['\n']),
    ...history,
  ].join('');
};

const jsonText = ({ alarms }: Snapshot, { options, settings }: Output): string => {
  const shown = alarms.alarms.filter((alarm) => isShown(alarm, options));
  const history = inTime([...shownHistory(alarms, shown, settings), ...shownEvents(alarms, shown, settings)]);
  return [...shown, ...history].map(observationLine).join('');
};

/**
 * Lists once. 3 where an alarm is in the state of `--fail-on`; a Region that could not be listed is a failure, and so are
 * transitions that could not be read, whatever else is printed.
 */
const listOnce = async (output: Output, signal: AbortSignal): Promise<number> => {
  const { options, settings, backend, out, say } = output;
  const { clock } = backend;
  const origins = originsOfPipeline(backend, output.pipeline);
  const store = createStore({
    startedAt: clock.now(),
    ...(output.pipeline === undefined ? {} : { pipeline: output.pipeline }),
  });
  const problems: (SourceProblem & { readonly failure: Failure })[] = [];
  const source = backend.listAlarms(origins, {
    historyMs: settings.historyMs ?? 0,
    events: settings.historyMs !== undefined,
    namePrefix: options['name-prefix'],
  });
  for await (const batch of acknowledged(source(signal))) {
    store.apply(batch, clock.now());
    for (const observation of batch) {
      if (observation.type === 'problem' && observation.failure !== undefined)
        problems.push({ ...observation, failure: observation.failure });
    }
  }
  const snapshot = store.snapshot(clock.now());
  const listed = snapshot.alarms.listedAt;
  const isWhole =
    listed.size === origins.length &&
    !output.losses.all().some(({ operation }) => operation === 'DescribeAlarms');
  const unlisted = problems.filter(({ origin }) => origin === undefined || !listed.has(originName(origin)));
  if (isWhole || snapshot.alarms.alarms.length > 0) {
    out.write(options.json ? jsonText(snapshot, output) : tableText(snapshot, output, isWhole));
  }
  const troubles = distinctFailures(problems);
  out.write(sayTroubles(troubles.map(givenUp), options, say));
  await out.flush();
  const [problem] = unlisted;
  if (problem !== undefined) return codeOf(problem.failure);
  // Whatever is shown: --state chooses what is printed.
  const isMet = snapshot.alarms.alarms.some(({ state }) => state === options['fail-on']);
  return isMet ? exitCode.conditionMet : codeOfTroubles(troubles);
};

/** Follows: every transition once, in order, until the signal or the reader's end, or the state of `--fail-on`. */
const watch = async (output: Output, stop: AbortController): Promise<number> => {
  const { options, settings, backend, out, say, ring, width } = output;
  const whole = !Number.isFinite(width);
  const { json, utc, ascii } = options;
  const noticesOf = createNotices(output.pipeline, utc);
  const { clock } = backend;
  const store = createStore({
    startedAt: clock.now(),
    ...(output.pipeline === undefined ? {} : { pipeline: output.pipeline }),
  });
  let code: number = exitCode.done;
  const isListed = new Set<string>();
  const originCells = originCellsOf(backend.origins);
  const columns = { name: 40, origin: originCells, condition: 24, count: 8 };
  const failOn = (state: Alarm['state']): void => {
    if (state !== options['fail-on']) return;
    code = exitCode.conditionMet;
    stop.abort();
  };
  const transitionText = (transition: AlarmTransition): string => {
    failOn(transition.to);
    if (options.state !== undefined && transition.to !== options.state) return '';
    return json
      ? observationLine(transition)
      : rowLine(transitionRow(transition, { utc, ascii, originCells, whole }));
  };
  const textOf = (observation: Observation): string => {
    switch (observation.type) {
      case 'alarm': {
        failOn(observation.state);
        // After the first listing the transitions tell what happened.
        if (isListed.has(originName(observation)) || !isShown(observation, options)) return '';
        return json
          ? observationLine(observation)
          : rowLine(
              alarmRow(observation, { now: clock.now(), ascii, utc, columns, whole, valueNow: unpolled }),
            );
      }
      case 'alarmsListed':
        if (!isListed.has(originName(observation)))
          say(`ready: watching ${observation.arns.length} alarms in ${originName(observation)}`);
        isListed.add(originName(observation));
        return '';
      case 'alarmHistory':
        return transitionText(observation);
      case 'problem': {
        const { failure } = observation;
        if (failure === undefined) return '';
        const isFatal = failure.kind === 'access' && isListed.size === 0;
        if (isFatal) {
          code = codeOf(failure);
          stop.abort();
        }
        return sayTroubles([isFatal ? givenUp(failure) : failure], options, say);
      }
      default:
        return '';
    }
  };
  out.gone.addEventListener('abort', () => stop.abort(), { once: true });
  const sources = backend.watch({
    origins: backend.origins,
    demand: () => ({ ...noDemand, shown: true }),
    cached: () => undefined,
    liveMs: 0,
    // Alarms are free.
    budget: undefined,
    alarms: { historyMs: settings.historyMs ?? 0, namePrefix: options['name-prefix'] },
  });
  for await (const batch of acknowledged(mergeSources(sources, stop.signal))) {
    await out.write(batch.map(textOf).join(''));
    if (!options.notify) continue;
    store.apply(batch, clock.now());
    for (const notice of noticesOf(batch, () => store.snapshot(clock.now()))) ring(notice);
  }
  await out.flush();
  return code;
};

/** Resolves with the exit code. */
export const alarmLines = async (
  options: AlarmOptions,
  settings: AlarmSettings,
  { backend, pipeline }: Pick<Output, 'backend' | 'pipeline'>,
  runtime: Runtime,
  interrupt: Interrupt,
): Promise<number> => {
  const stop = stopWith(interrupt.signal);
  const output: Output = {
    options,
    settings,
    backend,
    pipeline,
    out: openOutput(runtime),
    losses: runtime.losses,
    width: runtime.stdout.isTTY ? runtime.stdout.columns : Number.POSITIVE_INFINITY,
    say: (line) => runtime.stderr.write(`${line}\n`),
    ring: ({ title, body }) => {
      // stdout is for the lines alone.
      if (options.notify && runtime.stderr.isTTY) runtime.stderr.write(noticeSequence(title, body));
    },
  };
  const code = options.watch ? await watch(output, stop) : await listOnce(output, stop.signal);
  if (!interrupt.signal.aborted) return code;
  return options.watch ? interrupt.code : cutShort(interrupt, runtime);
};
