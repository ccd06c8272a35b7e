import { counter, defineKind, errorRateRule, gauge, latencyRule, mostlyRule, perSecond } from './kind.ts';

/**
 * A WebSocket API: connections are opened and messages go both ways. ClientError is a 4xx before the integration is called,
 * ExecutionError an error of calling it, IntegrationError a 4xx or 5xx of it (AWS: "Monitor WebSocket API execution with CloudWatch
 * metrics").
 */
export const websocketApi = defineKind({
  title: 'WebSocket API',
  namespace: 'AWS/ApiGateway',
  dimensions: [['ApiId', 'Stage'], ['ApiId']],
  named: 'ApiId',
  shownBy: ['ConnectCount', 'MessageCount'],
  writesLog: true,
  flow: { level: 0 },
  periodSeconds: 60,
  metrics: {
    connects: perSecond('ConnectCount', 'connects/s'),
    messages: perSecond('MessageCount', 'messages/s'),
    clientErrors: counter('ClientError', 'client errors'),
    integrationErrors: counter('IntegrationError', 'integration errors'),
    executionErrors: counter('ExecutionError', 'execution errors'),
    integrationP50: gauge('IntegrationLatency', 'p50', 'ms', 'integration p50'),
    integrationP99: gauge('IntegrationLatency', 'p99', 'ms', 'integration p99'),
  },
  derived: {
    errorRate: {
      label: 'errors %',
      how: 'percent',
      part: ['integrationErrors', 'executionErrors'],
      whole: ['messages', 'connects'],
    },
    clientErrorRate: {
      label: 'client errors %',
      how: 'percent',
      part: ['clientErrors'],
      whole: ['messages', 'connects'],
    },
  },
  siblings: ['connects', 'messages'],
  rate: 'messages',
  errorRate: 'errorRate',
  headline: ['p99 {integrationP99}', '{errorRate} errors'],
  rules: [
    errorRateRule('errorRate'),
    mostlyRule('clientErrorRate', 'client errors', 'warn'),
    latencyRule('integrationP99', 'integration p99'),
  ],
  graphs: [
    { title: 'messages connects /s', series: ['messages', 'connects'] },
    { title: 'errors %', series: ['errorRate', 'clientErrorRate'] },
    { title: 'integration p50 p99', series: ['integrationP99', 'integrationP50'] },
    { title: 'errors', series: ['integrationErrors', 'executionErrors', 'clientErrors'] },
  ],
});
