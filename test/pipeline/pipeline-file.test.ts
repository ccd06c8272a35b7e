import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { pipelineJsonSchema } from '../../src/pipeline/pipeline-schema.ts';

const parse = (text: string, regions: readonly string[] = ['us-east-1']) =>
  parsePipelineFile(text, { file: 'p.yaml', regions });

const pipelinesOf = (text: string) => {
  const result = parse(text);
  return result.ok ? result.value : result.errors;
};

const errorsOf = (text: string, regions?: readonly string[]) => {
  const result = parse(text, regions);
  return result.ok ? [] : result.errors;
};

const orders = `
name: orders
region: eu-west-1
orderId: { path: orderId, pattern: 'ORD-\\d+' }
stages:
  - name: orders-api
    kind: api-gateway
    dimensions: { ApiName: orders-api, Stage: prod }
    next: [Orders]
    logs: [/aws/apigateway/orders-api]
    objectives: { latency: 800ms, errorRate: 1% }
  - { name: Orders, kind: dynamodb, table: OrdersV2, next: [payments] }
  - { name: payments, kind: sqs, deadLetterQueue: payments-dlq, objectives: { lag: 60s }, next: [payment-worker] }
  - { name: payment-worker, kind: lambda, region: us-west-2, account: '012345678901' }
`;

