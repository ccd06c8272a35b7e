import { defineKind, errorRateRule, gauge, latencyRule, mostlyRule, perSecond } from './kind.ts';

/**
 * A distribution; its metrics are in us-east-1 with Region=Global, wherever its origins are. Error rates are percentages made by
 * CloudFront; the latency of the origin is one of the additional metrics (AWS: "View CloudFront and edge function metrics").
 */
export const cloudfront = defineKind({
  title: 'CloudFront',
  namespace: 'AWS/CloudFront',
  dimensions: [['DistributionId', 'Region']],
  named: 'DistributionId',
  flow: { level: 0 },
  periodSeconds: 60,
  metrics: {
    requests: perSecond('Requests', 'requests/s'),
    errorRate: gauge('5xxErrorRate', 'Average', 'percent', '5xx %'),
    clientErrorRate: gauge('4xxErrorRate', 'Average', 'percent', '4xx %'),
    latencyP50: gauge('OriginLatency', 'p50', 'ms', 'origin p50'),
    latencyP99: gauge('OriginLatency', 'p99', 'ms', 'origin p99'),
  },
  derived: {},
  siblings: ['requests'],
  rate: 'requests',
  errorRate: 'errorRate',
  headline: ['p99 {latencyP99}', '{errorRate} 5xx'],
  rules: [
    errorRateRule('errorRate', '5xx rate', '{errorRate} 5xx'),
    mostlyRule('clientErrorRate', '4xx rate', 'warn', '{clientErrorRate} 4xx'),
    latencyRule('latencyP99', 'origin p99'),
  ],
  graphs: [
    { title: 'requests/s', series: ['requests'] },
    { title: '5xx 4xx %', series: ['errorRate', 'clientErrorRate'] },
    { title: 'origin p50 p99', series: ['latencyP99', 'latencyP50'] },
  ],
});
