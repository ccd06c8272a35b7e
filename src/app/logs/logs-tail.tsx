/** `orders-watch logs tail`: log lines as they come, on the screen or as lines. */

import { ListScreen } from '../../../components/list-screen/list-screen.tsx';
import { logList } from '../../../components/logs/definition.ts';
import { allLines } from '../../../components/logs/logs-as.ts';
import { dollarsPerLiveTailMinute } from '../../aws/price.ts';
import type { Backend, LogsRequest } from '../../backend/backend.ts';
import { noDemand } from '../../demand.ts';
import { formatDollars } from '../../format.ts';
import type { ApiCall, Failure } from '../../observation/health-of-sources.ts';
import type { Observation } from '../../observation/observation.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { byOrigin, originName, originsOf } from '../../origin.ts';
import { endsBeforeBegun } from '../../pacing/trouble.ts';
import { type LogGroup, wholeGroupName } from '../../pipeline/log-groups.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { classFailureCode } from '../../sources/logs/describe-group.ts';
import { groupsPerSession } from '../../sources/logs/live-tail.ts';
import { mergeSources } from '../../sources/merge.ts';
import { acknowledged, type Source } from '../../sources/source.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore } from '../../store/store.ts';
import { originCellsOf } from '../../terminal/origin-spans.ts';
import { createBill } from '../shared/bill.ts';
import { onInterrupt, stopWith } from '../shared/interrupt.ts';
import { createKeysNotice } from '../shared/keys-notice.ts';
import { openOutput } from '../shared/output.ts';
import { refuse } from '../shared/refuse.ts';
import { runScreen } from '../shared/run-screen.ts';
import { openSession, type Session } from '../shared/session.ts';
import { type ChosenGroups, chooseGroups } from './logs-groups.ts';
import { oneGroupOnly, readLogsTailFlags, startOf } from './logs-tail-flags.ts';
import { logLines } from './logs-tail-lines.ts';

export type LogsTailOptions = CommonOptions &
  SandboxOptions & {
    readonly groups: readonly string[];
    readonly since: string | undefined;
    readonly last: number | undefined;
    readonly stream: readonly string[];
    readonly filter: string | undefined;
    readonly poll: boolean;
    readonly fields: string | undefined;
    readonly wrap: boolean;
  };

export const logsTail = async (options: LogsTailOptions, runtime: Runtime): Promise<number> => {
  const flags = readLogsTailFlags(options);
  if (!flags.ok) return refuse(flags.failure, options, runtime);
  const onScreen = runtime.stdout.isTTY && runtime.stdin.isTTY && !options.json;
  return onScreen ? tailOnScreen(options, runtime) : tailToLines(options, runtime);
};

const fieldsOf = ({ fields }: LogsTailOptions): readonly string[] =>
  fields?.split(',').filter((field) => field !== '') ?? [];

type Opened = {
  readonly backend: Backend;
  readonly chosen: ChosenGroups;
  /** From when on, and which streams. */
  readonly lines: Pick<LogsRequest, 'since' | 'first' | 'streams'>;
  readonly close: Session['close'];
};

/** What is followed, and from when. */
const openGroups = async (
  options: LogsTailOptions,
  backend: Backend,
  signal: AbortSignal,
): Promise<Result<Omit<Opened, 'close'>>> => {
  const flags = readLogsTailFlags(options);
  if (!flags.ok) return flags;
  const since = startOf(options, backend.clock.now());
  if (!since.ok) return since;
  const chosen = await chooseGroups(options.groups, backend, signal);
  if (!chosen.ok) return chosen;
  const { groups } = chosen.value;
  const { streams, last } = flags.value;
  if (streams !== undefined && groups.length > 1) return fail(oneGroupOnly(groups.length));
  const request = { groups, since: since.value, filter: options.filter, streams };
  if (last === undefined) return succeed({ backend, chosen: chosen.value, lines: request });
  if (backend.newestLogs === undefined) {
    return fail(usageFailure('NoNewestLogs', `--last: ${backend.absent}`, 'Use --since 10m'));
  }
  const newest = await backend.newestLogs({ ...request, last }, signal);
  return succeed({ backend, chosen: chosen.value, lines: { ...newest, streams } });
};

const open = async (
  options: LogsTailOptions,
  runtime: Runtime,
  onCall: Parameters<typeof openSession>[2],
  signal: AbortSignal = new AbortController().signal,
): Promise<Result<Opened>> => {
  const session = await openSession(options, runtime, onCall);
  if (!session.ok) return session;
  const { backend, close } = session.value;
  const opened = await openGroups(options, backend, signal);
  if (opened.ok) return succeed({ ...opened.value, close });
  await close();
  return opened;
};

/** What Live Tail of these groups costs an hour. */
const liveTailDollars = (groups: readonly LogGroup[]): number =>
  byOrigin(groups).reduce((sum, { things }) => sum + Math.ceil(things.length / groupsPerSession), 0) *
  dollarsPerLiveTailMinute *
  60;

/** Live Tail, unless it is not wanted or costs more than may be spent. */
const isLive = ({ groups }: ChosenGroups, { poll, budget }: LogsTailOptions): boolean =>
  !poll && liveTailDollars(groups) <= (budget ?? Number.POSITIVE_INFINITY);

