/** An account made of minutes behind AWS's protocols, with a dashboard whose body the test gives. */
import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { Account, MetricId } from '../../src/sandbox/account.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { handmadeAccount, minuteMs, region } from '../sandbox/wire/handmade-account.ts';
import { type CliRun, runCli } from './run-cli.ts';

/** What was published in a minute. */
export type Minute = { readonly count: number; readonly sum: number; readonly max?: number };

export type MinuteMetric = MetricId & {
  /** Of the minute that begins at `at`; undefined where nothing was published. */
  readonly minuteAt: (at: number) => Minute | undefined;
  readonly unit?: string;
};

const isSame = (a: MetricId, b: MetricId): boolean =>
  a.namespace === b.namespace &&
  a.name === b.name &&
  JSON.stringify(Object.entries(a.dimensions).sort()) === JSON.stringify(Object.entries(b.dimensions).sort());

const statOf = (stat: string, minutes: readonly Minute[]): number => {
  const total = (of: (minute: Minute) => number) => minutes.reduce((sum, minute) => sum + of(minute), 0);
  const count = total((minute) => minute.count);
  const sum = total((minute) => minute.sum);
  if (stat === 'Sum') return sum;
  if (stat === 'SampleCount') return count;
  if (stat === 'Average') return sum / count;
  return Math.max(...minutes.map((minute) => minute.max ?? minute.sum / minute.count));
};

const minuteAccount = (metrics: readonly MinuteMetric[]): Account => {
  const now = () => Date.now();
  const stored = ({ namespace, name, dimensions, unit = 'Count' }: MinuteMetric) => ({
    namespace,
    name,
    dimensions,
    unit,
    resolutionSeconds: 60 as const,
    lastSampleAt: now(),
  });
  return {
    ...handmadeAccount({ now }),
    metrics: {
      list: () => metrics.map(stored),
      find: (id) => metrics.filter((metric) => isSame(metric, id)).map(stored)[0],
      read: (id, stat, periodSeconds, from, to, gridFrom = 0) => {
        const metric = metrics.find((one) => isSame(one, id));
        const stepMs = periodSeconds * 1000;
        const buckets = new Map<number, Minute[]>();
        for (let at = Math.ceil(from / minuteMs) * minuteMs; at < to && at < now(); at += minuteMs) {
          const minute = metric?.minuteAt(at);
          if (minute === undefined) continue;
          const start = gridFrom + Math.floor((at - gridFrom) / stepMs) * stepMs;
          const bucket = buckets.get(start);
          if (bucket === undefined) buckets.set(start, [minute]);
          else bucket.push(minute);
        }
        return [...buckets].map(([at, minutes]) => ({ at, value: statOf(stat, minutes) }));
      },
    },
  };
};

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
};

/** A GetMetricData call as it came over the wire, as far as the tests look at it. */
export type SeenCall = {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly MetricDataQueries: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly Period?: number;
    readonly MetricStat?: { readonly Period: number; readonly Stat: string };
  }[];
};

/** Runs the built tool against it, and gives what it asked for of metrics. */
export const runOver = async (
  metrics: readonly MinuteMetric[],
  body: object,
  args: readonly string[],
): Promise<CliRun & { readonly calls: readonly SeenCall[] }> => {
  const account = await startSandboxServer({ account: minuteAccount(metrics) });
  const calls: SeenCall[] = [];
  const server = createServer(async (request, response) => {
    const sent = await readAll(request);
    const operation = String(request.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1);
    if (operation === 'GetMetricData') calls.push(JSON.parse(sent.toString()));
    if (operation === 'GetDashboard') {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ DashboardName: 'd', DashboardBody: JSON.stringify(body) }));
      return;
    }
    const { method, headers } = request;
    const forwarded = forward(account.url, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    forwarded.end(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  try {
    const run = await runCli([...args, '--endpoint-url', `http://127.0.0.1:${port}`, '--utc', '--ascii'], {
      env: {
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
        AWS_REGION: region,
        AWS_EC2_METADATA_DISABLED: 'true',
      },
    });
    return { ...run, calls };
  } finally {
    server.closeAllConnections();
    server.close();
    await account.close();
  }
};
