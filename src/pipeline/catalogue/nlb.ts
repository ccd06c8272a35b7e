import { hosts, noHealthyHost, someUnhealthyHosts } from '../balancer-hosts.ts';
import { counter, defineKind, gauge, neverRule, perSecond } from './kind.ts';

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
  nameOf: { pattern: '^[^/]*/([^/]+)' },
  flow: { level: 0 },
  periodSeconds: 60,
  metrics: {
    newFlows: perSecond('NewFlowCount', 'new flows/s'),
    activeFlows: gauge('ActiveFlowCount', 'Average', 'count', 'active flows'),
    targetResets: counter('TCP_Target_Reset_Count', 'resets by targets'),
    balancerResets: counter('TCP_ELB_Reset_Count', 'resets by the balancer'),
    portErrors: counter('PortAllocationErrorCount', 'ports ran out'),
    ...hosts,
  },
  derived: {},
  siblings: ['newFlows'],
  rate: 'newFlows',
  headline: ['{activeFlows} flows'],
  rules: [
    noHealthyHost,
    { ...neverRule('portErrors', 'ports ran out', 'bad'), sign: 'capacity' },
    someUnhealthyHosts,
  ],
  graphs: [
    { title: 'new flows/s', series: ['newFlows'] },
    { title: 'hosts unhealthy, healthy', series: ['unhealthyHosts', 'healthyHosts'] },
    { title: 'resets', series: ['targetResets', 'balancerResets', 'portErrors'] },
    { title: 'active flows', series: ['activeFlows'] },
  ],
});
