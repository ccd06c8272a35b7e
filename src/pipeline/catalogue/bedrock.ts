import { counter, defineKind, errorRateRule, gauge, latencyRule, mostlyRule, perSecond } from './kind.ts';

/**
 * A model. Invocations are those that succeeded; throttled ones count neither as invocations nor as errors (AWS: "Monitoring the
 * performance of Amazon Bedrock", runtime metrics).
 */
export const bedrock = defineKind({
  title: 'Bedrock',
  namespace: 'AWS/Bedrock',
  dimensions: [['ModelId']],
  named: 'ModelId',
  nameOf: { pattern: '([^/]+)$' },
  flow: { level: 8, gives: 'nothing' },
  periodSeconds: 60,
  metrics: {
    invocations: perSecond('Invocations', 'invocations/s'),
    serverErrors: counter('InvocationServerErrors', 'server errors'),
    clientErrors: counter('InvocationClientErrors', 'client errors'),
    throttles: counter('InvocationThrottles', 'throttled'),
    latencyP50: gauge('InvocationLatency', 'p50', 'ms', 'latency p50'),
    latencyP99: gauge('InvocationLatency', 'p99', 'ms', 'latency p99'),
    inputTokens: perSecond('InputTokenCount', 'input tokens/s'),
    outputTokens: perSecond('OutputTokenCount', 'output tokens/s'),
  },
  derived: {
    errorRate: {
      label: 'errors %',
      how: 'percent',
      part: ['serverErrors', 'clientErrors'],
      whole: ['invocations', 'serverErrors', 'clientErrors'],
    },
    throttleRate: {
      label: 'throttled %',
      how: 'percent',
      part: ['throttles'],
      whole: ['invocations', 'serverErrors', 'clientErrors', 'throttles'],
    },
  },
  siblings: ['invocations', 'throttles', 'serverErrors', 'clientErrors'],
  rate: 'invocations',
  errorRate: 'errorRate',
  headline: ['p99 {latencyP99}', '{errorRate} errors'],
  rules: [
    errorRateRule('errorRate'),
    mostlyRule('throttleRate', 'throttled', 'bad'),
    {
      series: 'throttleRate',
      words: 'throttled',
      level: 'warn',
      limit: 1,
      headline: '{throttleRate} throttled',
    },
    latencyRule('latencyP99', 'latency p99'),
  ],
  graphs: [
    { title: 'invocations/s', series: ['invocations'] },
    { title: 'errors throttled %', series: ['errorRate', 'throttleRate'] },
    { title: 'latency p50 p99', series: ['latencyP99', 'latencyP50'] },
    { title: 'tokens/s', series: ['inputTokens', 'outputTokens'] },
  ],
});
