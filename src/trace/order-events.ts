/** What happened to one order, in order: its calls, lines and changes, put together from what the stages wrote. */
import type { LogSeen } from '../observation/logs.ts';
import type { ItemChange } from '../observation/streams.ts';
import { isSameOrigin } from '../origin.ts';
import { whatChanged } from '../output/change-row.ts';
import { isError, type LogLevel, type ReadLine } from '../output/log-reading.ts';
import { readLog, withoutService } from '../output/log-row.ts';
import { groupKey, groupName, stageOfGroup } from '../pipeline/log-groups.ts';
import type { Pipeline, Stage } from '../pipeline/stage.ts';
import { isChangeOf, namesOrder, orderIdInLog } from './order-id.ts';

export type OrderEvent = {
  /** Epoch ms; of a change floored to a second, as AWS tells it. */
  readonly at: number;
  /** When a call ended. */
  readonly endedAt?: number;
  /** Where it stands among the others: `at`, but for a change, which is put after the call that can have made it. */
  readonly place: number;
  readonly stage: string;
  /** A call is an invocation or a request, with all lines that it wrote. */
  readonly kind: 'call' | 'log' | 'change' | 'alarm';
  readonly text: string;
  readonly level?: LogLevel;
  /** The invocation that wrote the line. */
  readonly requestId?: string;
  /** Of a call that was made again after one that failed: 2 for the second try. */
  readonly attempt?: number;
  /** What a change made of the item's `status`. */
  readonly status?: string;
};

export type TraceInput = {
  readonly orderId: string;
  readonly pipeline: Pipeline;
  /** Lines that may be the order's: those of its invocations too, though they do not name it. */
  readonly lines: readonly LogSeen[];
  readonly changes: readonly ItemChange[];
};

const secondMs = 1000;

/** The stage that wrote it, in its Region; the group's own name where none did. */
const stageOf = (line: LogSeen, pipeline: Pipeline): string =>
  stageOfGroup(line, pipeline)?.name ?? groupName(line, pipeline);

type OwnLine = LogSeen & { readonly read: ReadLine; readonly isNamed: boolean };

/** Runtime's own words for an end before its time name no order. */
const isCut = ({ runtime }: ReadLine): boolean => runtime?.kind === 'fault';

/**
 * Lines of an invocation that are the order's: those that name it, and what went wrong where no order is named and the
 * invocation named no other. In a batch such an error may be anybody's.
 */
const ownLines = (lines: readonly OwnLine[], { pipeline }: TraceInput): readonly OwnLine[] => {
  const namesOther = (line: OwnLine): boolean =>
    !line.isNamed && orderIdInLog(line.message, line.read, pipeline.orderId) !== undefined;
  const isAlone = !lines.some(namesOther);
  return lines.filter(
    ({ isNamed, read }) =>
      isNamed || isCut(read) || (isAlone && isError(read.level) && read.runtime === undefined),
  );
};

/** An invocation, from its START line to its REPORT where they are known. */
const callOf = ({ stage, requestId, lines }: Call, input: TraceInput): OrderEvent => {
  const named = ownLines(lines, input);
  const report = lines.find(({ read }) => read.runtime?.kind === 'report');
  const start = lines.find(({ read }) => read.runtime?.kind === 'start');
  const durationMs = report?.read.runtime?.durationMs ?? 0;
  const times = lines.filter(({ read }) => read.runtime?.kind !== 'init').map(({ at }) => at);
  const at = start?.at ?? (report === undefined ? Math.min(...times) : Math.round(report.at - durationMs));
  const bad = named.find(({ read }) => isError(read.level));
  const last = named.findLast(({ read }) => read.runtime === undefined || isCut(read)) ?? named.at(-1);
  const initMs = report?.read.runtime?.initMs;
  const level = bad?.read.level ?? report?.read.level ?? last?.read.level;
  const text = withoutService((bad ?? last ?? report)?.read.text ?? '', stage.replace(/@.*/, ''));
  return {
    at,
    endedAt: Math.max(at, report?.at ?? Math.max(...times)),
    place: at,
    stage,
    kind: 'call',
    text: initMs === undefined ? text : `${text}, cold start ${Math.round(initMs)} ms`,
    ...(level === undefined ? {} : { level }),
    requestId,
  };
};

const lineEvent = (stage: string, { at, read }: OwnLine): OrderEvent => {
  const level = read.level === undefined ? {} : { level: read.level };
  const more = { stage, text: withoutService(read.text, stage.replace(/@.*/, '')), ...level };
  const took = read.request?.tookMs ?? 0;
  return read.request === undefined
    ? {
        ...more,
        at,
        place: at,
        kind: 'log',
        ...(read.requestId === undefined ? {} : { requestId: read.requestId }),
      }
    : { ...more, at: at - took, endedAt: at, place: at - took, kind: 'call' };
};

const statusOf = ({ changed, new: now }: ItemChange): string | undefined => {
  const value =
    changed.find(({ path }) => path === 'status')?.new ??
    (changed.length === 0 ? now?.['status'] : undefined);
  return value !== undefined && 'S' in value ? value.S : undefined;
};

const changeText = (change: ItemChange): string => {
  const what = whatChanged(change, { utc: true, ascii: false }).map(({ text }) => text);
  return `${change.eventName} ${what.join('')}`;
};

/** Stages from which `name` is reached. */
const upstreamOf = (name: string, stages: readonly Stage[]): ReadonlySet<string> => {
  const found = new Set<string>();
  const look = (target: string): void => {
    for (const stage of stages) {
      if (!stage.next.includes(target) || found.has(stage.name)) continue;
      found.add(stage.name);
      look(stage.name);
    }
  };
  look(name);
  return found;
};

