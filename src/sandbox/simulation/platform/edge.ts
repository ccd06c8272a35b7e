/** Where shoppers come in: the distribution, sign-in, the cart, search, the status of orders and its updates. */
import type { World } from '../world.ts';
import { carts, liveUpdates, products, shoppers, site, statusApi } from './names.ts';
import { counts, type Group, level, never, pages, statusCalls, timings, tries } from './shapes.ts';

export const edge = (world: World): readonly Group[] => [
  {
    namespace: 'AWS/CloudFront',
    dimensions: site,
    metrics: [
      ['Requests', 'None', counts((minute) => 7 * pages(minute))],
      ['BytesDownloaded', 'None', counts((minute) => 180_000 * pages(minute))],
      ['4xxErrorRate', 'Percent', level(({ drift: of }) => 0.9 + 0.3 * of(203))],
      ['5xxErrorRate', 'Percent', level(({ drift: of }) => 0.04 + 0.02 * of(204))],
      ['TotalErrorRate', 'Percent', level(({ drift: of }) => 0.94 + 0.3 * of(203))],
      ['OriginLatency', 'Milliseconds', timings(74, pages)],
    ],
  },
  {
    namespace: 'AWS/Cognito',
    dimensions: shoppers,
    metrics: [
      [
        'SignInSuccesses',
        'Count',
        tries(
          ({ orders }) => orders / 3,
          ({ drift: of }) => 0.06 + 0.02 * of(205),
        ),
      ],
      [
        'TokenRefreshSuccesses',
        'Count',
        tries(
          ({ orders }) => orders * 2,
          () => 0.004,
        ),
      ],
      ['SignInThrottles', 'Count', never],
      ['TokenRefreshThrottles', 'Count', never],
    ],
  },
  {
    namespace: 'AWS/ElastiCache',
    dimensions: carts,
    metrics: [
      ['CacheHits', 'Count', counts((minute) => 9 * pages(minute))],
      ['CacheMisses', 'Count', counts((minute) => 0.7 * pages(minute))],
      ['EngineCPUUtilization', 'Percent', level(({ drift: of }) => 31 + 6 * of(206))],
      ['CPUUtilization', 'Percent', level(({ drift: of }) => 12 + 3 * of(206))],
      ['DatabaseMemoryUsagePercentage', 'Percent', level(({ drift: of }) => 58 + 4 * of(207))],
      ['Evictions', 'Count', never],
      ['CurrConnections', 'Count', level(({ drift: of }) => Math.round(64 + 8 * of(208)))],
      ['ReplicationLag', 'Seconds', level(({ drift: of }) => 0.02 + 0.01 * of(209))],
    ],
  },
  {
    namespace: 'AWS/ES',
    dimensions: products(world),
    metrics: [
      ['OpenSearchRequests', 'Count', counts((minute) => 1.6 * pages(minute))],
      ['5xx', 'Count', never],
      ['4xx', 'Count', counts((minute) => pages(minute) / 400)],
      ['ClusterStatus.green', 'Count', level(() => 1)],
      ['ClusterStatus.yellow', 'Count', level(() => 0)],
      ['ClusterStatus.red', 'Count', level(() => 0)],
      ['ClusterIndexWritesBlocked', 'Count', level(() => 0)],
      ['Nodes', 'Count', level(() => 3)],
      ['CPUUtilization', 'Percent', level(({ drift: of }) => 38 + 9 * of(210))],
      ['JVMMemoryPressure', 'Percent', level(({ drift: of }) => 61 + 7 * of(211))],
      ['IndexingLatency', 'Milliseconds', level(({ drift: of }) => 3.1 + 0.6 * of(212))],
      ['SearchLatency', 'Milliseconds', level(({ drift: of }) => 11 + 2 * of(213))],
    ],
  },
  {
    namespace: 'AWS/AppSync',
    dimensions: statusApi,
    metrics: [
      ['Latency', 'Milliseconds', timings(36, statusCalls)],
      ['4XXError', 'Count', counts((minute) => statusCalls(minute) / 300)],
      ['5XXError', 'Count', never],
    ],
  },
  {
    namespace: 'AWS/ApiGateway',
    dimensions: liveUpdates,
    also: [{ ApiId: liveUpdates.ApiId }],
    metrics: [
      ['ConnectCount', 'Count', counts(({ orders }) => orders / 2)],
      ['MessageCount', 'Count', counts(({ orders }) => orders * 5)],
      ['ClientError', 'Count', counts(({ rarely }) => (rarely(214, 7) ? 1 : 0))],
      ['IntegrationError', 'Count', never],
      ['ExecutionError', 'Count', never],
      ['IntegrationLatency', 'Milliseconds', timings(18, ({ orders }) => orders * 2)],
    ],
  },
];
