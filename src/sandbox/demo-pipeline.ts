/**
 * The pipeline file of the embedded account, in the format that `orders-watch init` writes. It names no Region: the
 * account is in the one that was asked for. Between its two pipelines there is a stage of every kind.
 */
import type { Account } from './account.ts';
import {
  carrierTargets,
  carts,
  invoices,
  liveUpdates,
  mails,
  parcelSubscriber,
  products,
  scans,
  shoppers,
  site,
  statusApi,
  trackerMapping,
  triage,
} from './simulation/platform/names.ts';
import { instanceId } from './simulation/side-systems.ts';
import {
  customerIndex,
  returnsApi,
  returnsMachine,
  targets,
  webHost,
  webService,
} from './simulation/storefront.ts';

const flow = (dimensions: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(dimensions)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ')} }`;

/** Orders, from the API to the parcel. */
export const demoPipelineYaml = `name: orders
orderId: { path: orderId, pattern: 'ORD-\\d+' }
orders:
  table: Orders
  id: orderId
  status: status
  done: [DELIVERED, CANCELLED]
  failed: [FAILED]
  objectives: { PLACED: 60s, PAID: 10m }
  value: total
  currency: currency
stages:
  - name: orders-api
    kind: api-gateway
    dimensions: { ApiName: orders-api, Stage: prod }
    logs: [/aws/apigateway/orders-api]
    objectives: { latency: 800ms, errorRate: 1% }
    next: [order-intake]
  - name: order-intake
    kind: lambda
    objectives: { latency: 500ms, errorRate: 1% }
    next: [Orders]
  - name: Orders
    kind: dynamodb
    table: Orders
    objectives: { latency: 50ms, lag: 10s }
    next: [order-dispatch, order-analytics]
  - name: order-dispatch
    kind: lambda
    objectives: { lag: 10s, errorRate: 1% }
    next: [orders-bus]
  - name: orders-bus
    kind: eventbridge
    dimensions: { EventBusName: orders-bus, RuleName: orders-to-payments }
    next: [payments]
  - name: payments
    kind: sqs
    deadLetterQueue: payments-dlq
    objectives: { lag: 60s }
    next: [payment-worker]
  - name: payment-worker
    kind: lambda
    objectives: { latency: 2s, errorRate: 2% }
    next: [order-events]
  - { name: order-events, kind: sns, next: [fulfilment-queue] }
  - name: fulfilment-queue
    kind: sqs
    dimensions: { QueueName: fulfilment }
    objectives: { lag: 2m }
    next: [fulfilment]
  - name: fulfilment
    kind: ecs
    dimensions: { ClusterName: orders, ServiceName: fulfilment }
    logs: [/ecs/fulfilment]
    deployments: { pattern: 'started fulfilment (?<version>\\S+)', filter: '"started fulfilment"' }
    next: [warehouse, legacy-erp]
  - name: warehouse
    kind: eks
    logs: [/aws/containerinsights/warehouse/application]
  - name: legacy-erp
    kind: ec2
    dimensions: { InstanceId: ${instanceId} }
    logs: [/ec2/legacy-erp/messages]
  - { name: order-analytics, kind: kinesis, next: [order-analytics-s3] }
  - { name: order-analytics-s3, kind: firehose, objectives: { lag: 15m } }
  - name: business
    kind: custom
    metrics:
      - { key: placed, label: orders placed/s, namespace: Orders/Business, metric: OrdersPlaced, dimensions: { Service: orders }, stat: Sum, unit: count/s, missing: zero }
      - { key: gateway, label: payment gateway p90, namespace: Orders/Business, metric: PaymentGatewayLatency, dimensions: { Gateway: paystream }, stat: p90, unit: ms, period: 10s }
      - { key: heartbeat, label: ERP heartbeat, namespace: Orders/Legacy, metric: Heartbeat, dimensions: { Host: legacy-erp }, stat: SampleCount, unit: count }
      - { key: placedByPromQl, label: orders placed/s by OpenTelemetry, promql: 'sum(rate({"orders.placed"}[5m]))', unit: rate }
    rules:
      - { series: gateway, above: 1500, level: warn }
queries:
  - name: failed-payments
    title: Payments that failed, a minute, by reason
    stages: [payment-worker]
    query: |
      filter @message like /charge failed/
      | parse @message /charge failed \\S+ (?<reason>\\w+ \\w+)/
      | stats count(*) as failed by bin(1m), reason
  - name: slow-charges
    title: Charges that took longest
    stages: [payment-worker]
    query: |
      parse @message /charged (?<order>ORD-\\d+) .* (?<ms>\\d+) ms/
      | filter ispresent(ms)
      | fields @timestamp, order, ms
      | sort ms desc
      | limit 50
`;

/** What stands before and behind it: the shop, and what comes back. */
const platformYaml = ({
  accountId,
  region,
  tables,
}: Pick<Account, 'accountId' | 'region' | 'tables'>): string => {
  const [stream] = tables.list().flatMap(({ name, streams }) => (name === 'Orders' ? streams : []));
  const table = { TableName: 'Orders', ...(stream === undefined ? {} : { StreamLabel: stream.label }) };
  const world = { accountId, region };
  return `name: platform
stages:
  - name: site
    kind: cloudfront # of a real account its metrics are in us-east-1
    dimensions: ${flow(site)}
    objectives: { errorRate: 1% }
    next: [storefront]
  - name: storefront
    kind: alb
    dimensions: ${flow(targets)}
    objectives: { latency: 500ms, errorRate: 1% }
    next: [web]
  - name: web
    kind: ecs
    dimensions: ${flow(webService)}
    next: [orders-by-customer, returns-api]
    dependsOn: [shoppers, carts, products]
  - name: web-host
    kind: ec2
    dimensions: ${flow(webHost)}
    period: 60s # detailed monitoring
  - name: shoppers
    kind: cognito
    dimensions: ${flow(shoppers)}
  - name: carts
    kind: elasticache
    dimensions: ${flow(carts)}
  - name: products
    kind: opensearch
    dimensions: ${flow(products(world))}
  - name: status-api
    kind: appsync
    dimensions: ${flow(statusApi)}
    logs: []
    objectives: { latency: 500ms }
    next: [orders-by-customer]
  - name: live-updates
    kind: websocket-api
    dimensions: ${flow(liveUpdates)}
  - name: orders-by-customer
    kind: dynamodb
    dimensions: ${flow(customerIndex)}
  - name: returns-api
    kind: http-api
    dimensions: ${flow(returnsApi)}
    objectives: { latency: 800ms, errorRate: 1% }
    next: [returns]
  - name: returns
    kind: step-functions
    dimensions: ${flow(returnsMachine(world))}
    objectives: { latency: 30s, errorRate: 2% }
    next: [Orders]
    dependsOn: [triage, ledger]
  - name: Orders
    kind: dynamodb
    dimensions: ${flow(table)}
    next: [invoice-pipe]
  - name: invoice-pipe
    kind: pipes
    next: [invoices]
  - name: invoices
    kind: s3
    dimensions: ${flow(invoices)}
    next: [customer-mails]
  - name: customer-mails
    kind: ses
    dimensions: ${flow(mails)}
  - name: carriers
    kind: nlb
    dimensions: ${flow(carrierTargets)}
    next: [carriers-prod]
  - name: carriers-prod
    kind: elastic-beanstalk
    objectives: { latency: 500ms }
    next: [parcel-scans]
  - name: parcel-scans
    kind: msk
    dimensions: ${flow(scans)}
    objectives: { lag: 60s }
    next: [track-mapping]
  - name: track-mapping
    kind: event-source-mapping
    dimensions: ${flow(trackerMapping)}
    next: [track-parcels]
  - name: track-parcels
    kind: lambda
    logs: []
    next: [customer-notices]
  - name: customer-notices
    kind: event-bus
    dimensions: ${flow(parcelSubscriber(world))}
  - name: payouts
    kind: scheduler
  - name: ledger
    kind: rds
  - name: triage
    kind: bedrock
    dimensions: ${flow(triage)}
    objectives: { latency: 5s }
`;
};

/** The whole file: a document for each pipeline. */
export const demoPipelineFile = (account: Parameters<typeof platformYaml>[0]): string =>
  `${demoPipelineYaml}---\n${platformYaml(account)}`;
