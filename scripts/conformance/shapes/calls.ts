/** What makes the calls: commands of the tool, and calls that no command makes, in the wire's own words. */
import { scriptHeader } from './recorder.ts';

const region = 'eu-west-1';
const where = ['--region', region, '--config', 'demo.yaml'];

/** Each to its end; those that follow are interrupted after some lines. */
export const commands: readonly { readonly args: readonly string[]; readonly untilLines?: number }[] = [
  { args: ['doctor', ...where] },
  { args: ['dashboard', '--once', ...where] },
  { args: ['alarms', '--history', '3h', ...where] },
  { args: ['why', ...where] },
  { args: ['init', '--output', 'found.yaml', '--region', region] },
  { args: ['metrics', 'AWS/SQS/ApproximateAgeOfOldestMessage', '--region', region] },
  { args: ['snapshot', '--view', 'timeline', ...where] },
  { args: ['tail-stream', 'Orders', '--json', '--from', '5m', ...where], untilLines: 20 },
  { args: ['logs', 'tail', '/aws/lambda/payment-worker', '--json', ...where], untilLines: 20 },
  {
    args: [
      'logs',
      'query',
      'fields @timestamp, @message, @ptr | limit 5',
      '--group',
      '/aws/lambda/payment-worker',
      '--json',
      ...where,
    ],
  },
  { args: ['orders', ...where] },
];

type Service = { readonly target: string; readonly signingName: string };

const services = {
  cloudwatch: { target: 'GraniteServiceVersion20100801', signingName: 'monitoring' },
  logs: { target: 'Logs_20140328', signingName: 'logs' },
  dynamodb: { target: 'DynamoDB_20120810', signingName: 'dynamodb' },
} as const satisfies Record<string, Service>;

const group = '/aws/lambda/payment-worker';

/** Calls that the tool makes only by a key, or never. `@ptr` stands for a pointer that a query told, `@query` for its id. */
export const rawCalls: readonly (readonly [
  keyof typeof services,
  string,
  Readonly<Record<string, unknown>>,
])[] = [
  ['cloudwatch', 'DescribeAlarmContributors', { AlarmName: 'queues-oldest-message' }],
  ['cloudwatch', 'ListAlarmMuteRules', {}],
  ['cloudwatch', 'GetAlarmMuteRule', { AlarmMuteRuleName: 'erp-disks' }],
  ['cloudwatch', 'DescribeAlarmHistory', { AlarmName: 'queues-oldest-message' }],
  ['cloudwatch', 'DescribeAlarms', { AlarmTypes: ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'] }],
  ['cloudwatch', 'DescribeAlarms', { ChildrenOfAlarmName: 'payments-outage' }],
  ['cloudwatch', 'DescribeAlarmsForMetric', { Namespace: 'AWS/Lambda', MetricName: 'Errors' }],
  ['cloudwatch', 'ListDashboards', {}],
  ['cloudwatch', 'GetDashboard', { DashboardName: 'orders' }],
  ['cloudwatch', 'GetDashboard', { DashboardName: 'there is none' }],
  ['logs', 'DescribeLogGroups', {}],
  ['logs', 'DescribeLogStreams', { logGroupName: group }],
  ['logs', 'GetLogEvents', { logGroupName: group, logStreamName: '@stream', limit: 3 }],
  [
    'logs',
    'StartLiveTail',
    { logGroupIdentifiers: [`arn:aws:logs:${region}:210987654321:log-group:${group}`] },
  ],
  ['logs', 'GetLogRecord', { logRecordPointer: '@ptr' }],
  [
    'logs',
    'StartQuery',
    { logGroupName: group, queryString: 'stats count(*) by bin(1m)', startTime: 1, endTime: 4_000_000_000 },
  ],
  ['logs', 'StopQuery', { queryId: '@query' }],
  ['dynamodb', 'ListTables', {}],
  ['dynamodb', 'DescribeTable', { TableName: 'Orders' }],
];

/** Sends one of them, and reads its answer; of one without an end its beginning. */
export const sendRaw = async (
  url: string,
  [name, operation, input]: (typeof rawCalls)[number],
  filled: Readonly<Record<string, string>>,
): Promise<void> => {
  const { target, signingName } = services[name];
  const scope = `20260101/${region}/${signingName}/aws4_request`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'accept-encoding': 'identity',
      'x-amz-target': `${target}.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=CONFORMANCE/${scope}, SignedHeaders=host, Signature=0`,
      [scriptHeader]: 'yes',
    },
    body: JSON.stringify(input, (_, value) => (typeof value === 'string' ? (filled[value] ?? value) : value)),
  });
  if (response.headers.get('content-type')?.includes('eventstream')) {
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
  } else await response.text();
};
