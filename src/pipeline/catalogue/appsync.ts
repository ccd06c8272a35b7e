import { counter, defineKind, errorRateRule, gauge, latencyRule, mostlyRule, perSecond } from './kind.ts';

/**
 * A GraphQL API. Its `Requests` are counted for the account alone: a request is a sample of the latency. A 200 with `errors` in its
 * body counts as neither (AWS: "Using CloudWatch to monitor and log GraphQL API data").
 */
export const appsync = defineKind({
  title: 'AppSync',
  namespace: 'AWS/AppSync',
  dimensions: [['GraphQLAPIId']],
  named: 'GraphQLAPIId',
  logGroup: '/aws/appsync/apis/{GraphQLAPIId}',
  writesLog: true,
  flow: { level: 0 },
  periodSeconds: 60,
  metrics: {
    requests: { ...perSecond('Latency', 'requests/s'), stat: 'SampleCount' },
    serverErrors: counter('5XXError', '5xx'),
    clientErrors: counter('4XXError', '4xx'),
    latencyP50: gauge('Latency', 'p50', 'ms', 'latency p50'),
    latencyP99: gauge('Latency', 'p99', 'ms', 'latency p99'),
  },
  derived: {
    errorRate: { label: '5xx %', how: 'percent', part: ['serverErrors'], whole: ['requests'] },
    clientErrorRate: { label: '4xx %', how: 'percent', part: ['clientErrors'], whole: ['requests'] },
  },
  siblings: ['requests'],
  rate: 'requests',
  errorRate: 'errorRate',
  headline: ['p99 {latencyP99}', '{errorRate} 5xx'],
  rules: [
    errorRateRule('errorRate', '5xx rate', '{errorRate} 5xx'),
    mostlyRule('clientErrorRate', '4xx rate', 'warn', '{clientErrorRate} 4xx'),
    latencyRule('latencyP99', 'latency p99'),
  ],
  graphs: [
    { title: 'requests/s', series: ['requests'] },
    { title: '5xx 4xx %', series: ['errorRate', 'clientErrorRate'] },
    { title: 'latency p50 p99', series: ['latencyP99', 'latencyP50'] },
    { title: '5xx 4xx', series: ['serverErrors', 'clientErrors'] },
  ],
});
