/** What happened to one order, in order: its calls, lines and changes, put together from what the stages wrote. */
import type { LogEvent } from '../observation/logs.ts';
import type { ItemChange } from '../observation/streams.ts';
import { isSameOrigin } from '../origin.ts';
import { whatChanged } from '../output/change-row.ts';
import { withoutService } from '../output/log-row.ts';
import { isStatus } from '../output/shown-changes.ts';
import { groupKey, groupName, stageOfGroup } from '../pipeline/log-groups.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import { isError, type ReadLine } from '../reading/log-reading.ts';
import { readLog } from '../reading/read-log.ts';
import { placeChanges } from './change-places.ts';
import type { OrderEvent } from './order-event.ts';
import { isChangeOf, namesOrder, orderIdInLog } from './order-id.ts';

export type TraceInput = {
  readonly orderId: string;
  readonly pipeline: Pipeline;
  /** Lines that may be the order's: those of its invocations too, though they do not name it. */
  readonly lines: readonly LogEvent[];
  readonly changes: readonly ItemChange[];
};

/** The stage that wrote it, in its Region; the group's own name where none did. */
const stageOf = (line: LogEvent, pipeline: Pipeline): string =>
  stageOfGroup(line, pipeline)?.name ?? groupName(line, pipeline);

type OwnLine = LogEvent & { readonly read: ReadLine; readonly isNamed: boolean };

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
  const [, whole] = Object.entries(now ?? {}).find(([name]) => isStatus(name)) ?? [];
  const value = changed.length === 0 ? whole : changed.find(({ path }) => isStatus(path))?.new;
  return value !== undefined && 'S' in value ? value.S : undefined;
};

const changeText = (change: ItemChange): string => {
  const what = whatChanged(change, { utc: true, ascii: false }).map(({ text }) => text);
  return `${change.eventName} ${what.join('')}`;
};

/** Of one item, in the order in which they were written: their seconds tell no order. */
const inOrder = (a: ItemChange, b: ItemChange): number =>
  a.at - b.at || (BigInt(a.sequenceNumber) < BigInt(b.sequenceNumber) ? -1 : 1);

const changeEvents = (input: TraceInput, events: readonly OrderEvent[]): readonly OrderEvent[] => {
  const { changes, orderId, pipeline } = input;
  const own = changes
    .filter((change) => isChangeOf(change, orderId, pipeline.orderId))
    .toSorted(inOrder)
    .map((change) => {
      const of = pipeline.stages.find((one) => one.table === change.table && isSameOrigin(one, change));
      return { change, stage: of?.name ?? change.table };
    });
  return placeChanges(own, events, pipeline.stages).map(({ change, stage, from, to, writer }): OrderEvent => {
    const status = statusOf(change);
    return {
      at: change.at,
      place: from,
      latest: to,
      stage,
      kind: 'change',
      text: changeText(change),
      ...(status === undefined ? {} : { status }),
      written: {
        change,
        ...(writer === undefined ? {} : { by: writer.stage }),
        after: writer?.endedAt === undefined ? from : to,
      },
    };
  });
};

/** What a stage's events tell of its tries. */
type Tries = { readonly count: number; readonly failed: boolean; readonly lastAt: number };

/** Lines of one invocation follow each other faster: what comes so long after an error is another try. */
export const retryAfterMs = 1000;

/**
 * Numbers the tries of a stage: a call that follows one that failed is the next try. Where lines carry no request id, that
 * is the first line long enough after one that failed, of a function or of what reads a queue.
 */
const withAttempts = (events: readonly OrderEvent[], { stages }: Pipeline): OrderEvent[] => {
  const tries = new Map<string, Tries>();
  const isTriedAgain = (name: string): boolean =>
    stages.some(({ name: own, kind }) => own === name && kind === 'lambda') ||
    stages.some(({ kind, next }) => kind === 'sqs' && next.includes(name));
  const shown = new Set(mainEvents(events));
  return events.map((event) => {
    const { kind, stage, at, endedAt = at } = event;
    const isLine = kind === 'log' && isTriedAgain(stage);
    if (!shown.has(event) || (kind !== 'call' && !isLine)) return event;
    const before = tries.get(stage);
    const isNext = before?.failed === true && (!isLine || at - before.lastAt >= retryAfterMs);
    const isBegun = kind === 'call' || isNext || before === undefined;
    const count = isNext ? before.count + 1 : isBegun ? 1 : before.count;
    const failed = isError(event.level) || (!isBegun && before.failed);
    tries.set(stage, { count, failed, lastAt: Math.max(before?.lastAt ?? at, endedAt) });
    return isNext ? { ...event, attempt: count } : event;
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
export const linesOf = (input: TraceInput): readonly LogEvent[] => {
  const own = readLines(input);
  const ofCalls = byStageAndRequest(own, input.pipeline).flatMap(({ lines }) => [
    ...ownLines(lines, input),
    ...lines.filter(({ read }) => read.runtime !== undefined),
  ]);
  const wanted = new Set([...own.filter(({ isNamed }) => isNamed), ...ofCalls]);
  return own.filter((line) => wanted.has(line)).map(({ read: _, isNamed: __, ...line }) => line);
};

/** At one moment: a call, what it says, what it wrote. */
const rank = { alarm: 0, call: 1, log: 2, change: 3 } as const;

/** All that happened to the order, oldest first: each call, each line that names it, each change of its items. */
export const traceOrder = (input: TraceInput): readonly OrderEvent[] => {
  const { pipeline } = input;
  const own = readLines(input);
  const calls = byStageAndRequest(own, pipeline).map((call) => callOf(call, input));
  const told = own.filter((line) => line.isNamed).map((line) => lineEvent(stageOf(line, pipeline), line));
  const known = [...calls, ...told];
  const inTime = (a: OrderEvent, b: OrderEvent): number => a.place - b.place || rank[a.kind] - rank[b.kind];
  const changed = changeEvents(input, mainEvents(known).toSorted(inTime));
  return withAttempts([...known, ...changed].sort(inTime), pipeline);
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
export const invocationsIn = (lines: readonly LogEvent[]) => {
  const found = new Map<string, LogEvent & { readonly requestId: string }>();
  for (const line of lines) {
    const { requestId, request } = readLog(line);
    if (requestId !== undefined && request === undefined)
      found.set(`${groupKey(line)} ${requestId}`, { ...line, requestId });
  }
  return [...found.values()];
};
