/** Reads a scenario (scenarios/README.md) into observations in the order in which they come, and plays them through the store. */
import { parse } from 'yaml';
import * as z from 'zod';
import type { Alarm, AlarmStateValue } from '../../src/observation/alarms.ts';
import type { Observation } from '../../src/observation/observation.ts';
import type { AttributeValue } from '../../src/observation/streams.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Pipeline, Stage } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';

const minute = z.number();
const effect = z.strictObject({
  stage: z.string(),
  rule: z.string().optional(),
  since: minute.optional(),
  explainedBy: z.string().optional(),
});
const story = z.strictObject({
  stage: z.string().optional(),
  rule: z.string().optional(),
  health: z.enum(['ok', 'warn', 'bad', 'unknown']).optional(),
  since: minute.optional(),
  older: z.boolean().optional(),
  explains: z.boolean().optional(),
  corrected: z.boolean().optional(),
  effects: z.union([z.literal('any'), z.array(effect)]).optional(),
  changes: z.array(z.strictObject({ stage: z.string(), what: z.string() })).optional(),
  messages: z
    .array(
      z.strictObject({
        like: z.string(),
        count: z.number().optional(),
        isNew: z.boolean().nullable().optional(),
      }),
    )
    .optional(),
  orders: z
    .strictObject({ late: z.number().optional(), failed: z.number().optional() })
    .nullable()
    .optional(),
  trend: z.enum(['worse', 'steady', 'better', 'over']).optional(),
  regions: z.array(z.string()).optional(),
  text: z.array(z.string()).optional(),
  notText: z.array(z.string()).optional(),
});
const expectation = z.strictObject({
  at: minute,
  stories: z.array(story).optional(),
  unknown: z.string().optional(),
});
export type ExpectedStory = z.infer<typeof story>;
export type Expectation = z.infer<typeof expectation>;

