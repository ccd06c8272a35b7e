/** The alarms that the team of the order pipeline has set up, each on a metric that the simulation writes. */
import type { MetricId, SandboxAlarm } from '../../account.ts';
import { instanceId } from '../side-systems.ts';
import { minuteMs } from '../world.ts';

export type AlarmDefinition = Pick<
  SandboxAlarm,
  | 'alarmName'
  | 'description'
  | 'stat'
  | 'periodSeconds'
  | 'threshold'
  | 'comparison'
  | 'evaluationPeriods'
  | 'datapointsToAlarm'
  | 'treatMissingData'
  | 'actionsEnabled'
  | 'band'
  | 'warmUpMinutes'
> & {
  readonly metric: MetricId;
  /** Topics and others that are told of ALARM: the last part of their ARN. */
  readonly actions: readonly string[];
  /** And those that are told of OK, and of no data. */
  readonly okActions?: readonly string[];
  readonly noDataActions?: readonly string[];
  /** How long before the account's first reader came it was made; with the account where absent. */
  readonly madeBeforeMs?: number;
};

type Limit = readonly [sign: keyof typeof comparisons, threshold: number];

const comparisons = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
  '<=': 'LessThanOrEqualToThreshold',
  /** Above the band, so many standard deviations wide. */
  '> band': 'GreaterThanUpperThreshold',
} as const;

const onCall = ['sns:on-call'];

/** `stat` of the metric `namespace/name` beyond the limit for M of N periods. */
const alarm = (
  alarmName: string,
  description: string,
  [namespace, name, dimensions]: readonly [string, string, Readonly<Record<string, string>>],
  stat: string,
  [sign, threshold]: Limit,
  [datapointsToAlarm, evaluationPeriods]: readonly [number, number],
  more: Partial<
    Pick<
      AlarmDefinition,
      | 'treatMissingData'
      | 'actionsEnabled'
      | 'actions'
      | 'okActions'
      | 'noDataActions'
      | 'periodSeconds'
      | 'madeBeforeMs'
      | 'warmUpMinutes'
    >
  > = {},
): AlarmDefinition => ({
  alarmName,
  description,
  metric: { namespace, name, dimensions },
  stat,
  comparison: comparisons[sign],
  // Not known before the first evaluation.
  threshold: sign === '> band' ? 0 : threshold,
  ...(sign === '> band' ? { band: { widths: threshold } } : {}),
  datapointsToAlarm,
  evaluationPeriods,
  periodSeconds: 60,
  treatMissingData: 'missing',
  actionsEnabled: true,
  actions: onCall,
  ...more,
});

const api = { ApiName: 'orders-api', Stage: 'prod' };
const service = { ClusterName: 'orders', ServiceName: 'fulfilment' };
const lambda = (name: string, metric: string) => ['AWS/Lambda', metric, { FunctionName: name }] as const;
const queue = (name: string, metric: string) => ['AWS/SQS', metric, { QueueName: name }] as const;
const quiet = { treatMissingData: 'notBreaching' } as const;

