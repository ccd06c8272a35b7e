import { counter, defineKind, errorRateRule, gauge, latencyRule, perSecond } from './kind.ts';

/**
 * An environment with enhanced health: 0 ok, 1 info, 5 unknown, 10 no data, 15 warning, 20 degraded, 25 severe. All but
 * EnvironmentHealth are published only where the environment says so (AWS: "Publishing Amazon CloudWatch custom metrics for an
 * environment").
 */
export const elasticBeanstalk = defineKind({
  title: 'Elastic Beanstalk',
  namespace: 'AWS/ElasticBeanstalk',
  dimensions: [['EnvironmentName']],
  named: 'EnvironmentName',
  writesLog: true,
  flow: { level: 1, works: true },
  periodSeconds: 60,
  metrics: {
    health: gauge('EnvironmentHealth', 'Maximum', 'none', 'environment health'),
    requests: perSecond('ApplicationRequestsTotal', 'requests/s'),
    serverErrors: counter('ApplicationRequests5xx', '5xx'),
    clientErrors: counter('ApplicationRequests4xx', '4xx'),
    latencyP50: gauge('ApplicationLatencyP50', 'Average', 's', 'latency p50'),
    latencyP99: gauge('ApplicationLatencyP99', 'Average', 's', 'latency p99'),
  },
  derived: {
    errorRate: { label: '5xx %', how: 'percent', part: ['serverErrors'], whole: ['requests'] },
  },
  siblings: ['requests'],
  rate: 'requests',
  errorRate: 'errorRate',
  headline: ['p99 {latencyP99}', '{errorRate} 5xx'],
  rules: [
    {
      series: 'health',
      words: 'environment health',
      sign: 'capacity',
      level: 'bad',
      limit: 15,
      headline: 'degraded',
    },
    errorRateRule('errorRate', '5xx rate', '{errorRate} 5xx'),
    {
      series: 'health',
      words: 'environment health',
      sign: 'capacity',
      level: 'warn',
      limit: 10,
      headline: 'warning',
    },
    latencyRule('latencyP99', 'latency p99'),
  ],
  graphs: [
    { title: 'requests/s', series: ['requests'] },
    { title: '5xx %', series: ['errorRate'] },
    { title: 'latency p50 p99', series: ['latencyP99', 'latencyP50'] },
    { title: 'environment health', series: ['health'] },
    { title: '5xx 4xx', series: ['serverErrors', 'clientErrors'] },
  ],
});