const scenarioFile = z.strictObject({
  says: z.string(),
  start: z.union([z.string(), z.date()]).transform((value) => new Date(value).getTime()),
  pipelines: z.string(),
  series: z.record(z.string(), z.record(z.string(), z.union([z.string(), z.number()]).transform(String))),
  unread: z.array(z.strictObject({ stages: z.array(z.string()), from: minute, to: minute })).default([]),
  problems: z
    .array(z.strictObject({ operation: z.string(), code: z.string(), region: z.string(), from: minute }))
    .default([]),
  late: z
    .array(z.strictObject({ stage: z.string(), key: z.string(), minutes: z.array(minute), known: minute }))
    .default([]),
  alarms: z
    .array(
      z.strictObject({
        name: z.string(),
        metric: z.string().optional(),
        rule: z.string().optional(),
        dimensions: z.record(z.string(), z.string()).default({}),
        threshold: z.number().optional(),
        region: z.string().optional(),
        states: z.array(z.tuple([minute, z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'])])),
      }),
    )
    .default([]),
  deployments: z
    .array(z.strictObject({ stage: z.string(), version: z.string(), previous: z.string(), at: minute }))
    .default([]),
  logs: z
    .array(
      z.strictObject({ stage: z.string(), from: minute, to: minute, every: z.number(), text: z.string() }),
    )
    .default([]),
  orders: z.array(z.looseObject({ at: minute, id: z.string(), status: z.string() })).default([]),
  expect: z.array(expectation),
});

export type Scenario = z.infer<typeof scenarioFile> & { readonly pipeline: Pipeline };

const minuteMs = 60_000;

/** `0 x22, 130 x18`, `20..600 x18`, `-`: a value a minute, undefined where there is no datapoint. */
export const valuesOf = (text: string): readonly (number | undefined)[] => {
  const tokens = text.split(/[\s,]+/).filter((token) => token !== '');
  const values: (number | undefined)[] = [];
  for (let nth = 0; nth < tokens.length; nth += 1) {
    const token = tokens[nth] ?? '';
    const [, times] = /^x(\d+)$/.exec(tokens[nth + 1] ?? '') ?? [];
    const many = Number(times ?? 1);
    if (times !== undefined) nth += 1;
    const [, from, to] = /^(-?[\d.]+?)\.\.(-?[\d.]+)$/.exec(token) ?? [];
    for (let index = 0; index < many; index += 1) {
      if (token === '-') values.push(undefined);
      else if (from === undefined || to === undefined) values.push(Number(token));
      else values.push(Number(from) + ((Number(to) - Number(from)) * index) / Math.max(1, many - 1));
    }
  }
  return values;
};

export const readScenario = (text: string, file: string): Scenario => {
  const read = scenarioFile.parse(parse(text));
  const pipelines = parsePipelineFile(read.pipelines, { file, regions: ['eu-west-1'] });
  if (!pipelines.ok) throw new Error(`${file}: ${pipelines.errors.join('\n')}`);
  return { ...read, pipeline: pipelines.value[0] };
};

type Timed = { readonly at: number; readonly observation: Observation };

const stagesOf = ({ pipeline }: Scenario): readonly Stage[] => [
  ...pipeline.stages,
  ...(pipeline.dependencies ?? []),
];

/** Points of a stage, bucket by bucket, each when it has ended. */
const pointsOf = (scenario: Scenario): readonly Timed[] =>
  stagesOf(scenario).flatMap((stage) => {
    const given = scenario.series[stage.name] ?? scenario.series[stage.name.replace(/^[^/]*\//, '')];
    if (given === undefined) return [];
    const unknownKeys = Object.keys(given).filter((key) => !stage.series.some((spec) => spec.key === key));
    if (unknownKeys.length > 0) throw new Error(`${stage.name} has no series ${unknownKeys.join(', ')}`);
    return stage.series.flatMap((spec): Timed[] => {
      const text = given[spec.key];
      if (text === undefined) return [];
      const everyMinutes = Math.max(1, spec.periodSeconds / 60);
      return valuesOf(text).flatMap((value, nth): Timed[] => {
        if (nth % everyMinutes !== 0) return [];
        const isUnread =
          scenario.unread.some(
            ({ stages, from, to }) => stages.includes(stage.name) && nth >= from && nth < to,
          ) ||
          scenario.problems.some(
            ({ operation, region, from }) =>
              operation === 'GetMetricData' && region === stage.region && nth + everyMinutes > from,
          );
        if (isUnread) return [];
        const late = scenario.late.find(
          ({ stage: name, key, minutes }) => name === stage.name && key === spec.key && minutes.includes(nth),
        );
        const from = scenario.start + nth * minuteMs;
        const to = from + everyMinutes * minuteMs;
        const points = value === undefined ? [] : [{ at: from, value, settled: true }];
        return [
          {
            at: late === undefined ? to : scenario.start + late.known * minuteMs,
            observation: {
              type: 'points',
              series: spec,
              from,
              to,
              settledTo: to,
              points,
              status: 'complete',
              messages: [],
            },
          },
        ];
      });
    });
  });

const alarmsOf = ({ alarms, start, pipeline }: Scenario): readonly Timed[] =>
  alarms.flatMap(({ name, metric = '', rule, dimensions, threshold, states, region: asked }) => {
    const region = asked ?? pipeline.stages[0]?.region ?? '';
    const cut = metric.lastIndexOf('/');
    return states.flatMap(([nth, state], index): Timed[] => {
      const at = start + nth * minuteMs;
      const alarm: Alarm = {
        type: 'alarm',
        region,
        name,
        arn: `arn:aws:cloudwatch:${region}:123456789012:alarm:${name}`,
        kind: rule === undefined ? 'metric' : 'composite',
        state,
        since: at,
        reason: 'Threshold Crossed',
        metric: rule ?? metric,
        ...(rule === undefined ? { namespace: metric.slice(0, cut), metricName: metric.slice(cut + 1) } : {}),
        dimensions,
        ...(threshold === undefined ? {} : { threshold, comparison: 'GreaterThanThreshold' }),
        recentValues: [],
        evaluated: [],
        actionsEnabled: true,
        actions: [],
        judged: { flapping: false },
      };
      const from: AlarmStateValue = states[index - 1]?.[1] ?? 'INSUFFICIENT_DATA';
      const turn: Observation = { type: 'alarmHistory', region, name, at, from, to: state, reason: 'r' };
      return [alarm, ...(index === 0 ? [] : [turn])].map((observation) => ({ at, observation }));
    });
  });

const regionOf = ({ pipeline }: Scenario, stage: string): string =>
  pipeline.stages.find(({ name }) => name === stage)?.region ?? 'eu-west-1';

const deploymentsOf = (scenario: Scenario): readonly Timed[] =>
  scenario.deployments.flatMap(({ stage, version, previous, at }, index) =>
    [
      ...(scenario.deployments.findIndex((one) => one.stage === stage) === index
        ? [{ version: previous, at: scenario.start - 86_400_000 }]
        : []),
      { version, at: scenario.start + at * minuteMs },
    ].map(
      (one): Timed => ({
        at: Math.max(scenario.start, one.at),
        observation: { type: 'version', by: 'stream', stage, region: regionOf(scenario, stage), ...one },
      }),
    ),
  );

const logsOf = (scenario: Scenario): readonly Timed[] =>
  scenario.logs.flatMap(({ stage, from, to, every, text }) => {
    const group = scenario.pipeline.stages.find(({ name }) => name === stage)?.logGroups[0];
    if (group === undefined) throw new Error(`${stage} has no log group`);
    const many = Math.floor(((to - from) * 60) / every);
    return Array.from({ length: many }, (_, nth): Timed => {
      const at = scenario.start + from * minuteMs + nth * every * 1000;
      return {
        at,
        observation: {
          type: 'log',
          region: regionOf(scenario, stage),
          group,
          stream: 's',
          at,
          ingestedAt: at,
          message: text.replaceAll('{n}', String(nth)),
          eventId: `${stage}-${from}-${nth}`,
          late: false,
        },
      };
    });
  });

const attribute = (value: unknown): AttributeValue =>
  typeof value === 'number' ? { N: String(value) } : { S: String(value) };

const ordersOf = (scenario: Scenario): readonly Timed[] => {
  const choice = scenario.pipeline.orders;
  if (choice === undefined) return [];
  return scenario.orders.map(({ at: nth, id, status, ...fields }, index): Timed => {
    const at = scenario.start + nth * minuteMs;
    const item = Object.fromEntries(
      Object.entries({ ...fields, [choice.id]: id, [choice.status]: status }).map(([key, value]) => [
        key,
        attribute(value),
      ]),
    );
    return {
      at,
      observation: {
        type: 'change',
        region: scenario.pipeline.stages[0]?.region ?? 'eu-west-1',
        table: choice.table,
        streamArn: 'arn',
        shardId: 'shard',
        sequenceNumber: String(index + 1).padStart(21, '1'),
        eventId: String(index),
        eventName: 'MODIFY',
        at,
        keys: { [choice.id]: { S: id } },
        new: item,
        changed: [],
        viewType: 'NEW_IMAGE',
        ttl: false,
        sizeBytes: 100,
      },
    };
  });
};

const problemsOf = ({ problems, start }: Scenario): readonly Timed[] =>
  problems.map(({ operation, code, region, from }): Timed => {
    const at = start + from * minuteMs;
    return {
      at,
      observation: {
        type: 'problem',
        source:
          operation === 'GetMetricData'
            ? 'metrics'
            : operation.startsWith('DescribeAlarm')
              ? 'alarms'
              : 'logs',
        scope: region,
        origin: { region },
        at,
        failure: {
          kind: /Denied|Expired/.test(code) ? 'access' : 'network',
          code,
          message: code,
          operation,
          region,
          hint: '',
        },
      },
    };
  });

/** All that comes, in the order in which it does. */
export const arrivals = (scenario: Scenario): readonly Timed[] =>
  [
    ...problemsOf(scenario),
    ...deploymentsOf(scenario),
    ...pointsOf(scenario),
    ...alarmsOf(scenario),
    ...logsOf(scenario),
    ...ordersOf(scenario),
  ].sort((a, b) => a.at - b.at);

/** What the store tells at each of these minutes, looked at once a minute from the beginning, as a screen does. */
export const play = (scenario: Scenario, minutes: readonly number[]): ReadonlyMap<number, Snapshot> => {
  const { start, pipeline } = scenario;
  const store = createStore({ startedAt: start, pipeline });
  const coming = [...arrivals(scenario)];
  const told = new Map<number, Snapshot>();
  let next = 0;
  for (let nth = 0; nth <= Math.max(...minutes); nth += 1) {
    const now = start + nth * minuteMs;
    const batch: Observation[] = [];
    for (let one = coming[next]; one !== undefined && one.at <= now; one = coming[next]) {
      batch.push(one.observation);
      next += 1;
    }
    store.apply(batch, now);
    const snapshot = store.snapshot(now);
    if (minutes.includes(nth)) told.set(nth, snapshot);
  }
  return told;
};

/** What is known at a minute, told once, whatever the order in which it came. */
export const tellAt = (scenario: Scenario, nth: number, order: readonly number[]): Snapshot => {
  const now = scenario.start + nth * minuteMs;
  const known = arrivals(scenario).filter(({ at }) => at <= now);
  const store = createStore({ startedAt: scenario.start, pipeline: scenario.pipeline });
  // The state of an alarm or of a call is what was said last, and a stream keeps the order of an item's changes: these keep theirs, among
  // what has none.
  const isState = ({ observation: { type } }: Timed): boolean =>
    type === 'alarm' || type === 'problem' || type === 'change';
  const shuffled = known
    .filter((one) => !isState(one))
    .map((one, index) => ({ one, rank: order[index % order.length] ?? 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
  store.apply(
    [...shuffled, ...known.filter(isState)].map(({ observation }) => observation),
    now,
  );
  return store.snapshot(now);
};