describe('a pipeline file', () => {
  it('gives stages with what it says, and the rest by kind and name', () => {
    expect(pipelinesOf(orders)).toMatchObject([
      {
        name: 'orders',
        orderId: { path: 'orderId', pattern: 'ORD-\\d+' },
        stages: [
          {
            name: 'orders-api',
            region: 'eu-west-1',
            dimensions: { ApiName: 'orders-api', Stage: 'prod' },
            logGroups: ['/aws/apigateway/orders-api'],
            objectives: { latencyMs: 800, errorRatePercent: 1 },
            next: ['Orders'],
          },
          { name: 'Orders', table: 'OrdersV2', dimensions: { TableName: 'OrdersV2' }, logGroups: [] },
          {
            name: 'payments',
            dimensions: { QueueName: 'payments' },
            deadLetterQueue: 'payments-dlq',
            objectives: { lagSeconds: 60 },
          },
          {
            name: 'payment-worker',
            region: 'us-west-2',
            accountId: '012345678901',
            dimensions: { FunctionName: 'payment-worker' },
            logGroups: ['/aws/lambda/payment-worker'],
          },
        ],
      },
    ]);
  });

  it('asks for the dead-letter queue too', () => {
    const [pipeline] = pipelinesOf(orders);
    const series = typeof pipeline === 'object' ? (pipeline.stages[2]?.series ?? []) : [];
    expect(series.find(({ id }) => id === 'payments.deadLetters')).toMatchObject({
      query: { dimensions: { QueueName: 'payments-dlq' }, metric: 'ApproximateNumberOfMessagesVisible' },
    });
  });

  it('takes several pipelines, as a list or as documents', () => {
    const one = (name: string) => `{ name: ${name}, stages: [{ name: q, kind: sqs }] }`;
    expect(pipelinesOf(`pipelines: [${one('a')}, ${one('b')}]`)).toMatchObject([
      { name: 'a' },
      { name: 'b' },
    ]);
    expect(pipelinesOf(`${one('a')}\n---\n${one('b')}\n`)).toMatchObject([{ name: 'a' }, { name: 'b' }]);
    expect(errorsOf(`${one('a')}\n---\n${one('a')}\n`)).toEqual(['p.yaml: pipeline "a" is there twice']);
  });

  it('takes metrics, expressions and rules of its own', () => {
    const text = `
name: shop
stages:
  - name: business
    kind: custom
    dimensions: { Service: orders }
    metrics:
      - { namespace: Orders/Business, metric: OrdersPlaced, stat: Sum, unit: count/s, period: 1s }
      - { key: failing, expression: 'SEARCH("x", "Sum")', unit: percent }
    rules:
      - { series: ordersPlaced, below: 1, level: warn }
`;
    expect(pipelinesOf(text)).toMatchObject([
      {
        stages: [
          {
            rules: [{ series: 'ordersPlaced', comparison: '<', limit: 1, level: 'warn' }],
            series: [
              {
                id: 'business.ordersPlaced',
                periodSeconds: 1,
                missing: 'zero',
                query: { namespace: 'Orders/Business', dimensions: { Service: 'orders' }, stat: 'Sum' },
              },
              {
                id: 'business.failing',
                query: { kind: 'expression', expression: 'SEARCH("x", "Sum")' },
                unit: 'percent',
                periodSeconds: 60,
              },
            ],
          },
        ],
      },
    ]);
  });

  it('lets expressions speak of the other series of their stage', () => {
    const text = `
name: a
stages:
  - name: worker
    kind: lambda
    metrics:
      - { key: saved, expression: 'invocations - errors', unit: count }
`;
    const [pipeline] = pipelinesOf(text);
    const series = typeof pipeline === 'object' ? (pipeline.stages[0]?.series ?? []) : [];
    expect(series.at(-1)?.query).toMatchObject({
      expression: 'invocations - errors',
      inputs: { invocations: { metric: 'Invocations', stat: 'Sum' }, errors: { metric: 'Errors' } },
    });
  });

  it('gives queries a name', () => {
    const text = `
name: a
stages:
  - { name: worker, kind: lambda }
queries:
  - name: slow
    title: What took longest
    query: |
      filter ms > 100
      | sort ms desc
    stages: [worker]
    groups: [/ecs/other]
  - { name: all, query: 'filter @message like {id}' }
`;
    expect(pipelinesOf(text)).toMatchObject([
      {
        queries: [
          {
            name: 'slow',
            title: 'What took longest',
            query: 'filter ms > 100\n| sort ms desc',
            of: ['/ecs/other', 'worker'],
          },
          { name: 'all', title: '', query: 'filter @message like {id}', of: [] },
        ],
      },
    ]);
  });

  it('understands anchors and merges', () => {
    const text = `
name: a
stages:
  - &worker { name: one, kind: lambda, objectives: { lag: 5s } }
  - { <<: *worker, name: two }
`;
    expect(pipelinesOf(text)).toMatchObject([
      { stages: [{ name: 'one' }, { name: 'two', objectives: { lagSeconds: 5 } }] },
    ]);
  });

  it('merges one anchor into as many stages as a file may have, and refuses what multiplies without end', () => {
    const stages = Array.from({ length: 199 }, (_, nth) => `  - { <<: *worker, name: s${nth} }`);
    const text = ['name: a', 'stages:', '  - &worker { name: one, kind: lambda }', ...stages].join('\n');
    const merged = parsePipelineFile(text, { file: 'f', regions: ['eu-west-1'] });
    expect(merged.ok ? merged.value[0].stages.length : merged.errors).toBe(200);
    const nine = (name: string) => `[${Array.from({ length: 9 }, () => `*${name}`).join(', ')}]`;
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const laughs = names.map(
      (name, nth) => `${name}: &${name} ${nth === 0 ? '[x]' : nine(names[nth - 1] ?? '')}`,
    );
    expect(parsePipelineFile(laughs.join('\n'), { file: 'f', regions: ['eu-west-1'] }).ok).toBe(false);
  });
});

