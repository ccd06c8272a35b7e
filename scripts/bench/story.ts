/**
 * What telling the story costs a tick (issue 14): 60 stages, 200 alarms, 20,000 lines, a day of points, a frame a second. Each minute
 * every series brings its newest buckets, as two answers of GetMetricData; each second brings lines, every ten an alarm turns.
 * `npm run bench -- story`, with `--json` for one object a line. No tick may cost more than 5 ms, median and p99.
 */
import type { Alarm } from '../../src/observation/alarms.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { Point, SeriesPoints } from '../../src/observation/metrics.ts';
import { judgeStage } from '../../src/pipeline/health.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Pipeline, Stage, StageSeries } from '../../src/pipeline/stage.ts';
import { createAlarmStore } from '../../src/store/alarm-store.ts';
import { liveIn } from '../../src/store/cached.ts';
import type { LogEntry } from '../../src/store/entries.ts';
import { createRing } from '../../src/store/ring.ts';
import { answeredPoints, createSeriesStore } from '../../src/store/series-store.ts';
import { createStoryState } from '../../src/store/story-state.ts';

const region = 'eu-west-1';
const minuteMs = 60_000;
const start = Date.UTC(2026, 0, 15, 12);
const heldMinutes = 24 * 60;
const refetchedMinutes = 5;
const alarmCount = 200;
const lineCount = 20_000;
const linesASecond = 20;

/** Six stages from the door to the worker, ten times. */
const chainOf = (nth: number): string => `
  - { name: api-${nth}, kind: api-gateway, dimensions: { ApiName: api-${nth} }, objectives: { errorRate: 1%, latency: 800ms }, next: [intake-${nth}] }
  - { name: intake-${nth}, kind: lambda, objectives: { errorRate: 1%, latency: 500ms }, next: [table-${nth}] }
  - { name: table-${nth}, kind: dynamodb, next: [dispatch-${nth}] }
  - { name: dispatch-${nth}, kind: lambda, objectives: { errorRate: 1%, lag: 10s }, next: [queue-${nth}] }
  - { name: queue-${nth}, kind: sqs, deadLetterQueue: dead-${nth}, objectives: { lag: 60s }, next: [worker-${nth}] }
  - { name: worker-${nth}, kind: lambda, objectives: { errorRate: 2%, latency: 2s } }`;

const pipelineOf = (): Pipeline => {
  const text = `name: bench\nstages:${Array.from({ length: 10 }, (_, nth) => chainOf(nth)).join('')}`;
  const read = parsePipelineFile(text, { file: 'bench.yaml', regions: [region] });
  if (!read.ok) throw new Error(read.errors.join('\n'));
  return read.value[0];
};

/** A third of the chains is in trouble: the worker since half an hour, its queue behind it. */
const isInTrouble = ({ stage }: StageSeries): boolean => /-[0369]$/.test(stage);

const valueAt = (spec: StageSeries, at: number): number => {
  const noise = Math.abs(Math.sin(at / 7e5 + spec.id.length));
  const minutes = (at - start) / minuteMs;
  const broken = isInTrouble(spec) && minutes > -30;
  switch (spec.key) {
    case 'invocations':
    case 'requests':
    case 'sent':
      return 600 + Math.round(60 * noise);
    case 'errors':
      return broken && spec.stage.startsWith('worker') ? 200 + Math.round(50 * noise) : 0;
    case 'age':
      return broken ? 60 + 20 * (minutes + 30) : 1;
    case 'visible':
      return broken ? 300 * (minutes + 30) : 3;
    case 'deadLetters':
      return broken ? Math.max(0, 10 * (minutes + 20)) : 0;
    default:
      return spec.missing === 'zero' ? 0 : 10 + noise;
  }
};

const answerOf = (spec: StageSeries, from: number, to: number): SeriesPoints => {
  const points: Point[] = [];
  for (let at = from; at < to; at += minuteMs) {
    const value = valueAt(spec, at);
    // A counter that counts nothing has no point, as at AWS.
    if (value !== 0) points.push({ at, value, settled: at < to - 2 * minuteMs });
  }
  const settledTo = to - 2 * minuteMs;
  return { type: 'points', series: spec, from, to, settledTo, points, status: 'complete', messages: [] };
};

