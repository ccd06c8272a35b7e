import { counter, defineKind, gauge, neverRule, perSecond } from './kind.ts';

const group = { dimensions: [['LoadBalancer', 'TargetGroup']] };

/**
 * LoadBalancer is the end of its ARN: `net/orders/0123456789abcdef`. It knows flows, not requests: what is wrong shows as hosts
 * that are not well, as resets and as ports that ran out (AWS: "CloudWatch metrics for your Network Load Balancer").
 */
export const nlb = defineKind({
  title: 'NLB',
  namespace: 'AWS/NetworkELB',
  dimensions: [['LoadBalancer']],
  optional: ['TargetGroup'],
  completedBy: ['TargetGroup'],
  named: 'LoadBalancer',
  nameOf: (value) => value.split('/')[1] ?? value,
  flow: { level: 0 },
  periodSeconds: 60,
  metrics: {
    newFlows: perSecond('NewFlowCount', 'new flows/s'),
    activeFlows: gauge('ActiveFlowCount', 'Average', 'count', 'active flows'),
    targetResets: counter('TCP_Target_Reset_Count', 'resets by targets'),
    balancerResets: counter('TCP_ELB_Reset_Count', 'resets by the balancer'),
    portErrors: counter('PortAllocationErrorCount', 'ports ran out'),
    unhealthyHosts: gauge('UnHealthyHostCount', 'Maximum', 'count', 'unhealthy hosts', group),
    healthyHosts: gauge('HealthyHostCount', 'Maximum', 'count', 'healthy hosts', group),
  },
  derived: {},
  siblings: ['newFlows'],
  rate: 'newFlows',
  headline: ['{activeFlows} flows'],
  rules: [
    {
      series: 'healthyHosts',
      words: 'healthy hosts',
      level: 'bad',
      comparison: '<',
      limit: 1,
      headline: 'no healthy host',
    },
    { ...neverRule('portErrors', 'ports ran out', 'bad'), sign: 'capacity' },
    {
      series: 'unhealthyHosts',
      words: 'hosts unhealthy',
      level: 'warn',
      limit: 0,
      headline: '{unhealthyHosts} unhealthy',
    },
  ],
  graphs: [
    { title: 'new flows/s', series: ['newFlows'] },
    { title: 'hosts unhealthy, healthy', series: ['unhealthyHosts', 'healthyHosts'] },
    { title: 'resets', series: ['targetResets', 'balancerResets', 'portErrors'] },
    { title: 'active flows', series: ['activeFlows'] },
  ],
});
