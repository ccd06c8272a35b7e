import { expect, it } from 'vitest';
import { iamPolicy } from '../../src/aws/iam-policy.ts';
import { actionsOf } from '../../src/aws/services/operation.ts';
import { services } from '../../src/aws/services/services.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { policyResources } from '../../src/pipeline/policy-resources.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';

const policyOf = (yaml: string, region = 'eu-west-1') => {
  const parsed = parsePipelineFile(yaml, { file: 'test', regions: [region] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  return iamPolicy(policyResources(parsed.value[0]));
};

it('allows reads only', () => {
  const actions = policyOf(demoPipelineYaml).Statement.flatMap(({ Action }) => Action);
  expect(actions.length).toBeGreaterThan(10);
  for (const action of actions) {
    expect(action).toMatch(
      /^(cloudwatch|logs|dynamodb):(Describe|Get|List|Filter|StartQuery|StopQuery|StartLiveTail)/,
    );
  }
});

/** What an action can be narrowed down to (AWS's Service Authorization Reference), as far as a pipeline file names it. */
const narrowedTo: Readonly<Record<string, '*' | 'logGroup' | 'stream'>> = {
  'cloudwatch:DescribeAlarmContributors': '*',
  'cloudwatch:DescribeAlarmHistory': '*',
  'cloudwatch:DescribeAlarms': '*',
  'cloudwatch:GetAlarmMuteRule': '*',
  'cloudwatch:GetDashboard': '*',
  'cloudwatch:GetMetricData': '*',
  'cloudwatch:GetMetricStatistics': '*',
  'cloudwatch:ListAlarmMuteRules': '*',
  'cloudwatch:ListDashboards': '*',
  'cloudwatch:ListMetrics': '*',
  'dynamodb:DescribeStream': 'stream',
  'dynamodb:GetRecords': 'stream',
  'dynamodb:GetShardIterator': 'stream',
  'dynamodb:ListStreams': '*',
  'logs:DescribeLogGroups': '*',
  'logs:DescribeLogStreams': 'logGroup',
  'logs:FilterLogEvents': 'logGroup',
  'logs:GetLogRecord': 'logGroup',
  'logs:GetQueryResults': 'logGroup',
  'logs:StartLiveTail': 'logGroup',
  'logs:StartQuery': 'logGroup',
  'logs:StopQuery': '*',
};

it('allows each operation that the tool has, on no more than it reads, and no other', () => {
  const operations = [
    ...new Set(
      services.flatMap((service) =>
        Object.keys(service.operations).flatMap((method) => actionsOf(service, method)),
      ),
    ),
  ];
  const statements = iamPolicy({ logGroup: ['arn:group'], stream: ['arn:stream'] }).Statement;
  const allowed = statements.flatMap(({ Action, Resource }) =>
    Action.map((action): readonly [string, unknown] => [
      action,
      Resource === '*' ? '*' : Resource.includes('arn:group') ? 'logGroup' : 'stream',
    ]),
  );
  expect(allowed.map(([action]) => action).toSorted()).toEqual(operations.toSorted());
  expect(Object.fromEntries(allowed)).toEqual(narrowedTo);
});

it('names the log groups and the streams of the pipeline', () => {
  const statements = policyOf(demoPipelineYaml).Statement;
  const resources = (sid: string) => statements.find(({ Sid }) => Sid === sid)?.Resource;
  expect(resources('LogLines')).toContain('arn:aws:logs:eu-west-1:*:log-group:/aws/lambda/payment-worker:*');
  expect(resources('Streams')).toEqual(['arn:aws:dynamodb:eu-west-1:*:table/Orders/stream/*']);
});

it('allows the log group too that only tells of deployments', () => {
  const yaml =
    "name: p\nstages:\n  - { name: w, kind: ecs, dimensions: { ClusterName: c, ServiceName: w }, deployments: { group: /deploys, pattern: 'v(?<version>.+)' } }\n";
  expect(policyOf(yaml).Statement[1]?.Resource).toContain('arn:aws:logs:eu-west-1:*:log-group:/deploys:*');
});

it('asks for nothing that the pipeline does not have, and knows other partitions', () => {
  const yaml = 'name: p\nstages:\n  - { name: jobs, kind: sqs }\n  - { name: T, kind: dynamodb, table: T }\n';
  const statements = policyOf(yaml, 'cn-north-1').Statement;
  expect(statements.map(({ Sid }) => Sid)).toEqual(['MetricsAndAlarms', 'Streams', 'StreamNames']);
  expect(statements[1]?.Resource).toEqual(['arn:aws-cn:dynamodb:cn-north-1:*:table/T/stream/*']);
});
