import { hosts, noHealthyHost, someUnhealthyHosts } from '../balancer-hosts.ts';
import { counter, defineKind, errorRateRule, gauge, latencyRule, perSecond } from './kind.ts';

/**
 * LoadBalancer is the end of its ARN: `app/orders/0123456789abcdef`. Counts of errors come only when not 0. RequestCount leaves
 * out what was refused before a target was chosen, and is not there at all without a registered target (AWS: "CloudWatch
 * metrics for your Application Load Balancer"): what the balancer refused belongs to the whole.
 */
export const alb = defineKind({
  title: 'ALB',
  namespace: 'AWS/ApplicationELB',
  dimensions: [['LoadBalancer']],
  optional: ['TargetGroup'],
  completedBy: ['TargetGroup'],
  named: 'LoadBalancer',
  nameOf: { pattern: '^[^/]*/([^/]+)' },
  flow: { level: 0 },
  periodSeconds: 60,
  metrics: {
    requests: perSecond('RequestCount', 'requests/s'),
    balancerErrors: counter('HTTPCode_ELB_5XX_Count', 'balancer 5xx'),
    targetErrors: counter('HTTPCode_Target_5XX_Count', 'target 5xx'),
    latencyP50: gauge('TargetResponseTime', 'p50', 's', 'response p50'),
    latencyP99: gauge('TargetResponseTime', 'p99', 's', 'response p99'),
    ...hosts,
  },
  derived: {
    errorRate: {
      label: '5xx %',
      how: 'percent',
      part: ['balancerErrors', 'targetErrors'],
      whole: ['requests', 'balancerErrors'],
    },
  },
  siblings: ['requests', 'balancerErrors', 'targetErrors'],
  rate: 'requests',
  errorRate: 'errorRate',
  headline: ['p99 {latencyP99}', '{errorRate} 5xx'],
  rules: [
    noHealthyHost,
    errorRateRule('errorRate', '5xx rate', '{errorRate} 5xx'),
    someUnhealthyHosts,
    latencyRule('latencyP99', 'response p99'),
  ],
  graphs: [
    { title: 'requests/s', series: ['requests'] },
    { title: '5xx %', series: ['errorRate'] },
    { title: 'response p50 p99', series: ['latencyP99', 'latencyP50'] },
    { title: 'hosts unhealthy, healthy', series: ['unhealthyHosts', 'healthyHosts'] },
    { title: '5xx', series: ['targetErrors', 'balancerErrors'] },
  ],
});
