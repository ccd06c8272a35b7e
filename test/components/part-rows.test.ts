/** A pipeline in several places on the screen. */
import { describe, expect, test } from 'vitest';
import { onlyPipeline } from '../../components/dashboard/context.ts';
import { dashboardKeys, keysNow } from '../../components/dashboard/key-bindings.ts';
import { visibleLists } from '../../components/dashboard/lists.ts';
import { reduce } from '../../components/dashboard/reduce.ts';
import { initialState } from '../../components/dashboard/state.ts';
import { causesIn, troublesIn, troubleText } from '../../components/frame/trouble.ts';
import { partRows } from '../../components/stages/part-rows.ts';
import { stageLine, stageTiles, stripOf } from '../../components/stages/stage-strip.ts';
import type { Failure, SourceProblem } from '../../src/observation/health-of-sources.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Pipeline, StageHealth } from '../../src/pipeline/stage.ts';
import { createStore } from '../../src/store/store.ts';
import type { Row } from '../../src/terminal/row.ts';
import { alarm, change, noon, utc, utcAscii } from '../output/observations.ts';
import { contextOf } from './context.ts';

const regions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'] as const;
const text = (row: Row | undefined): string =>
  (row ?? [])
    .map((span) => span.text)
    .join('')
    .trimEnd();

const parse = (stages: string, asked: readonly string[] = regions): Pipeline => {
  const parsed = parsePipelineFile(`name: orders\nstages:\n${stages}`, { file: 'p', regions: asked });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  return parsed.value[0];
};

const pipeline = parse(`
  - { name: payments, kind: sqs, next: [payment-worker] }
  - { name: payment-worker, kind: lambda, next: [Orders] }
  - { name: Orders, kind: dynamodb, table: Orders }
`);

const healthOf = (health: StageHealth['health'], why = '') => ({ health, why });
const judged = (
  of: Readonly<Record<string, { health: StageHealth['health']; why: string }>>,
): StageHealth[] =>
  pipeline.stages.map(({ name, kind, region }) => ({
    name,
    kind,
    region,
    rate: 10,
    headline: 'age 3 s',
    ...(of[name] ?? healthOf('ok')),
  }));

const denied: Failure = {
  kind: 'access',
  code: 'AccessDenied',
  message: 'access denied',
  hint: 'Ask for it',
};
const problem = (over: Partial<SourceProblem> = {}): SourceProblem => ({
  type: 'problem',
  source: 'metrics',
  scope: 'us-east-1',
  origin: { region: 'us-east-1' },
  at: noon,
  failure: denied,
  ...over,
});

const snapshotOf = (observations: readonly Observation[], stages: readonly StageHealth[]) => {
  const store = createStore({ startedAt: noon, pipeline });
  store.apply(observations, noon);
  return { ...store.snapshot(noon), stages };
};

const outage = judged({
  'payment-worker@us-east-1': healthOf('bad', 'error rate 5 % > 1 % for 3 of 3 minutes'),
  'payments@us-east-1': healthOf('warn', 'oldest message 3m'),
});