/** `Live Tail $0.60/h`, `polled`, `polled: Live Tail costs $1.80/h`. */
const wayText = (chosen: ChosenGroups, options: LogsTailOptions): string => {
  const cost = `${formatDollars(liveTailDollars(chosen.groups))}/h`;
  if (isLive(chosen, options)) return `Live Tail ${cost}`;
  return options.poll ? 'polled' : `polled: Live Tail costs ${cost}`;
};

/** What is followed. */
const sourcesOf = ({ backend, chosen, lines }: Opened, options: LogsTailOptions): readonly Source[] =>
  backend.watch({
    origins: [],
    demand: () => ({ ...noDemand, logs: true, shown: true }),
    cached: () => undefined,
    liveMs: 0,
    // Polled lines are free; Live Tail is paid by the minute, and no slower pace makes it cheaper.
    budget: undefined,
    logs: {
      groups: chosen.groups,
      ...lines,
      filter: options.filter,
      liveTail: isLive(chosen, options),
    },
  });

const tailToLines = async (options: LogsTailOptions, runtime: Runtime): Promise<number> => {
  const { stderr } = runtime;
  const interrupt = onInterrupt(runtime);
  const bill = createBill(runtime.clock.now());
  const notice = createKeysNotice(runtime.clock, (line) => stderr.write(`${line}\n`));
  const onCall = (call: ApiCall): void => {
    bill.onCall(call);
    notice(call);
  };
  const opened = await open(options, runtime, onCall, interrupt.signal);
  if (interrupt.signal.aborted) return interrupt.code;
  if (!opened.ok) return refuse(opened.failure, options, runtime);
  const { backend, chosen, close } = opened.value;
  const stop = stopWith(interrupt.signal);
  const say = (line: string) => stderr.write(`${line}\n`);
  const out = openOutput(runtime);
  for (const line of chosen.matched) say(line);
  if (!options.poll && !isLive(chosen, options)) say(wayText(chosen, options));
  const code = await logLines({
    batches: acknowledged(mergeSources(sourcesOf(opened.value, options), stop.signal)),
    groups: chosen.groups.length,
    out,
    say,
    json: options.json,
    look: {
      utc: options.utc,
      ascii: options.ascii,
      withGroup: new Set(chosen.groups.map(({ group }) => group)).size > 1,
      originCells: originCellsOf(chosen.groups),
      whole: true,
      nameOf: (of) => wholeGroupName(of, chosen.pipeline),
      fields: fieldsOf(options),
    },
    stop,
  });
  // A stream of events is for other programs: what it cost is for people.
  const { dollars } = bill.cost(backend.clock.now());
  if (dollars > 0) say(`spent ${formatDollars(dollars)} on Live Tail; --poll is free`);
  await close();
  return interrupt.signal.aborted ? interrupt.code : code;
};

/** Ends the screen for a group that cannot be followed, as long as nothing has come. */
const watched = (
  sources: readonly Source[],
  groups: number,
  end: (failure: Failure) => void,
): readonly Source[] => {
  let hasAnswered = false;
  let useless = 0;
  const look = (observation: Observation): void => {
    if (observation.type === 'log' || observation.type === 'ready') hasAnswered = true;
    if (observation.type !== 'problem' || observation.failure === undefined) return;
    if (observation.failure.code === classFailureCode) useless += 1;
    const isLeft = observation.failure.code === classFailureCode && useless < groups;
    if (!hasAnswered && endsBeforeBegun(observation.failure) && !isLeft) end(observation.failure);
  };
  return sources.map(
    (source): Source =>
      async function* (signal) {
        for await (const batch of source(signal)) {
          batch.observations.forEach(look);
          yield batch;
        }
      },
  );
};

const tailOnScreen = (options: LogsTailOptions, runtime: Runtime): Promise<number> => {
  // What was on the screen when it was paused; lines are collected all the same.
  let frozen: Snapshot | undefined;
  let shownAs = allLines;
  let redraw = (): void => {};
  const draw =
    (groups: readonly LogGroup[], names: readonly string[], pipeline?: Pipeline) => (snapshot: Snapshot) => (
      <ListScreen
        definition={logList({
          snapshot: frozen ?? snapshot,
          groups,
          names,
          pipeline,
          fields: fieldsOf(options),
          shownAs,
          show: (as) => {
            shownAs = as;
            redraw();
          },
        })}
        utc={options.utc}
        wrapped={options.wrap}
        onState={({ paused }) => {
          frozen = paused ? (frozen ?? snapshot) : undefined;
        }}
      />
    );
  return runScreen({
    runtime,
    options,
    load: async () => ({
      placeholder: (snapshot, waitsFor) => draw([], ['logs', waitsFor])(snapshot),
      open: (onCall) => open(options, runtime, onCall),
      begin: (opened, screen) => {
        const { chosen, backend } = opened;
        const { clock, account } = backend;
        screen.use({ clock, store: createStore({ startedAt: clock.now() }) });
        const names = [
          ...chosen.matched,
          wayText(chosen, options),
          account,
          ...originsOf(chosen.groups).map(originName),
        ];
        redraw = () => screen.show(draw(chosen.groups, names, chosen.pipeline));
        redraw();
        screen.take(watched(sourcesOf(opened, options), chosen.groups.length, screen.fail));
        return undefined;
      },
    }),
  });
};
