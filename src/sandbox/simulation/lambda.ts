/** What every Lambda function has: execution environments, metrics, and its START, END and REPORT lines. */
import { at, type Column } from '../stores/column.ts';
import { addSample, type Series } from '../stores/metric-store.ts';
import { type Version, versionAt } from './deployments.ts';
import { hex, uuid } from './random.ts';
import type { World } from './world.ts';

export type LambdaFunction = {
  readonly name: string;
  /** Takes an execution environment for an invocation of `durationMs`; cold starts add their time before it. */
  readonly begin: (time: number, durationMs: number) => Started;
  /** Counts an ended invocation, at the time of its start, as CloudWatch does. */
  readonly count: (start: number, durationMs: number, failed: boolean) => void;
  readonly throttled: (time: number) => void;
  /** An active function reports its throttles each minute, zero or not. */
  readonly minute: (time: number) => void;
  readonly iteratorAge: (time: number, ageMs: number) => void;
  readonly requestId: (row: number) => string;
  /** Log stream of an environment, and the version of the function that runs in it. */
  readonly stream: (environment: number) => string;
  readonly version: (environment: number) => string;
  readonly streams: () => readonly Environment[];
};

/** An execution environment, as its log stream. */
type Environment = {
  readonly name: string;
  readonly version: string;
  readonly createdAt: number;
  lastEventAt: number;
};

export type Started = { environment: number; initMs: number };

/** An environment is retired after this time, or when idle for long. */
const environmentLifeMs = 110 * 60_000;
const idleLifeMs = 12 * 60_000;

/** What is called without an alias has no version. */
const unpublished: readonly Version[] = [{ from: Number.NEGATIVE_INFINITY, name: '$LATEST' }];

export const createLambda = (
  world: World,
  name: string,
  number: number,
  versions = unpublished,
): LambdaFunction => {
  const define = (metric: string, unit: string, distribution = false): Series =>
    world.metrics.define(
      { namespace: 'AWS/Lambda', name: metric, dimensions: { FunctionName: name } },
      unit,
      { distribution, also: [{ FunctionName: name, Resource: name }] },
    );
  const invocations = define('Invocations', 'Count');
  const errors = define('Errors', 'Count');
  const throttles = define('Throttles', 'Count');
  const duration = define('Duration', 'Milliseconds', true);
  const concurrency = define('ConcurrentExecutions', 'Count');
  const iteratorAge = define('IteratorAge', 'Milliseconds', true);

  const busyUntil: number[] = [];
  const slotEnvironment: number[] = [];
  const environments: Environment[] = [];
  const started: Started = { environment: 0, initMs: 0 };

  const environmentOf = (time: number, version: string): number => {
    const day = new Date(time).toISOString().slice(0, 10).replaceAll('-', '/');
    const id = hex(32, world.draw(number, environments.length), time);
    const stream = `${day}/[${version}]${id}`;
    return environments.push({ name: stream, version, createdAt: time, lastEventAt: time }) - 1;
  };

  return {
    name,
    begin: (time, durationMs) => {
      let slot = 0;
      while (slot < busyUntil.length && (busyUntil[slot] ?? 0) > time) slot++;
      const warm = environments[slotEnvironment[slot] ?? -1];
      const idle = time - (busyUntil[slot] ?? 0) > idleLifeMs;
      const version = versions[versionAt(versions, time)]?.name ?? '';
      const isOld =
        warm === undefined || warm.version !== version || time - warm.createdAt > environmentLifeMs;
      started.initMs = 0;
      if (isOld || idle) {
        slotEnvironment[slot] = environmentOf(time, version);
        started.initMs = 220 + (world.draw(number, environments.length, 0x171) % 38_000) / 100;
      }
      started.environment = slotEnvironment[slot] ?? 0;
      busyUntil[slot] = Math.floor(time + durationMs + started.initMs);
      if (warm !== undefined && started.initMs === 0) warm.lastEventAt = time;
      let busy = 0;
      for (let other = 0; other < busyUntil.length; other++) if ((busyUntil[other] ?? 0) > time) busy++;
      addSample(concurrency, time, busy);
      return started;
    },
    count: (start, durationMs, failed) => {
      addSample(invocations, start, 1);
      addSample(errors, start, failed ? 1 : 0);
      addSample(duration, start, durationMs);
    },
    minute: (time) => addSample(throttles, time, 0),
    throttled: (time) => addSample(throttles, time, 1),
    iteratorAge: (time, ageMs) => addSample(iteratorAge, time, ageMs),
    requestId: (row) => uuid(world.draw(number, row), row, number),
    stream: (environment) => environments[environment]?.name ?? '',
    version: (environment) => environments[environment]?.version ?? '',
    streams: () => environments,
  };
};

/** When the handler of an invocation began, after its environment's start: the time of its START line and its metrics. */
export const invokedAt = (of: { readonly time: Column; readonly init: Column }, row: number): number =>
  Math.round(at(of.time, row) + at(of.init, row) / 100);

/** The runtime's own lines, as it writes them with the text log format. */
export const startLine = (requestId: string, version: string): string =>
  `START RequestId: ${requestId} Version: ${version}\n`;
export const endLine = (requestId: string): string => `END RequestId: ${requestId}\n`;

export type Report = {
  readonly requestId: string;
  readonly durationMs: number;
  readonly initMs: number;
  readonly memoryMb: number;
  readonly usedMb: number;
  readonly status?: 'timeout' | 'error';
};

export const billedMs = ({ durationMs, initMs }: Report): number => Math.ceil(durationMs + initMs);

export const reportLine = (report: Report): string => {
  const { requestId, durationMs, initMs, memoryMb, usedMb, status } = report;
  const init = initMs > 0 ? `Init Duration: ${initMs.toFixed(2)} ms\t` : '';
  const ending = status === 'timeout' ? 'Status: timeout' : '';
  return (
    `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billedMs(report)} ms\t` +
    `Memory Size: ${memoryMb} MB\tMax Memory Used: ${usedMb} MB\t${init}${ending}\n`
  );
};