describe('the rows of Regions', () => {
  const rows = (observations: readonly Observation[], stages = outage, maxRows = 9, width = 110) =>
    partRows(
      {
        pipeline,
        snapshot: snapshotOf(observations, stages),
        focus: 'payment-worker@us-east-1',
        width,
        look: utcAscii,
      },
      maxRows,
    ).map(text);

  test('say how each is, what is wrong there, and of one that is well how much comes in', () => {
    const inUs = alarm({ region: 'us-east-1', arn: 'arn:us' });
    expect(rows([inUs, alarm({ arn: 'arn:fine', state: 'OK' })])).toEqual([
      ' o eu-west-1       ooo  payments 10/s age 3 s',
      '>X us-east-1       !Xo  1 ALARM  payment-worker: error rate 5 % > 1 % for 3 of 3 minutes',
      ' o ap-southeast-2  ooo  payments 10/s age 3 s',
    ]);
  });

  test('say of a figure that is not of now how old it is', () => {
    const upTo = noon - 8 * 60_000;
    const old = judged({}).map((stage) => ({
      ...stage,
      rateOf: { upTo: noon - 60_000, periodMs: 60_000, isOld: false },
      headlineOf: { upTo, periodMs: 60_000, isOld: true },
    }));
    expect(rows([], old)[0]).toBe(' o eu-west-1       ooo  payments 10/s age 3 s, 8 m ago');
    const broken = { label: 'errors', figure: '5 % > 1 %', at: upTo, isNow: false };
    const over = outage.map((stage) => (stage.health === 'bad' ? { ...stage, broken } : stage));
    expect(rows([], over)[1]).toMatch(/for 3 of 3 minutes, 8 m ago$/);
  });

  test('say what cannot be read before what was read', () => {
    const logs = problem({ source: 'logs', scope: '/aws/lambda/payment-worker' });
    const gone = problem({
      source: 'logs',
      scope: '/aws/lambda/payments',
      failure: { ...denied, kind: 'not-found', code: 'ResourceNotFound', message: 'no such log group' },
    });
    const why = 'payment-worker: error rate 5 % > 1 % for 3 of 3 minutes';
    expect(rows([problem(), logs])[1]).toBe(`>X us-east-1       !Xo  ! access denied  ${why}`);
    expect(rows([problem(), gone])[1]).toBe(`>X us-east-1       !Xo  ! access denied (+1)  ${why}`);
    expect(rows([gone])[1]).toBe(`>X us-east-1       !Xo  ! payments: no such log group  ${why}`);
    expect(rows([problem()])[0]).toBe(' o eu-west-1       ooo  payments 10/s age 3 s');
  });

  test('where they do not fit are those that are worst off, in their order', () => {
    const third = judged({ 'Orders@ap-southeast-2': healthOf('warn', 'throttled') });
    const all = third.map(
      (stage) => outage.find(({ name, health }) => name === stage.name && health !== 'ok') ?? stage,
    );
    expect(rows([], all, 3)).toHaveLength(3);
    expect(rows([], all, 2)).toEqual([
      '>X us-east-1       !Xo  payment-worker: error rate 5 % > 1 % for 3 of 3 minutes',
      ' +2 more',
    ]);
  });

  test('are as wide as the screen, and none for a pipeline in one place', () => {
    const one = parse('  - { name: payments, kind: sqs }\n', ['eu-west-1']);
    const input = { snapshot: snapshotOf([], outage), focus: undefined, width: 30, look: utc };
    expect(partRows({ ...input, pipeline: one }, 9)).toEqual([]);
    for (const row of partRows({ ...input, pipeline }, 9)) expect(text(row).length).toBeLessThanOrEqual(30);
  });
});

describe('the strip', () => {
  const strip = (of: Pipeline, focus: string) =>
    stageLine(
      { pipeline: stripOf(of, focus), stages: outage, focus, width: 90, look: utcAscii, now: noon },
      3,
    ).map(text);

  test('shows the Region in focus, with the names of the file', () => {
    expect(strip(pipeline, 'payments@us-east-1')).toEqual([' payments!>payment-workerX>Orderso']);
    expect(strip(pipeline, 'payments@eu-west-1')).toEqual([' paymentso>payment-workero>Orderso']);
  });

  test('of a flow through several places says at each stage where it is', () => {
    const flow = parse(`
  - { name: payments, kind: sqs, region: us-east-1, next: [ledger] }
  - { name: ledger, kind: lambda, region: eu-west-1, profile: billing }
`);
    expect(strip(flow, 'ledger')).toEqual([' payments use1?>ledger euw1 billing?']);
    const tiles = stageTiles({
      pipeline: stripOf(flow, 'ledger'),
      stages: [],
      focus: 'ledger',
      width: 90,
      look: utcAscii,
      now: noon,
      tall: 2,
    });
    expect(text(tiles[0])).toMatch(/^ \? payments use1 +-> \? ledger euw1 billing$/);
  });
});

