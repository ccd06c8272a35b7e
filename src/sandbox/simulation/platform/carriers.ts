/** Carriers scan parcels: a balancer and its service, a topic, the function that reads it, the bus that tells customers. */
import type { World } from '../world.ts';
import {
  carrierBalancer,
  carrierService,
  carrierTargets,
  parcelSubscriber,
  scans,
  tracker,
  trackerMapping,
} from './names.ts';
import { counts, type Group, level, never, parcels, scansSeen, timings, tries } from './shapes.ts';

export const carriers = (world: World): readonly Group[] => [
  {
    namespace: 'AWS/NetworkELB',
    dimensions: carrierBalancer,
    metrics: [
      ['NewFlowCount', 'Count', counts((minute) => parcels(minute) / 6)],
      ['ActiveFlowCount', 'Count', level(({ drift: of }) => Math.round(210 + 25 * of(215)))],
      ['TCP_Target_Reset_Count', 'Count', counts(({ rarely }) => (rarely(216, 9) ? 2 : 0))],
      ['TCP_ELB_Reset_Count', 'Count', never],
      ['PortAllocationErrorCount', 'Count', never],
    ],
  },
  {
    namespace: 'AWS/NetworkELB',
    dimensions: carrierTargets,
    metrics: [
      ['HealthyHostCount', 'Count', level(() => 2)],
      ['UnHealthyHostCount', 'Count', level(() => 0)],
    ],
  },
  {
    namespace: 'AWS/ElasticBeanstalk',
    dimensions: carrierService,
    metrics: [
      ['EnvironmentHealth', 'None', level(() => 0)],
      ['ApplicationRequestsTotal', 'Count', counts(parcels)],
      ['ApplicationRequests2xx', 'Count', counts((minute) => 0.995 * parcels(minute))],
      ['ApplicationRequests4xx', 'Count', counts((minute) => 0.005 * parcels(minute))],
      ['ApplicationRequests5xx', 'Count', never],
      ['ApplicationLatencyP50', 'Seconds', level(({ drift: of }) => 0.021 + 0.003 * of(217))],
      ['ApplicationLatencyP99', 'Seconds', level(({ drift: of }) => 0.094 + 0.02 * of(218))],
    ],
  },
  {
    namespace: 'AWS/Kafka',
    dimensions: scans,
    metrics: [
      ['EstimatedMaxTimeLag', 'Seconds', level(({ drift: of }) => Math.round(2 + of(219)))],
      ['MaxOffsetLag', 'Count', level(({ drift: of }) => Math.round(18 + 9 * of(220)))],
      ['SumOffsetLag', 'Count', level(({ drift: of }) => Math.round(60 + 24 * of(220)))],
    ],
  },
  {
    namespace: 'AWS/Kafka',
    dimensions: { 'Cluster Name': scans['Cluster Name'] },
    metrics: [
      ['OfflinePartitionsCount', 'Count', level(() => 0)],
      // A sample of each broker: one of three is the controller.
      [
        'ActiveControllerCount',
        'Count',
        () => [
          { value: 1, count: 1 },
          { value: 0, count: 2 },
        ],
      ],
    ],
  },
  {
    namespace: 'AWS/Lambda',
    dimensions: tracker,
    metrics: [
      [
        'Invocations',
        'Count',
        tries(
          (minute) => parcels(minute) / 20,
          () => 0,
        ),
      ],
      ['Errors', 'Count', (minute) => [{ value: 0, count: Math.max(1, Math.round(parcels(minute) / 20)) }]],
      ['Throttles', 'Count', never],
      ['Duration', 'Milliseconds', timings(62, (minute) => parcels(minute) / 20)],
      ['ConcurrentExecutions', 'Count', level(({ drift: of }) => Math.round(4 + of(221)))],
      ['OffsetLag', 'Count', level(({ drift: of }) => Math.round(18 + 9 * of(220)))],
    ],
  },
  {
    namespace: 'AWS/Lambda',
    dimensions: trackerMapping,
    metrics: [
      ['PolledEventCount', 'Count', counts(parcels)],
      ['FilteredOutEventCount', 'Count', counts((minute) => Math.round(parcels(minute)) - scansSeen(minute))],
      ['InvokedEventCount', 'Count', counts(scansSeen)],
      ['FailedInvokeEventCount', 'Count', never],
      ['DroppedEventCount', 'Count', never],
      ['OnFailureDestinationDeliveredEventCount', 'Count', never],
      ['MaxOffsetLag', 'Count', level(({ drift: of }) => Math.round(18 + 9 * of(220)))],
      ['SumOffsetLag', 'Count', level(({ drift: of }) => Math.round(60 + 24 * of(220)))],
    ],
  },
  {
    namespace: 'AWS/EventsV2',
    dimensions: parcelSubscriber(world),
    metrics: [
      ['FilterEvaluated', 'Count', counts(scansSeen)],
      ['FilterMatched', 'Count', counts(({ orders }) => orders * 1.5)],
      [
        'EventDeliveryAttempts',
        'Count',
        counts(({ orders, rarely }) => orders * 1.5 + (rarely(222, 6) ? 1 : 0)),
      ],
      ['EventsDelivered', 'Count', counts(({ orders }) => orders * 1.5)],
      ['RetryInvocationAttempts', 'Count', ({ rarely }) => (rarely(222, 6) ? [{ value: 1, count: 1 }] : [])],
      ['IngestionToInvocationStartTime', 'Milliseconds', timings(64, ({ orders }) => orders * 1.5)],
      ['ApproximateBacklogAge', 'Milliseconds', level(({ drift: of }) => Math.round(240 + 90 * of(223)))],
    ],
  },
];