const alarmAt = (nth: number, stages: readonly Stage[], at: number, isOn: boolean): Alarm => {
  const functions = stages.filter(({ kind }) => kind === 'lambda');
  const stage = functions[nth % functions.length];
  const name = `alarm-${nth}`;
  return {
    type: 'alarm',
    region,
    name,
    arn: `arn:aws:cloudwatch:${region}:123456789012:alarm:${name}`,
    kind: 'metric',
    state: isOn ? 'ALARM' : 'OK',
    since: at,
    reason: 'Threshold Crossed',
    namespace: 'AWS/Lambda',
    metricName: nth % 2 === 0 ? 'Errors' : 'Duration',
    dimensions: { ...stage?.dimensions },
    threshold: 10,
    comparison: 'GreaterThanThreshold',
    recentValues: [200],
    evaluated: [],
    actionsEnabled: true,
    actions: [],
    judged: { flapping: false },
  };
};

const lineAt = (nth: number, at: number): LogEvent => ({
  type: 'log',
  region,
  group: `/aws/lambda/worker-${nth % 10}`,
  stream: '2026/01/15/[42]0a1b2c',
  at,
  ingestedAt: at + 500,
  message:
    nth % 3 === 0
      ? `ERROR charge failed ORD-${nth} gateway timeout after ${3000 + (nth % 7)} ms`
      : `INFO charged ORD-${nth} in ${200 + (nth % 90)} ms`,
  eventId: `event-${nth}`,
  late: false,
});

/** Time on the processor of this thread alone: what else runs on the machine is no cost of ours. */
const threadMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export type StoryCost = {
  readonly bench: 'story';
  readonly stages: number;
  readonly series: number;
  readonly points: number;
  readonly alarms: number;
  readonly lines: number;
  readonly stories: number;
  readonly ticks: number;
  readonly firstMs: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};

/** Ten simulated minutes, a frame a second. */
export const storyCost = (seconds = 600): StoryCost => {
  const pipeline = pipelineOf();
  const specs = pipeline.stages.flatMap(({ series }) => series);
  const series = createSeriesStore({ maxPoints: 2_000, maxHistorySeries: 300, maxHistoryPoints: 5_000 });
  const alarms = createAlarmStore({ maxHistory: 5_000 });
  const logs = createRing<LogEntry>({ maxItems: lineCount });
  for (const spec of specs) series.apply(answerOf(spec, start - heldMinutes * minuteMs, start), start);
  for (let nth = 0; nth < alarmCount; nth += 1) {
    alarms.apply(alarmAt(nth, pipeline.stages, start - 20 * minuteMs, nth % 4 === 0));
  }
  for (let nth = 0; nth < lineCount; nth += 1) logs.push(lineAt(nth, start - (lineCount - nth) * 50));
  const storyOf = createStoryState(pipeline);
  const costs: number[] = [];
  let stories = 0;
  let health = pipeline.stages.map((stage) =>
    judgeStage(stage, (id) => answeredPoints(liveIn(series.snapshot(), id)), start),
  );
  for (let second = 0; second < seconds; second += 1) {
    const now = start + second * 1000;
    // Two answers of up to 500 series each, a second apart.
    const answered = specs.filter((_, nth) => second % 60 === (nth < specs.length / 2 ? 10 : 11));
    const newest = Math.floor(now / minuteMs) * minuteMs;
    for (const spec of answered)
      series.apply(answerOf(spec, newest - refetchedMinutes * minuteMs, newest), now);
    for (let nth = 0; nth < linesASecond; nth += 1) logs.push(lineAt(second * linesASecond + nth, now));
    if (second % 10 === 0)
      alarms.apply(alarmAt(second % alarmCount, pipeline.stages, now, second % 20 === 0));
    const known = series.snapshot();
    if (answered.length > 0) {
      health = pipeline.stages.map((stage) =>
        judgeStage(stage, (id) => answeredPoints(liveIn(known, id)), now),
      );
    }
    const parts = {
      series: known,
      health,
      alarms: alarms.snapshot(),
      logs: logs.snapshot(),
      deployments: [],
      orders: undefined,
      changes: { items: [], evicted: 0 },
      problems: new Map(),
    };
    const before = threadMs();
    const told = storyOf(parts, now);
    costs.push(threadMs() - before);
    stories = told.stories.length;
  }
  const [firstMs = Number.NaN, ...others] = costs;
  const sorted = others.toSorted((a, b) => a - b);
  const rounded = (ms: number): number => Math.round(ms * 100) / 100;
  return {
    bench: 'story',
    stages: pipeline.stages.length,
    series: specs.length,
    points: heldMinutes,
    alarms: alarmCount,
    lines: lineCount,
    stories,
    ticks: seconds,
    firstMs: rounded(firstMs),
    medianMs: rounded(quantile(sorted, 0.5)),
    p99Ms: rounded(quantile(sorted, 0.99)),
    maxMs: rounded(sorted.at(-1) ?? Number.NaN),
  };
};

export const run = async (): Promise<void> => {
  const cost = storyCost();
  if (process.argv.includes('--json')) console.log(JSON.stringify(cost));
  else console.table([cost]);
};