describe('the keys', () => {
  const begin = initialState({ stage: 'payments@eu-west-1', rangeMs: 3_600_000, utc: true });
  const snapshot = snapshotOf([], outage);
  const press = (command: Parameters<typeof reduce>[1], of = pipeline, state = begin) =>
    reduce(state, command, contextOf(state, snapshot, of)).stage;

  test('lead to the same stage in another Region, and round', () => {
    expect(press('nextPart')).toBe('payments@us-east-1');
    expect(press('down')).toBe('payments@us-east-1');
    expect(press('up')).toBe('payments@ap-southeast-2');
    expect(press('right')).toBe('payment-worker@eu-west-1');
  });

  test('say why they do nothing in a pipeline in one place, in a file of one', () => {
    const one = parse('  - { name: payments, kind: sqs }\n', ['eu-west-1']);
    const keysOf = (of: Pipeline, nextPipeline: Parameters<typeof keysNow>[1]['nextPipeline']) =>
      keysNow(begin, { ...contextOf(begin, snapshot, of), home: undefined, nextPipeline }).filter(
        ({ keys }) => keys.some((key) => key === 'R' || key === 'P'),
      );
    expect(keysOf(one, onlyPipeline).map(({ disabled }) => disabled?.(begin))).toEqual([
      'the file has one pipeline',
      'the pipeline is in one place',
    ]);
    const next = { name: 'returns', go: () => {} };
    expect(keysOf(pipeline, next).map(({ label, disabled }) => [label, disabled?.(begin)])).toEqual([
      ['pipeline returns', undefined],
      ['next Region', undefined],
    ]);
    expect(dashboardKeys.filter(({ keys }) => keys.includes('P'))).toHaveLength(1);
  });
});

test('beside the stages stand the changes of their Region; all of them in their own view', () => {
  const changes = regions.map((region) => change({ region, eventId: region }));
  const snapshot = snapshotOf(changes, outage);
  const shown = (view: 'pipeline' | 'stream') => {
    const state = { ...initialState({ stage: 'Orders@us-east-1', rangeMs: 1, utc: true }), view };
    return visibleLists(snapshot, state, pipeline).changes.map(({ region }) => region);
  };
  expect(shown('pipeline')).toEqual(['us-east-1']);
  expect(shown('stream')).toEqual(regions);
});

test('one profile that is not there is one trouble, whatever was to be read with it', () => {
  const origin = { region: 'us-east-1', profile: 'billing' };
  const missing = { ...denied, code: 'ProfileNotFound', message: 'there is no profile "billing"' };
  const problems = (['metrics', 'alarms', 'logs', 'stream'] as const).map((source) =>
    problem({ source, scope: source, origin, failure: missing }),
  );
  const troubles = troublesIn({ problems }, () => true);
  expect(causesIn(troubles)).toHaveLength(1);
  expect(troubleText(troubles, { ascii: true, originCells: 4 })).toBe(
    '! us-east-1 (billing): there is no profile "billing"',
  );
  // Which of them is first is a matter of luck: one log group stands for a place only where nothing else of it is told.
  const group = { ascii: true, originCells: 4 };
  expect(troubleText(troubles.toReversed(), group)).toBe(troubleText(troubles, group));
  const logsFirst = troubles.toSorted((a, b) => Number(b.source === 'logs') - Number(a.source === 'logs'));
  expect(troubleText(logsFirst, group)).toBe(troubleText(troubles, group));
  const elsewhere = problem({ scope: 'eu-west-1', origin: { region: 'eu-west-1' } });
  expect(causesIn(troublesIn({ problems: [...problems, elsewhere] }, () => true))).toHaveLength(2);
});
