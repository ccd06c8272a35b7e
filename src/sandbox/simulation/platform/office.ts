/** Behind the shop: invoices, payouts, the ledger, the model that sorts returns, mail. */
import { invoicePipe, invoices, ledger, mails, payouts, triage } from './names.ts';
import { counts, type Group, level, never, timings, tries } from './shapes.ts';

export const office = (): readonly Group[] => [
  {
    namespace: 'AWS/EventBridge/Pipes',
    dimensions: invoicePipe,
    metrics: [
      ['Invocations', 'Count', counts(({ orders }) => orders / 8)],
      ['EventCount', 'Count', counts(({ orders }) => orders)],
      ['ExecutionFailed', 'Count', never],
      ['ExecutionPartiallyFailed', 'Count', never],
      ['ExecutionTimeout', 'Count', never],
      ['ExecutionThrottled', 'Count', never],
      ['TargetStageFailed', 'Count', never],
      ['EnrichmentStageFailed', 'Count', never],
      ['Duration', 'Milliseconds', timings(118, ({ orders }) => orders / 8)],
    ],
  },
  {
    namespace: 'AWS/S3',
    dimensions: invoices,
    metrics: [
      ['AllRequests', 'Count', counts(({ orders }) => orders * 1.4)],
      ['PutRequests', 'Count', counts(({ orders }) => orders)],
      ['GetRequests', 'Count', counts(({ orders }) => orders * 0.4)],
      [
        '4xxErrors',
        'Count',
        tries(
          ({ orders }) => orders * 1.4,
          () => 0.998,
        ),
      ],
      ['5xxErrors', 'Count', never],
      ['FirstByteLatency', 'Milliseconds', timings(26, ({ orders }) => orders * 1.4)],
      ['TotalRequestLatency', 'Milliseconds', timings(41, ({ orders }) => orders * 1.4)],
    ],
  },
  {
    namespace: 'AWS/Scheduler',
    dimensions: payouts,
    metrics: [['InvocationAttemptCount', 'Count', counts(() => 12)]],
  },
  {
    namespace: 'AWS/RDS',
    dimensions: ledger,
    metrics: [
      ['CPUUtilization', 'Percent', level(({ drift: of }) => 34 + 8 * of(224))],
      ['DatabaseConnections', 'Count', level(({ drift: of }) => Math.round(42 + 6 * of(225)))],
      ['ReadLatency', 'Seconds', level(({ drift: of }) => 0.0011 + 0.0003 * of(226))],
      ['WriteLatency', 'Seconds', level(({ drift: of }) => 0.0023 + 0.0005 * of(227))],
      ['FreeableMemory', 'Bytes', level(({ drift: of }) => Math.round(5.1e9 + 3e8 * of(228)))],
      ['FreeStorageSpace', 'Bytes', level(({ drift: of }) => Math.round(6.2e10 + 1e8 * of(229)))],
      ['DiskQueueDepth', 'Count', level(({ drift: of }) => 0.4 + 0.2 * of(230))],
      ['ReplicaLag', 'Seconds', level(({ drift: of }) => Math.max(0, Math.round(of(231))))],
    ],
  },
  {
    namespace: 'AWS/Bedrock',
    dimensions: triage,
    metrics: [
      [
        'Invocations',
        'Count',
        tries(
          ({ orders }) => orders / 16,
          () => 0,
        ),
      ],
      ['InvocationLatency', 'Milliseconds', timings(820, ({ orders }) => orders / 16)],
      ['InputTokenCount', 'Count', counts(({ orders }) => 640 * (orders / 16))],
      ['OutputTokenCount', 'Count', counts(({ orders }) => 90 * (orders / 16))],
    ],
  },
  {
    namespace: 'AWS/SES',
    dimensions: mails,
    resolutionSeconds: 300,
    metrics: [
      ['Send', 'Count', counts(({ orders }) => 5 * orders)],
      ['Delivery', 'Count', counts(({ orders }) => 5 * orders * 0.99)],
      ['Bounce', 'Count', counts(({ orders }) => (5 * orders) / 110)],
    ],
  },
];
