/** CloudWatch dashboards of the demo: between them they use most of what a dashboard's body can say. */

import { balancer } from './simulation/storefront.ts';

export type SandboxDashboard = {
  readonly name: string;
  readonly modifiedAt: number;
  /** The body as AWS stores it: JSON text. */
  readonly body: string;
};

type Place = readonly [x: number, y: number, width: number, height: number];

/** The account's dashboards; they are the same in all Regions and draw metrics of `region`. */
export const demoDashboards = (accountId: string, region: string): readonly SandboxDashboard[] => {
  const widget = (type: string, [x, y, width, height]: Place, properties: object) => ({
    type,
    x,
    y,
    width,
    height,
    properties,
  });
  const metric = (place: Place, properties: object) => widget('metric', place, { region, ...properties });
  const text = (place: Place, markdown: string) => widget('text', place, { markdown });
  const alarmArn = (name: string) => `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;

  const overview = {
    start: '-PT3H',
    periodOverride: 'inherit',
    widgets: [
      text(
        [0, 0, 24, 2],
        '# Orders\nFrom the API to the parcel. Runbook: [orders](https://runbooks.example.com/orders)',
      ),
      metric([0, 2, 12, 6], {
        title: 'Requests',
        view: 'timeSeries',
        stacked: false,
        stat: 'Sum',
        period: 60,
        metrics: [
          ['AWS/ApiGateway', 'Count', 'ApiName', 'orders-api', { label: 'requests', color: '#1f77b4' }],
          ['.', '4XXError', '.', '.', { label: '4xx' }],
          ['.', '5XXError', '.', '.', { label: '5xx', color: '#d62728', yAxis: 'right' }],
        ],
        yAxis: { left: { min: 0, label: 'requests' }, right: { min: 0, showUnits: false } },
      }),
      metric([12, 2, 12, 6], {
        title: 'Latency',
        view: 'timeSeries',
        period: 60,
        metrics: [
          ['AWS/ApiGateway', 'Latency', 'ApiName', 'orders-api', { stat: 'p50', label: 'p50' }],
          ['...', { stat: 'p99', label: 'p99' }],
        ],
        annotations: { horizontal: [{ label: 'objective', value: 800, fill: 'above' }] },
      }),
      metric([0, 8, 6, 3], {
        title: 'Orders placed',
        view: 'singleValue',
        sparkline: true,
        stat: 'Sum',
        period: 300,
        metrics: [['Orders/Business', 'OrdersPlaced', 'Service', 'orders']],
      }),
      metric([6, 8, 6, 3], {
        title: 'Error share',
        view: 'singleValue',
        period: 300,
        metrics: [
          ['AWS/ApiGateway', '5XXError', 'ApiName', 'orders-api', { id: 'e', stat: 'Sum', visible: false }],
          ['.', 'Count', '.', '.', { id: 'c', stat: 'Sum', visible: false }],
          [{ expression: '100 * e / c', label: '5xx %', id: 'share' }],
        ],
      }),
      metric([12, 8, 6, 3], {
        title: 'Fulfilment CPU',
        view: 'gauge',
        stat: 'Average',
        period: 300,
        metrics: [['AWS/ECS', 'CPUUtilization', 'ClusterName', 'orders', 'ServiceName', 'fulfilment']],
        yAxis: { left: { min: 0, max: 100 } },
        annotations: { horizontal: [{ color: '#d62728', value: 80, label: 'hot' }] },
      }),
      widget('alarm', [18, 8, 6, 3], {
        title: 'Alarms',
        alarms: ['orders-api-5xx', 'payment-worker-errors', 'payments-queue-age'].map(alarmArn),
      }),
    ],
  };

  const payments = {
    variables: [
      {
        type: 'property',
        property: 'QueueName',
        inputType: 'select',
        id: 'queue',
        label: 'Queue',
        defaultValue: 'payments',
        visible: true,
        values: ['payments', 'payments-dlq', 'fulfilment'].map((value) => ({ value, label: value })),
      },
    ],
    widgets: [
      metric([0, 0, 8, 6], {
        title: 'Queue',
        view: 'timeSeries',
        stat: 'Maximum',
        period: 60,
        metrics: [
          ['AWS/SQS', 'ApproximateAgeOfOldestMessage', 'QueueName', 'payments', { label: 'age (s)' }],
          ['.', 'ApproximateNumberOfMessagesVisible', '.', '.', { label: 'visible', yAxis: 'right' }],
        ],
        annotations: {
          alarms: [alarmArn('payments-queue-age')],
          vertical: [{ label: 'release', value: '2026-01-15T12:00:00Z' }],
        },
      }),
      metric([8, 0, 8, 6], {
        title: 'Worker',
        view: 'timeSeries',
        stacked: true,
        stat: 'Sum',
        period: 60,
        metrics: [
          ['AWS/Lambda', 'Invocations', 'FunctionName', 'payment-worker'],
          ['.', 'Errors', '.', '.'],
          ['.', 'Throttles', '.', '.'],
        ],
      }),
      metric([16, 0, 8, 6], {
        title: 'Gateway latency, second by second',
        period: 1,
        metrics: [['Orders/Business', 'PaymentGatewayLatency', 'Gateway', 'paystream', { stat: 'p99' }]],
      }),
      metric([0, 6, 8, 6], {
        title: 'Is this usual?',
        period: 60,
        metrics: [
          ['AWS/Lambda', 'Duration', 'FunctionName', 'payment-worker', { id: 'm1', stat: 'Average' }],
          [{ expression: 'ANOMALY_DETECTION_BAND(m1, 2)', id: 'band', label: 'expected' }],
        ],
      }),
      widget('log', [8, 6, 16, 6], {
        title: 'Errors',
        region,
        view: 'table',
        query:
          "SOURCE '/aws/lambda/payment-worker' | SOURCE '/aws/lambda/order-dispatch' | fields @timestamp, @message\n| filter @message like /ERROR/\n| sort @timestamp desc\n| limit 20",
      }),
      widget('log', [0, 12, 12, 6], {
        title: 'Errors over time',
        region,
        view: 'timeSeries',
        stacked: false,
        query:
          "SOURCE '/aws/lambda/payment-worker' | filter @message like /ERROR/ | stats count(*) as errors by bin(5m)",
      }),
      widget('explorer', [12, 12, 12, 6], {
        title: 'All workers',
        metrics: [{ metricName: 'Invocations', resourceType: 'AWS::Lambda::Function', stat: 'Sum' }],
      }),
    ],
  };

  const platform = {
    variables: [
      {
        type: 'property',
        property: 'FunctionName',
        inputType: 'select',
        id: 'function',
        label: 'Function',
        defaultValue: '__FIRST',
        visible: true,
        search: '{AWS/Lambda,FunctionName} MetricName="Invocations"',
        populateFrom: 'FunctionName',
      },
    ],
    widgets: [
      metric([0, 0, 12, 6], {
        title: 'Every function',
        view: 'timeSeries',
        period: 60,
        metrics: [
          [
            {
              expression: `SEARCH('{AWS/Lambda,FunctionName} MetricName="Invocations"', 'Sum', 60)`,
              id: 'all',
              label: '',
            },
          ],
        ],
      }),
      metric([12, 0, 12, 6], {
        title: 'Slowest functions',
        view: 'bar',
        period: 300,
        metrics: [
          [
            {
              expression:
                'SELECT MAX(Duration) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName ORDER BY MAX() DESC LIMIT 3',
              id: 'slow',
            },
          ],
        ],
      }),
      metric([0, 6, 8, 6], {
        title: 'Messages by queue',
        view: 'pie',
        stat: 'Sum',
        period: 3600,
        setPeriodToTimeRange: true,
        metrics: ['payments', 'payments-dlq', 'fulfilment'].map((queue) => [
          'AWS/SQS',
          'NumberOfMessagesSent',
          'QueueName',
          queue,
        ]),
      }),
      metric([8, 6, 8, 6], {
        title: 'Warehouse',
        view: 'table',
        period: 300,
        stat: 'Average',
        metrics: [
          ['ContainerInsights', 'node_cpu_utilization', 'ClusterName', 'warehouse'],
          ['.', 'node_memory_utilization', '.', '.'],
        ],
        table: { layout: 'horizontal', summaryColumns: ['MIN', 'MAX', 'AVG'] },
      }),
      metric([16, 6, 8, 6], {
        title: 'Analytics',
        period: 60,
        metrics: [
          ['AWS/Kinesis', 'IncomingRecords', 'StreamName', 'order-analytics', { stat: 'Sum' }],
          [
            'AWS/Firehose',
            'DeliveryToS3.DataFreshness',
            'DeliveryStreamName',
            'order-analytics-s3',
            { stat: 'Maximum', yAxis: 'right' },
          ],
        ],
        liveData: true,
      }),
      metric([0, 12, 12, 6], {
        title: 'One function',
        view: 'timeSeries',
        period: 60,
        stat: 'Sum',
        metrics: [
          ['AWS/Lambda', 'Invocations', 'FunctionName', 'payment-worker'],
          ['.', 'Errors', '.', '.', { color: '#d62728' }],
        ],
        yAxis: { left: { label: 'a minute', min: 0 } },
      }),
      metric([12, 12, 12, 6], {
        title: 'Shop',
        view: 'timeSeries',
        period: 60,
        metrics: [
          [
            'AWS/ApplicationELB',
            'TargetResponseTime',
            'LoadBalancer',
            balancer.LoadBalancer,
            { stat: 'p99' },
          ],
        ],
        annotations: { horizontal: [[{ value: 0.5, label: 'objective' }, { value: 1 }]] },
      }),
    ],
  };

  const modifiedAt = Date.UTC(2026, 0, 12, 9, 30);
  return Object.entries({ orders: overview, payments, platform }).map(([name, body]) => ({
    name,
    modifiedAt,
    body: JSON.stringify(body),
  }));
};
