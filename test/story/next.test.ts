/** What to do first, printed and never run (issue 14): the order of the steps, and that no name becomes a command. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../src/observation/alarms.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { RuleSign } from '../../src/pipeline/rule-signs.ts';
import type { Stage } from '../../src/pipeline/stage.ts';
import {
  alarmPage,
  insightsPage,
  logEventsPage,
  logGroupPage,
  metricPage,
  tracePage,
} from '../../src/story/next/console-links.ts';
import { awsCommand, printing } from '../../src/story/next/shell.ts';
import { type NextInput, nextSteps } from '../../src/story/next.ts';
import type { RuleBreach } from '../../src/story/story.ts';
import { isWebLink, linksIn } from '../../src/web-link.ts';

const onset = Date.UTC(2026, 10, 27, 19, 22);
const region = 'eu-west-1';

const stagesOf = (yaml: string): readonly Stage[] => {
  const parsed = parsePipelineFile(yaml, { file: 'p.yaml', regions: [region] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  return parsed.value[0].stages;
};

const stages = stagesOf(`
name: orders
stages:
  - { name: payments, kind: sqs, deadLetterQueue: payments-dlq, next: [payment-worker] }
  - name: payment-worker
    kind: lambda
    runbook: https://wiki/payments
    rules: [{ series: errorRate, above: 2, runbook: 'https://wiki/outage' }]
`);

const breach = (
  stage: string,
  series: string,
  sign: RuleSign,
  more: Partial<RuleBreach> = {},
): RuleBreach => ({
  region,
  stage,
  series,
  sign,
  level: 'bad',
  since: onset,
  isOlder: false,
  until: undefined,
  value: 43,
  valueAtOnset: 5,
  limit: 2,
  comparison: '>',
  unit: 'percent',
  why: 'errors 43 % > 2 %',
  beside: [],
  alarms: [],
  ...more,
});

const alarm = (more: Partial<Alarm> = {}): Alarm => ({
  type: 'alarm',
  region,
  name: 'payment errors',
  arn: `arn:aws:cloudwatch:${region}:123456789012:alarm:payment errors`,
  kind: 'metric',
  state: 'ALARM',
  since: onset,
  reason: '',
  dimensions: {},
  recentValues: [],
  evaluated: [],
  actionsEnabled: true,
  actions: [],
  judged: { flapping: false },
  ...more,
});

const incident: NextInput = {
  stages,
  cause: breach('payment-worker', 'errorRate', 'errors', { alarms: [alarm().arn] }),
  effects: [breach('payments', 'age', 'age'), breach('payments', 'deadLetters', 'deadLetters')],
  changes: [{ region, stage: 'payment-worker', what: 'version 42', at: onset - 240_000 }],
  alarms: [alarm({ description: 'Call us. See https://wiki/alarm, or https://wiki/payments.' })],
};

describe('the next steps of an incident', () => {
  const steps = nextSteps(incident);

  it('are what the owners wrote, what shows the cause, what changed, what helps when it is over, and pages', () => {
    expect(
      steps.map(({ text, command, link }) => [text, command?.split(' ').slice(0, 3).join(' ') ?? link]),
    ).toEqual([
      ['follow the runbook of payment-worker', 'https://wiki/outage'],
      ['follow the runbook of payment-worker', 'https://wiki/payments'],
      ['follow what alarm payment errors says', 'https://wiki/alarm'],
      ['payment-worker: read its error lines since then', 'aws logs filter-log-events'],
      [
        'payment-worker: look at what came with version 42, 4 m before; it need not be the reason',
        'aws lambda get-function-configuration',
      ],
      ['payment-worker: see its state, timeout and memory', 'aws lambda get-function-configuration'],
      ['payment-worker: see which versions its aliases send requests to', 'aws lambda list-aliases'],
      ['look at one of the messages in payments-dlq', 'aws sqs receive-message'],
      [
        'only when the cause is over: move the messages in payments-dlq back to where they came from',
        'aws sqs start-message-move-task',
      ],
      [
        'alarm payment errors in the console',
        'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/payment%20errors',
      ],
      ['payment-worker: the metric in the console', expect.stringContaining('#metricsV2:graph=')],
    ]);
  });

  it('never advise to roll back', () => {
    expect(JSON.stringify(steps)).not.toMatch(/roll.?back|update-alias|update-function|delete|purge/i);
  });

  it('name the queue by the account that the alarms tell, else have AWS say it', () => {
    const redrive = (input: NextInput) =>
      nextSteps(input).find(({ command }) => command?.includes('start-message-move-task'))?.command;
    expect(redrive(incident)).toBe(
      'aws sqs start-message-move-task --source-arn arn:aws:sqs:eu-west-1:123456789012:payments-dlq --region eu-west-1',
    );
    expect(redrive({ ...incident, alarms: [] })).toBe(
      'aws sqs start-message-move-task --source-arn "$(aws sqs get-queue-attributes --queue-url "$(aws sqs get-queue-url --queue-name payments-dlq --query QueueUrl --output text --region eu-west-1)" --attribute-names QueueArn --query Attributes.QueueArn --output text --region eu-west-1)" --region eu-west-1',
    );
  });

  it('run with the profile that reads the stage, else with that of the tool', () => {
    const commands = (input: NextInput) => nextSteps(input).flatMap(({ command }) => command ?? []);
    for (const command of commands({ ...incident, profile: 'prod' }))
      expect(command).toContain('--profile prod');
    const own = stages.map((stage) => ({ ...stage, profile: 'billing' }));
    for (const command of commands({ ...incident, stages: own, profile: 'prod' })) {
      expect(command).toContain('--profile billing');
    }
  });

  it('say as which account, where a monitoring account shows the figures of another', () => {
    const other = stages.map((stage) => ({ ...stage, accountId: '210987654321' }));
    const look = nextSteps({ ...incident, stages: other }).find(({ command }) =>
      command?.includes('list-aliases'),
    );
    expect(look?.text).toBe(
      'payment-worker: see which versions its aliases send requests to (as account 210987654321)',
    );
  });

  it('are none of a stage that is not there', () => {
    expect(nextSteps({ ...incident, cause: breach('gone', 'errorRate', 'errors') })).toEqual([]);
  });
});

describe('commands', () => {
  /** What a shell makes of a command: the words that `aws` would be given. */
  const wordsOf = (shell: string, command: string): readonly string[] =>
    execFileSync(shell, ['-c', `aws() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    })
      .split('\0')
      .slice(0, -1);

  const hostile = fc.oneof(
    fc.constantFrom(
      "a'; touch /tmp/owned; '",
      '$(touch /tmp/owned)',
      '`id`',
      'a b',
      '-x',
      '--endpoint-url=http://evil',
      'a"b\\c',
      '~root',
      '*',
      'a!b',
      '=cmd',
      '#a',
      '{a,b}',
      'ä€',
    ),
    fc.string({ minLength: 1, maxLength: 20 }).filter((text) => /^[\x20-\x7e]+$/.test(text)),
  );

  it('give the CLI each name as it is, whatever it holds', () => {
    const isRead = (name: string) => /^(file|fileb|https?):\/\//i.test(name);
    fc.assert(
      fc.property(
        hostile.filter((name) => !isRead(name)),
        (name) => {
          const command = awsCommand('lambda list-aliases', { 'function-name': name }, { region });
          const given = name.startsWith('-') ? [`--function-name=${name}`] : ['--function-name', name];
          expect(wordsOf('sh', command ?? '')).toEqual([
            'lambda',
            'list-aliases',
            ...given,
            '--region',
            region,
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    'a\nb',
    'a\u001b]0;x\u0007',
    'a\u202eb',
    'a\u2028b',
    '\u0085',
    '',
    'file:///etc/passwd',
    'fileb://x',
    'HTTP://evil',
    'x'.repeat(3_000),
  ])('are not made of a name that cannot be typed: %j', (name) => {
    expect(awsCommand('lambda list-aliases', { 'function-name': name }, { region })).toBeUndefined();
    expect(awsCommand('lambda list-aliases', {}, { region, profile: name })).toBeUndefined();
  });

  it('are not made where a name is not known: half a command looks at something else', () => {
    expect(awsCommand('lambda list-aliases', { 'function-name': undefined }, { region })).toBeUndefined();
  });

  it('within commands take plain names only: bash expands `!` within double quotes', () => {
    const url = (queue: string) =>
      printing('sqs get-queue-url', { 'queue-name': queue }, 'QueueUrl', { region });
    expect(url('payments-dlq')).toEqual({ printedBy: expect.stringContaining('--queue-name payments-dlq') });
    expect(url('a!b')).toEqual({ printedBy: undefined });
    expect(url('$(id)')).toEqual({ printedBy: undefined });
  });
});

describe('pages of the console', () => {
  it.each([
    ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/'],
    ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/'],
    ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/'],
  ])('stand where %s has its console', (place, host) => {
    expect(alarmPage(place, 'a')).toBe(`${host}cloudwatch/home?region=${place}#alarmsV2:alarm/a`);
  });

  it('are none of a Region that has no public console, or is none', () => {
    expect(alarmPage('us-iso-east-1', 'a')).toBeUndefined();
    expect(alarmPage('evil.com/#', 'a')).toBeUndefined();
  });

  it('spell names as the console does', () => {
    const group =
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/';
    expect(logGroupPage(region, '/aws/lambda/fn')).toBe(`${group}$252Faws$252Flambda$252Ffn`);
    expect(logGroupPage(region, `arn:aws:logs:${region}:1:log-group:/ecs/a:*`)).toBe(
      `${group}$252Fecs$252Fa`,
    );
    expect(
      metricPage(
        region,
        {
          kind: 'metric',
          namespace: 'AWS/SQS',
          metric: 'Age',
          dimensions: { QueueName: 'a b' },
          stat: 'Sum',
        },
        60,
      ),
    ).toContain("#metricsV2:graph=~(metrics~(~(~'AWS*2fSQS~'Age~'QueueName~'a*20b))~view~'timeSeries");
    expect(metricPage(region, { kind: 'expression', expression: 'a' }, 60)).toBeUndefined();
  });

  it('lead to a line of a stream, its times around it', () => {
    expect(
      logEventsPage('us-east-1', {
        group: '/aws/lambda/serverless-api',
        stream: '2022/04/14/[$LATEST]df1b3ad5025b42aeb659fc10468fe964',
        at: 1_650_006_060_000,
      }),
    ).toBe(
      'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fserverless-api/log-events/2022$252F04$252F14$252F$255B$2524LATEST$255Ddf1b3ad5025b42aeb659fc10468fe964$3Fstart$3D1650006000000$26end$3D1650006120000',
    );
  });

  it('lead to a query, in the notation of the console', () => {
    expect(
      insightsPage('us-west-2', {
        query: 'fields @timestamp, @message\n| filter cost like /~\\$5€/',
        groups: ['arn:aws:logs:us-west-2:632745187633:log-group:prod-1:*', '/aws/lambda/f'],
        from: Date.UTC(2025, 4, 30, 4),
        to: Date.UTC(2025, 4, 30, 5),
      }),
    ).toBe(
      "https://us-west-2.console.aws.amazon.com/cloudwatch/home?region=us-west-2#logsV2:logs-insights$3FqueryDetail$3D~(end~'2025-05-30T05*3a00*3a00.000Z~start~'2025-05-30T04*3a00*3a00.000Z~timeType~'ABSOLUTE~tz~'UTC~editorString~'fields*20*40timestamp*2c*20*40message*0a*7c*20filter*20cost*20like*20*2f*7e*5c!5**20ac*2f~source~(~'arn*3aaws*3alogs*3aus-west-2*3a632745187633*3alog-group*3aprod-1~'*2faws*2flambda*2ff))",
    );
  });

  it('lead to a trace by its id, and to nothing else', () => {
    expect(tracePage(region, '1-5759e988-bd862e3fe1be46a994272793')).toBe(
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#xray:traces/1-5759e988-bd862e3fe1be46a994272793',
    );
    expect(tracePage(region, 'javascript:alert(1)')).toBeUndefined();
  });

  it('hold whatever a name holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const line = { group: name, stream: name, at: 0 };
        const query = { query: name, groups: [name], from: 0, to: 0 };
        for (const link of [
          alarmPage(region, name),
          logGroupPage(region, name),
          logEventsPage(region, line),
          insightsPage(region, query),
        ]) {
          expect(isWebLink(link ?? '')).toBe(true);
          expect(link).toMatch(/^[\x21-\x7e]+$/);
        }
      }),
    );
  });
});

describe('links in a description', () => {
  it('are found without what stands around them', () => {
    expect(
      linksIn('See (https://wiki/a_b?c=d#e), "http://x.y" or HTTPS://Z. https://wiki/a_b?c=d#e'),
    ).toEqual(['https://wiki/a_b?c=d#e', 'http://x.y', 'HTTPS://Z']);
    expect(linksIn('javascript:alert(1) file:///x https:// nothing')).toEqual([]);
    expect(linksIn('https://a/\u001b[2J')).toEqual(['https://a/']);
  });
});
