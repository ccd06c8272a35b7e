/** The least that the tool needs to be allowed for a pipeline: reads only (cloudwatch.md: least privilege). */
import { partitionOf } from '../origin.ts';
import type { Pipeline } from './stage.ts';

type Statement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
};

export type IamPolicy = { readonly Version: '2012-10-17'; readonly Statement: readonly Statement[] };

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

/** Metrics and alarms cannot be narrowed down to resources; log groups and streams are. */
export const iamPolicy = ({ stages }: Pipeline): IamPolicy => {
  const groups = unique(
    stages.flatMap(({ region, logGroups, deployments, accountId }) =>
      [...logGroups, ...(deployments === undefined ? [] : [deployments.group])].map((group) =>
        group.startsWith('arn:')
          ? group
          : `arn:${partitionOf(region)}:logs:${region}:${accountId ?? '*'}:log-group:${group}`,
      ),
    ),
  );
  const streams = unique(
    stages.flatMap(({ region, table, accountId }) =>
      table === undefined
        ? []
        : [`arn:${partitionOf(region)}:dynamodb:${region}:${accountId ?? '*'}:table/${table}/stream/*`],
    ),
  );
  const statements: Statement[] = [
    {
      Sid: 'MetricsAndAlarms',
      Effect: 'Allow',
      Action: [
        'cloudwatch:DescribeAlarmHistory',
        'cloudwatch:DescribeAlarms',
        'cloudwatch:GetDashboard',
        'cloudwatch:GetMetricData',
        'cloudwatch:ListDashboards',
        'cloudwatch:ListMetrics',
      ],
      Resource: '*',
    },
  ];
  if (groups.length > 0) {
    statements.push(
      {
        Sid: 'LogLines',
        Effect: 'Allow',
        Action: [
          'logs:DescribeLogStreams',
          'logs:FilterLogEvents',
          'logs:GetLogRecord',
          'logs:GetQueryResults',
          'logs:StartLiveTail',
          'logs:StartQuery',
        ],
        // The group itself for queries, what is in it for its lines.
        Resource: groups.flatMap((group) => [group, `${group}:*`]),
      },
      {
        Sid: 'LogGroups',
        Effect: 'Allow',
        Action: ['logs:DescribeLogGroups', 'logs:StopQuery'],
        Resource: '*',
      },
    );
  }
  if (streams.length > 0) {
    statements.push(
      {
        Sid: 'Streams',
        Effect: 'Allow',
        Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        Resource: streams,
      },
      { Sid: 'StreamNames', Effect: 'Allow', Action: ['dynamodb:ListStreams'], Resource: '*' },
    );
  }
  return { Version: '2012-10-17', Statement: statements };
};
