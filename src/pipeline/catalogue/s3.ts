import { counter, defineKind, errorRateRule, gauge, latencyRule, mostlyRule, perSecond } from './kind.ts';

/**
 * A bucket with request metrics, which are opt-in by a filter (FilterId; `EntireBucket` in the console): without them S3 has no
 * metric of a minute. They are delivered at best effort (AWS: "Amazon S3 metrics and dimensions").
 */
export const s3 = defineKind({
  title: 'S3',
  namespace: 'AWS/S3',
  dimensions: [['BucketName', 'FilterId']],
  named: 'BucketName',
  flow: { level: 2, gives: 'events' },
  periodSeconds: 60,
  metrics: {
    requests: perSecond('AllRequests', 'requests/s'),
    puts: perSecond('PutRequests', 'PUT/s'),
    gets: perSecond('GetRequests', 'GET/s'),
    serverErrors: counter('5xxErrors', '5xx'),
    clientErrors: counter('4xxErrors', '4xx'),
    firstByteP50: gauge('FirstByteLatency', 'p50', 'ms', 'first byte p50'),
    firstByteP99: gauge('FirstByteLatency', 'p99', 'ms', 'first byte p99'),
    totalP99: gauge('TotalRequestLatency', 'p99', 'ms', 'request p99'),
  },
  derived: {
    // 503 Slow Down is among them: it is tried again by the SDK.
    errorRate: { label: '5xx %', how: 'percent', part: ['serverErrors'], whole: ['requests'] },
    clientErrorRate: { label: '4xx %', how: 'percent', part: ['clientErrors'], whole: ['requests'] },
  },
  siblings: ['requests'],
  rate: 'requests',
  errorRate: 'errorRate',
  headline: ['p99 {firstByteP99}', '{errorRate} 5xx'],
  rules: [
    errorRateRule('errorRate', '5xx rate', '{errorRate} 5xx'),
    // A 404 of an object that is looked for is usual; most of all refused is a policy or a key.
    mostlyRule('clientErrorRate', '4xx rate', 'warn', '{clientErrorRate} 4xx'),
    latencyRule('firstByteP99', 'first byte p99'),
  ],
  graphs: [
    { title: 'requests/s', series: ['requests', 'puts', 'gets'] },
    { title: '5xx 4xx %', series: ['errorRate', 'clientErrorRate'] },
    { title: 'first byte p50 p99', series: ['firstByteP99', 'firstByteP50'] },
    { title: 'request p99', series: ['totalP99'] },
  ],
});