export const alarmDefinitions: readonly AlarmDefinition[] = [
  alarm(
    'orders-api-5xx',
    'More than 1 % of the calls to the API fail',
    ['AWS/ApiGateway', '5XXError', api],
    'Average',
    ['>', 0.01],
    [2, 3],
  ),
  alarm(
    'orders-api-latency-p99',
    'The slowest calls take too long',
    ['AWS/ApiGateway', 'Latency', api],
    'p99',
    ['>', 1500],
    [3, 3],
  ),
  alarm(
    'order-intake-errors',
    'Orders are not accepted',
    lambda('order-intake', 'Errors'),
    'Sum',
    ['>', 8],
    [2, 3],
    quiet,
  ),
  alarm(
    'orders-write-throttles',
    'Writes to the Orders table are throttled',
    ['AWS/DynamoDB', 'WriteThrottleEvents', { TableName: 'Orders' }],
    'Sum',
    ['>', 10],
    [2, 5],
    quiet,
  ),
  alarm(
    'order-dispatch-iterator-age',
    'The stream of Orders is read too late',
    lambda('order-dispatch', 'IteratorAge'),
    'Maximum',
    ['>', 10_000],
    [3, 3],
  ),
  alarm(
    'orders-bus-failed-invocations',
    'The rule cannot reach the payments queue',
    ['AWS/Events', 'FailedInvocations', { EventBusName: 'orders-bus', RuleName: 'orders-to-payments' }],
    'Sum',
    ['>', 0],
    [1, 1],
    quiet,
  ),
  alarm(
    'payments-queue-age',
    'Orders wait for their payment',
    queue('payments', 'ApproximateAgeOfOldestMessage'),
    'Maximum',
    ['>=', 60],
    [3, 3],
    { actions: ['sns:on-call', 'lambda:function:scale-payments'] },
  ),
  alarm(
    'payments-dlq-not-empty',
    'Payments have been given up',
    queue('payments-dlq', 'ApproximateNumberOfMessagesVisible'),
    'Maximum',
    ['>', 0],
    [1, 1],
  ),
  alarm(
    'payment-worker-errors',
    'Charging cards fails',
    lambda('payment-worker', 'Errors'),
    'Sum',
    ['>', 10],
    [3, 5],
    { ...quiet, okActions: onCall },
  ),
  alarm(
    'payment-worker-throttles',
    'payment-worker is at its reserved concurrency',
    lambda('payment-worker', 'Throttles'),
    'Sum',
    ['>', 50],
    [3, 3],
    { ...quiet, actions: ['sns:team-payments'] },
  ),
  alarm(
    'payment-worker-duration',
    'Charging a card takes longer than usual',
    lambda('payment-worker', 'Duration'),
    'Average',
    ['> band', 2],
    [3, 3],
    { actions: ['sns:team-payments'] },
  ),
  alarm(
    'fulfilment-running-tasks',
    'Tasks of the fulfilment service are missing',
    ['ECS/ContainerInsights', 'RunningTaskCount', service],
    'Minimum',
    ['<', 4],
    [3, 3],
    {
      actions: [
        'sns:on-call',
        'autoscaling:scalingPolicy:3f1f:resource/ecs/service/orders/fulfilment:policyName/replace-tasks',
      ],
    },
  ),
  alarm(
    'fulfilment-queue-age',
    'Paid orders are not picked',
    queue('fulfilment', 'ApproximateAgeOfOldestMessage'),
    'Maximum',
    ['>', 120],
    [3, 3],
  ),
  alarm(
    'warehouse-node-cpu',
    'The nodes of the warehouse are busy',
    ['ContainerInsights', 'node_cpu_utilization', { ClusterName: 'warehouse' }],
    'Average',
    ['>', 80],
    [2, 2],
    { actions: ['sns:team-warehouse'] },
  ),
  alarm(
    'legacy-erp-heartbeat',
    'The ERP host has gone silent',
    ['Orders/Legacy', 'Heartbeat', { Host: 'legacy-erp' }],
    'SampleCount',
    ['<', 1],
    [3, 3],
    { noDataActions: onCall },
  ),
  alarm(
    'legacy-erp-cpu',
    'The ERP host is busy',
    ['AWS/EC2', 'CPUUtilization', { InstanceId: instanceId }],
    'Average',
    ['>', 90],
    [2, 2],
    { periodSeconds: 300, actions: ['automate:ec2:reboot'] },
  ),
  alarm(
    'analytics-freshness',
    'The analysts look at old orders',
    ['AWS/Firehose', 'DeliveryToS3.DataFreshness', { DeliveryStreamName: 'order-analytics-s3' }],
    'Maximum',
    ['>', 900],
    [3, 3],
    { actions: ['sns:team-data'] },
  ),
  alarm(
    'orders-placed-low',
    'Hardly anybody orders',
    ['Orders/Business', 'OrdersPlaced', { Service: 'orders' }],
    'Sum',
    ['<', 30],
    [5, 5],
    { treatMissingData: 'breaching', actionsEnabled: false },
  ),
  alarm(
    'order-dispatch-duration',
    'A batch of changes takes too long',
    lambda('order-dispatch', 'Duration'),
    'Average',
    ['>', 20_000],
    [3, 3],
    { madeBeforeMs: 8 * minuteMs, warmUpMinutes: 20 },
  ),
];