describe('an error names the line, what was found and what is allowed', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a kind that is none',
      'name: a\nstages:\n  - { name: x, kind: lamda }\n',
      [
        'p.yaml:3: stage x: kind: found "lamda", needs one of api-gateway, http-api, lambda, sns, eventbridge, sqs, dynamodb, ecs, eks, ec2, kinesis, firehose, alb, step-functions, websocket-api, appsync, cloudfront, cognito, nlb, elastic-beanstalk, scheduler, pipes, event-bus, event-source-mapping, msk, s3, rds, elasticache, opensearch, bedrock, ses, custom',
      ],
    ],
    [
      'a duration that is none',
      'name: a\nstages:\n  - name: x\n    kind: sqs\n    objectives:\n      lag: 60 parsecs\n',
      ['p.yaml:6: stage x: objectives.lag: found "60 parsecs", needs a duration such as 800ms, 30s or 10m'],
    ],
    [
      'an unknown key, at its own line',
      'name: a\nstages:\n  - name: x\n    kind: sqs\n    colour: red\n',
      [
        'p.yaml:5: stage x: unknown key "colour"; allowed: name, kind, dimensions, next, dependsOn, runbook, logs, table, deadLetterQueue, objectives, deployments, destination, source, processing, operations, latencyMetric, agent, engine, groups, period, metrics, rules, region, profile, account',
      ],
    ],
    [
      'the same in the second of two pipelines',
      'name: a\nstages: [{ name: x, kind: sqs }]\n---\nname: b\nstages:\n  - name: y\n    kind: sqs\n    objectives: { lag: 5 }\n',
      ['p.yaml:8: stage y: objectives.lag: found 5, needs a duration such as 800ms, 30s or 10m'],
    ],
    [
      'a stage without a name, by its number',
      'name: a\nstages:\n  - kind: sqs\n',
      ['p.yaml:3: stages[0].name: found nothing, needs a name'],
    ],
    [
      'a name that would break the line',
      'name: a\nstages:\n  - { name: "x\\ny", kind: sqs, period: 7s }\n',
      ['p.yaml:3: stage "x\\ny": period: found "7s", needs 1s, 5s, 10s, 30s or a multiple of 1m up to a day'],
    ],
    [
      'a link to nowhere',
      'name: a\nstages:\n  - { name: x, kind: sqs, next: [y] }\n  - { name: z, kind: sqs }\n',
      ['p.yaml:3: stage x: next[0]: found "y", needs a stage of this pipeline: x, z'],
    ],
    [
      'the same name twice',
      'name: a\nstages:\n  - { name: x, kind: sqs }\n  - { name: x, kind: sqs }\n',
      ['p.yaml:4: stage x: name: "x" is there twice'],
    ],
    [
      'a dimension that the kind does not have',
      'name: a\nstages:\n  - { name: x, kind: sqs, dimensions: { Queue: x } }\n',
      ['p.yaml:3: stage x: dimensions: found "Queue", allowed for sqs: QueueName'],
    ],
    [
      'dimensions that cannot be guessed',
      'name: a\nstages:\n  - { name: x, kind: step-functions }\n',
      ['p.yaml:3: stage x: dimensions: found nothing, needs StateMachineArn'],
    ],
    [
      'a rule on a series that is not there',
      'name: a\nstages:\n  - name: x\n    kind: custom\n    rules:\n      - { series: y, above: 1 }\n',
      ['p.yaml:6: stage x: rules[0].series: found "y", allowed: '],
    ],
    [
      'a query to a stage that logs nothing',
      "name: a\nstages:\n  - { name: q, kind: sqs }\n  - { name: w, kind: lambda }\nqueries:\n  - { name: x, query: 'limit 1', stages: [q] }\n",
      ['p.yaml:6: query x: stages[0]: found "q", needs a stage with log groups: w'],
    ],
    [
      'two queries of one name',
      "name: a\nstages:\n  - { name: q, kind: sqs }\nqueries:\n  - { name: x, query: 'limit 1' }\n  - { name: x, query: 'limit 2' }\n",
      ['p.yaml:6: query x: name: "x" is there twice'],
    ],
    [
      'a query without a query, and a name that is none',
      'name: a\nstages:\n  - { name: q, kind: sqs }\nqueries:\n  - { name: x }\n  - { name: "fields @message", query: y, colour: red }\n',
      [
        "p.yaml:5: query x: query: found nothing, needs a query in Logs Insights' language",
        'p.yaml:6: query "fields @message": name: found "fields @message", needs a name of letters, digits and dashes: slow-payments',
        'p.yaml:6: query "fields @message": unknown key "colour"; allowed: name, title, query, groups, stages',
      ],
    ],
    ['an empty file', '# nothing\n', ['p.yaml:1: is empty, needs a pipeline: name and stages']],
    ['a text that is no mapping', 'hello\n', ['p.yaml:1: found "hello", needs a mapping of keys to values']],
    ['a pipeline without stages', 'name: a\n', ['p.yaml:1: stages: found nothing, needs a list of stages']],
  ];
  it.each(cases)('%s', (_, text, errors) => {
    expect(errorsOf(text)).toEqual(errors);
  });

  it('YAML that is broken', () => {
    const [error] = errorsOf('name: a\nstages: [\n  {\n');
    expect(error).toMatch(/^p\.yaml:\d: /);
  });

  it('no Region at all', () => {
    expect(errorsOf('name: a\nstages:\n  - { name: x, kind: sqs }\n', [])).toEqual([
      'p.yaml:3: stage x: name: has no Region: write region, or pass --region',
    ]);
  });

  it('never throws, whatever the file holds', () => {
    const value = fc.object({
      key: fc.constantFrom('name', 'stages', 'kind', 'next', 'pipelines', 'metrics', 'x'),
      maxDepth: 4,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          value.map((it) => JSON.stringify(it)),
        ),
        (text) => {
          const result = parse(text);
          if (!result.ok) for (const error of result.errors) expect(error).not.toContain('\n');
        },
      ),
      { numRuns: 200 },
    );
  });
});

