/** Stage kinds that a pipeline file describes: the catalogue's words, the catalogue's schema, errors that name the line. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kinds, stageKinds } from '../../src/pipeline/catalogue/kinds.ts';
import { proposePipeline } from '../../src/pipeline/discovery.ts';
import { judgeStage } from '../../src/pipeline/health.ts';
import { kindsSchema } from '../../src/pipeline/kind-schema.ts';
import { readKindsOf } from '../../src/pipeline/own-kinds.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { signOf } from '../../src/pipeline/signs.ts';
import { explainedAs } from '../../src/story/explains.ts';
import { now, points, pointsByKey, seriesKey } from './stages.ts';

const example = readFileSync(new URL('../../docs/own-kinds.yaml', import.meta.url), 'utf8');

const parse = (text: string) => parsePipelineFile(text, { file: 'p.yaml', regions: ['eu-west-1'] });
const errorsOf = (text: string) => {
  const result = parse(text);
  return result.ok ? [] : result.errors;
};
const stagesOf = (text: string) => {
  const result = parse(text);
  if (!result.ok) throw new Error(result.errors.join('\n'));
  return result.value.flatMap(({ stages }) => stages);
};

describe("the catalogue's own files", () => {
  it.each(stageKinds.filter((kind) => kind !== 'custom'))('%s is as the schema wants it', (name) => {
    const read = kindsSchema.safeParse({ own: kinds[name] });
    expect(read.error?.issues).toBeUndefined();
    expect(read.data).toEqual({ own: kinds[name] });
  });
});

describe('the example', () => {
  const [payments, worker, paystream] = stagesOf(example);

  it('asks CloudWatch for what its kinds say, in the places that they say', () => {
    expect(
      payments?.series.map(({ query, unit, missing, id }) => ({ query, unit, missing, id })),
    ).toContainEqual({
      id: 'payments.ready',
      query: {
        kind: 'metric',
        namespace: 'AWS/AmazonMQ',
        metric: 'MessageReadyCount',
        dimensions: { Broker: 'shop', VirtualHost: '/', Queue: 'payments' },
        stat: 'Maximum',
      },
      unit: 'count',
      missing: 'gap',
    });
    // Its one dimension is its name; what counts has zeros.
    expect(paystream?.dimensions).toEqual({ Gateway: 'paystream' });
    expect(paystream?.series.map(({ id, missing }) => `${seriesKey(id)} ${missing}`)).toEqual([
      'charges zero',
      'declined zero',
      'latencyP99 gap',
    ]);
    // It hands messages on: a function that it feeds is not invoked asynchronously.
    expect(worker?.series.map(({ id }) => seriesKey(id))).not.toContain('asyncEventAge');
  });

  it('is judged by its rules, in its words', () => {
    if (payments === undefined || paystream === undefined) throw new Error('no stages');
    const busy = pointsByKey({ ready: points([10, 10, 10]), consumers: points([2, 2, 2]) });
    expect(judgeStage(payments, busy, now)).toMatchObject({ health: 'ok', headline: '10 waiting' });
    const left = pointsByKey({ ready: points([10, 900, 1800]), consumers: points([0, 0, 0]) });
    expect(judgeStage(payments, left, now)).toMatchObject({
      kind: 'rabbitmq',
      health: 'bad',
      why: 'consumers 0 < 1 for 3 of 3 minutes',
    });
    const declined = pointsByKey({ charges: points([100, 100, 100]), declined: points([undefined, 30, 30]) });
    expect(judgeStage(paystream, declined, now).errorRatePercent).toBe(30);
  });

  it('explains others, and is explained, by its place in the pipeline', () => {
    if (payments === undefined || paystream === undefined) throw new Error('no stages');
    expect([payments, paystream].map(explainedAs)).toEqual(['sqs', 'rds']);
    const [rule] = payments.ownKind?.rules ?? [];
    expect(rule && signOf(rule, 'count')).toBe('capacity');
  });
});

const kind = (lines: string) => `kinds:
  mq:
    namespace: AWS/AmazonMQ
    dimensions: [[Broker, Queue]]
    metrics:
      ready: { metric: MessageReadyCount, stat: Maximum, unit: count }
${lines}
name: shop
stages:
  - { name: payments, kind: mq, dimensions: { Broker: b, Queue: q } }
`;

describe('a kind of a file', () => {
  it('needs no more than a namespace, dimensions and a metric', () => {
    const [stage] = stagesOf(kind(''));
    expect(stage?.ownKind).toMatchObject({
      title: 'mq',
      periodSeconds: 60,
      metrics: { ready: { label: 'ready', missing: 'gap' } },
      graphs: [{ title: 'ready', series: ['ready'] }],
    });
  });

  it('may stand in a document of its own, before or after those that use it', () => {
    const [kinds = '', pipeline = ''] = kind('').split(/(?=name: shop)/);
    for (const text of [`${kinds}---\n${pipeline}`, `${pipeline}---\n${kinds}`]) {
      expect(stagesOf(text).map(({ kind: of }) => of)).toEqual(['mq']);
    }
    expect(errorsOf(kinds)).toEqual(['p.yaml:1: is empty, needs a pipeline: name and stages']);
  });

  it.each([
    [
      '    rules: [{ series: redy, words: waiting, level: bad, limit: 3 }]',
      'p.yaml:7: kind mq: rules[0].series: found "redy", needs one of ready',
    ],
    [
      '    rules: [{ series: ready, words: waiting, level: bad }]',
      'p.yaml:7: kind mq: rules[0]: found {"series":"ready","words":"waiting","level":"bad"}, needs a limit or an objective',
    ],
    [
      '    rules: [{ series: ready, words: waiting, level: worse, limit: 3 }]',
      'p.yaml:7: kind mq: rules[0].level: found "worse", needs one of warn, bad',
    ],
    [
      "    headline: ['{redy} waiting']",
      `p.yaml:7: kind mq: headline[0]: found "{redy} waiting", needs keys in braces of ready`,
    ],
    [
      '      gone: { metric: Gone, stat: Most, unit: count }',
      'p.yaml:7: kind mq: metrics.gone.stat: found "Most", needs Sum, Average, Minimum, Maximum, SampleCount, or a percentile such as p99',
    ],
    [
      '      gone: { metric: Gone, stat: Sum, unit: counts }',
      /^p\.yaml:7: kind mq: metrics\.gone\.unit: found "counts", needs one of count, count\/s, /,
    ],
    [
      '      gone: { metric: Gone, stat: Sum, unit: count, dimensions: [[Host]] }',
      'p.yaml:7: kind mq: metrics.gone.dimensions[0][0]: found "Host", needs one of Broker, Queue',
    ],
    [
      '      gone: { metric: Gone, stat: Sum, unit: count, colour: red }',
      'p.yaml:7: kind mq: metrics.gone: unknown key "colour"; allowed: metric, stat, unit, label, missing, namespace, dimensions, fixed, only, when',
    ],
    [
      '    derived: { rate: { label: a, how: percent, part: [redy], whole: [ready] } }',
      'p.yaml:7: kind mq: derived.rate: found {"label":"a","how":"percent","part":["redy"],"whole":["re…, needs metrics of ready: redy is none',
    ],
    [
      '    derived: { rate: { label: a, how: share } }',
      'p.yaml:7: kind mq: derived.rate.how: found "share", needs one of percent, difference, sum, increase, shortfall, drain',
    ],
    [
      '    derived: { rate: { label: a, how: increase, of: ready, unit: count, by: 1 } }',
      'p.yaml:7: kind mq: derived.rate: unknown key "by"; allowed: label, how, of, unit',
    ],
    [
      '    flow: { gives: batches }',
      'p.yaml:7: kind mq: flow.gives: found "batches", needs one of stream, topic, events, messages, nothing',
    ],
    [
      '    flow: { level: 1, step: 2 }',
      'p.yaml:7: kind mq: flow: unknown key "step"; allowed: level, gives, works, passesOn',
    ],
    ['    namd: Queue', /^p\.yaml:7: kind mq: unknown key "namd"; allowed: title, namespace, dimensions, /],
    ['    named: Que', 'p.yaml:7: kind mq: named: found "Que", needs one of Broker, Queue'],
    [
      "    nameOf: { pattern: '(' }",
      'p.yaml:7: kind mq: nameOf.pattern: found "(", needs a regular expression with a group for the name',
    ],
    [
      '    periodSeconds: 45',
      'p.yaml:7: kind mq: periodSeconds: found 45, needs 60, or a multiple of it: seconds',
    ],
    ['    graphs: [{ title: a, series: [] }]', /^p\.yaml:7: kind mq: graphs\[0\]\.series/],
    [
      '  sqs: { namespace: A, dimensions: [[B]], metrics: {} }',
      'p.yaml:7: kinds: found key "sqs", needs a name that no kind of the catalogue has',
    ],
    [
      '  my kind: { namespace: A, dimensions: [[B]], metrics: {} }',
      'p.yaml:7: kinds: found key "my kind", needs a name of letters, digits and dashes: rabbitmq',
    ],
  ])('%s: one error, with its line and what is allowed', (line, error) => {
    const errors = errorsOf(kind(line));
    expect(errors).toHaveLength(1);
    if (typeof error === 'string') expect(errors).toEqual([error]);
    else expect(errors[0]).toMatch(error);
  });

  it('that nobody describes is told beside those that are', () => {
    const [error = ''] = errorsOf(kind('').replace('kind: mq', 'kind: mqq'));
    expect(error).toMatch(
      /^p\.yaml:10: stage payments: kind: found "mqq", needs one of api-gateway, .*, custom, mq$/,
    );
  });

  it('is asked for its dimensions, as any other', () => {
    const [error] = errorsOf(kind('').replace('Queue: q', 'Topic: q'));
    expect(error).toBe('p.yaml:10: stage payments: dimensions: found "Topic", allowed for mq: Broker, Queue');
  });
});

describe('init', () => {
  const region = 'eu-west-1';
  const metrics = [
    {
      namespace: 'AWS/AmazonMQ',
      metric: 'MessageReadyCount',
      dimensions: { Broker: 'shop', VirtualHost: '/', Queue: 'payments' },
      region,
    },
    { namespace: 'AWS/AmazonMQ', metric: 'CpuUtilization', dimensions: { Broker: 'shop' }, region },
    { namespace: 'Shop/Gateway', metric: 'Charges', dimensions: { Gateway: 'paystream' }, region },
    {
      namespace: 'AWS/Lambda',
      metric: 'Invocations',
      dimensions: { FunctionName: 'payment-worker' },
      region,
    },
  ];
  const own = readKindsOf(example, 'own-kinds.yaml');

  it('finds stages of the kinds of a file, links them by their place, and writes what it read of them', () => {
    if (!own.ok) throw new Error(own.errors.join('\n'));
    const { text } = proposePipeline({ metrics, alarms: [], logGroups: [], kinds: own.value });
    expect(text).toContain('# https://docs.aws.amazon.com/amazon-mq/');
    expect(text).toContain('requires: 0.2');
    const stages = stagesOf(text).map(({ name, kind: of, next }) => ({ name, kind: of, next }));
    expect(stages).toEqual([
      { name: 'payments', kind: 'rabbitmq', next: ['payment-worker'] },
      // Nothing says who calls the gateway.
      { name: 'payment-worker', kind: 'lambda', next: [] },
      { name: 'paystream', kind: 'gateway', next: [] },
    ]);
  });

  it('makes a custom stage of a namespace that no kind reads', () => {
    const stages = stagesOf(proposePipeline({ metrics, alarms: [], logGroups: [] }).text);
    expect(stages.map(({ kind: of }) => of)).toEqual(['lambda', 'custom']);
  });

  it('says what is wrong with the file, and where', () => {
    expect(readKindsOf(kind('    namd: x'), 'k.yaml')).toMatchObject({
      errors: [expect.stringMatching(/^k\.yaml:7: kinds\.mq: unknown key "namd"; allowed: title, /)],
    });
    expect(readKindsOf('name: a', 'k.yaml')).toEqual({ ok: false, errors: ['k.yaml:1: has no kinds'] });
  });
});
