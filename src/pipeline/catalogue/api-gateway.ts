import { counter, defineKind, errorRateRule, gauge, latencyRule, mostlyRule, perSecond } from './kind.ts';

type Spelling = {
  readonly title: string;
  /** The dimension that names the API. */
  readonly id: string;
  readonly serverErrors: string;
  readonly clientErrors: string;
  /** WebSocket APIs have the dimensions of HTTP APIs. */
  readonly shownBy?: readonly string[];
};

/** REST and HTTP APIs measure the same and spell it differently. */
export const apiKind = ({ title, id, serverErrors, clientErrors, shownBy }: Spelling) =>
  defineKind({
    title,
    namespace: 'AWS/ApiGateway',
    dimensions: [[id, 'Stage'], [id]],
    named: id,
    ...(shownBy === undefined ? {} : { shownBy }),
    writesLog: true,
    flow: { level: 0 },
    periodSeconds: 60,
    metrics: {
      // AWS's page has its SampleCount; each request is a sample of 1, and AWS's own graphs in the console take the Sum.
      requests: perSecond('Count', 'requests/s'),
      serverErrors: counter(serverErrors, '5xx'),
      clientErrors: counter(clientErrors, '4xx'),
      latencyP50: gauge('Latency', 'p50', 'ms', 'latency p50'),
      latencyP99: gauge('Latency', 'p99', 'ms', 'latency p99'),
      integrationP99: gauge('IntegrationLatency', 'p99', 'ms', 'integration p99'),
    },
    derived: {
      errorRate: { label: '5xx %', how: 'percent', part: ['serverErrors'], whole: ['requests'] },
      clientErrorRate: { label: '4xx %', how: 'percent', part: ['clientErrors'], whole: ['requests'] },
      overhead: {
        label: 'latency - integration p99',
        how: 'difference',
        of: ['latencyP99', 'integrationP99'],
        unit: 'ms',
      },
    },
    siblings: ['requests'],
    rate: 'requests',
    errorRate: 'errorRate',
    headline: ['p99 {latencyP99}', '{errorRate} 5xx'],
    rules: [
      errorRateRule('errorRate', '5xx rate', '{errorRate} 5xx'),
      // A few wrong requests are the callers'; when most are refused, it is an authorizer, a limit or a deployment.
      mostlyRule('clientErrorRate', '4xx rate', 'warn', '{clientErrorRate} 4xx'),
      latencyRule('latencyP99', 'latency p99'),
      // What API Gateway adds by itself is milliseconds; a second is an authorizer or a gateway in trouble.
      {
        series: 'overhead',
        words: 'latency beyond the integration p99',
        level: 'warn',
        limit: 1_000,
        headline: 'p99 {latencyP99}',
      },
    ],
    graphs: [
      { title: 'requests/s', series: ['requests'] },
      { title: 'errors %', series: ['errorRate', 'clientErrorRate'] },
      { title: 'latency p50 p99', series: ['latencyP99', 'latencyP50'] },
      { title: 'beyond the integration p99', series: ['overhead'] },
      { title: 'integration p99', series: ['integrationP99'] },
    ],
  });

/** A REST API. */
export const apiGateway = apiKind({
  title: 'API Gateway',
  id: 'ApiName',
  serverErrors: '5XXError',
  clientErrors: '4XXError',
});