it('publishes its shape as JSON Schema', () => {
  const schema = JSON.stringify(pipelineJsonSchema());
  expect(schema).toContain('"api-gateway"');
  expect(schema).toContain('deadLetterQueue');
  expect(schema).toContain('Queries to CloudWatch Logs Insights');
});

describe('what stands in the timeline', () => {
  const file = (timeline: string, deployments = ''): string =>
    `name: p\n${timeline}\nstages:\n  - { name: worker, kind: lambda${deployments} }\n`;

  it('is a level, an expression over changes, and lines that a deployment writes', () => {
    const text = file(
      "timeline: { level: ERROR, changes: \"changed[?path=='status' && new=='FAILED']\" }",
      ", deployments: { pattern: 'released (?<version>\\S+)', filter: released }",
    );
    expect(pipelinesOf(text)).toMatchObject([
      {
        timeline: { level: 'ERROR', changes: "changed[?path=='status' && new=='FAILED']" },
        stages: [
          {
            deployments: {
              group: '/aws/lambda/worker',
              pattern: 'released (?<version>\\S+)',
              filter: 'released',
            },
          },
        ],
      },
    ]);
    expect(pipelinesOf(file(''))).toMatchObject([{ name: 'p' }]);
  });

  it.each([
    ['timeline: { level: DEBUG }', '', /p.yaml:2: timeline.level.*INFO.*none/],
    ['timeline: { changes: "changed[?path==" }', '', /p.yaml:2: timeline.changes: .* at character \d+/],
    ['timeline: { change: x }', '', /p.yaml:2: .*change.*level, changes/],
    ['', ", deployments: { pattern: 'released' }", /worker: deployments.pattern.*\(\?<version>/],
    ['', ", deployments: { pattern: '(' }", /worker: deployments.pattern.*regular expression/],
    ['', ', logs: [], deployments: { pattern: "v(?<version>.)" }', /worker: deployments.*needs a group/],
  ])('%s%s is refused', (timeline, deployments, message) => {
    expect(errorsOf(file(timeline, deployments)).join('\n')).toMatch(message);
  });
});