const changeEvent = (change: ItemChange, calls: readonly OrderEvent[], { stages }: Pipeline): OrderEvent => {
  const of = stages.find((one) => one.table === change.table && isSameOrigin(one, change));
  const stage = of?.name ?? change.table;
  // An insert comes from a stage before the table; later changes may come from any.
  const upstream = change.eventName === 'INSERT' ? upstreamOf(stage, stages) : undefined;
  const place = calls
    .filter((call) => call.at >= change.at && call.at < change.at + secondMs)
    .filter((call) => upstream?.has(call.stage) ?? true)
    .reduce((latest, call) => Math.max(latest, call.at), change.at);
  const status = statusOf(change);
  return {
    at: change.at,
    place,
    stage,
    kind: 'change',
    text: changeText(change),
    ...(status === undefined ? {} : { status }),
  };
};

/** Numbers the tries of a stage: a call that follows one that failed is the next try. */
const withAttempts = (events: readonly OrderEvent[]): OrderEvent[] => {
  const tries = new Map<string, { readonly count: number; readonly failed: boolean }>();
  return events.map((event) => {
    if (event.kind !== 'call') return event;
    const before = tries.get(event.stage);
    const count = before?.failed ? before.count + 1 : 1;
    tries.set(event.stage, { count, failed: isError(event.level) });
    return count > 1 ? { ...event, attempt: count } : event;
  });
};

type Call = { readonly stage: string; readonly requestId: string; readonly lines: OwnLine[] };

const isStart = ({ read }: OwnLine): boolean => read.runtime?.kind === 'start';

/**
 * The lines by invocation. Lambda runs an event that was sent asynchronously again under the same request id: a START
 * begins another call.
 */
const byStageAndRequest = (lines: readonly OwnLine[], pipeline: Pipeline): readonly Call[] => {
  const all: Call[] = [];
  const calls = new Map<string, Call>();
  for (const line of lines) {
    const { requestId } = line.read;
    if (requestId === undefined || line.read.request !== undefined) continue;
    const stage = stageOf(line, pipeline);
    const key = `${stage} ${requestId}`;
    const before = calls.get(key);
    const call =
      before === undefined || (isStart(line) && before.lines.some(isStart))
        ? { stage, requestId, lines: [] }
        : before;
    if (call !== before) {
      calls.set(key, call);
      all.push(call);
    }
    call.lines.push(line);
  }
  // Lines of an invocation that never named the order are another's; its second try may have said nothing of it.
  const named = new Set(
    all
      .filter((call) => call.lines.some(({ isNamed }) => isNamed))
      .map((call) => `${call.stage} ${call.requestId}`),
  );
  return all.filter(({ stage, requestId }) => named.has(`${stage} ${requestId}`));
};

const readLines = ({ orderId, lines }: Pick<TraceInput, 'orderId' | 'lines'>): readonly OwnLine[] => {
  const isNamed = namesOrder(orderId);
  return [...lines]
    .sort((a, b) => a.at - b.at)
    .map((line) => ({ ...line, read: readLog(line), isNamed: isNamed(line.message) }));
};

/** The order's own lines, oldest first: those that name it, and what the runtime wrote of the invocations that did. */
export const linesOf = (input: TraceInput): readonly LogSeen[] => {
  const own = readLines(input);
  const ofCalls = byStageAndRequest(own, input.pipeline).flatMap(({ lines }) => [
    ...ownLines(lines, input),
    ...lines.filter(({ read }) => read.runtime !== undefined),
  ]);
  const wanted = new Set([...own.filter(({ isNamed }) => isNamed), ...ofCalls]);
  return own.filter((line) => wanted.has(line)).map(({ read: _, isNamed: __, ...line }) => line);
};

/** All that happened to the order, oldest first: each call, each line that names it, each change of its items. */
export const traceOrder = (input: TraceInput): readonly OrderEvent[] => {
  const { pipeline, changes, orderId } = input;
  const own = readLines(input);
  const calls = byStageAndRequest(own, pipeline).map((call) => callOf(call, input));
  const told = own.filter((line) => line.isNamed).map((line) => lineEvent(stageOf(line, pipeline), line));
  const known = [...calls, ...told];
  const changed = changes
    .filter((change) => isChangeOf(change, orderId, pipeline.orderId))
    .map((change) =>
      changeEvent(
        change,
        known.filter(({ kind }) => kind === 'call'),
        pipeline,
      ),
    );
  const rank = { alarm: 0, call: 1, change: 2, log: 3 } as const;
  return withAttempts(
    [...known, ...changed].sort((a, b) => a.place - b.place || rank[a.kind] - rank[b.kind]),
  );
};

/** The events that a reader looks at: lines that a call tells already are left out. */
export const mainEvents = (events: readonly OrderEvent[]): readonly OrderEvent[] => {
  const calls = new Set(
    events.flatMap(({ kind, stage, requestId }) =>
      kind === 'call' && requestId ? [`${stage} ${requestId}`] : [],
    ),
  );
  return events.filter(
    ({ kind, stage, requestId }) =>
      kind !== 'log' || requestId === undefined || !calls.has(`${stage} ${requestId}`),
  );
};

/** The invocations among the lines, by what their other lines can be asked for. */
export const invocationsIn = (lines: readonly LogSeen[]) => {
  const found = new Map<string, LogSeen & { readonly requestId: string }>();
  for (const line of lines) {
    const { requestId, request } = readLog(line);
    if (requestId !== undefined && request === undefined)
      found.set(`${groupKey(line)} ${requestId}`, { ...line, requestId });
  }
  return [...found.values()];
};
