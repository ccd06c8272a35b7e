/** What stands behind a load balancer: the same metrics and rules for each kind that has target groups. */
import { gauge, type Rule } from './catalogue/kind.ts';

const ofGroup = { dimensions: [['LoadBalancer', 'TargetGroup']] };

/** Hosts behind a balancer, of a target group. The most that any of its nodes saw: 0 healthy ones where none has a target that is well. */
export const hosts = {
  unhealthyHosts: gauge('UnHealthyHostCount', 'Maximum', 'count', 'unhealthy hosts', ofGroup),
  healthyHosts: gauge('HealthyHostCount', 'Maximum', 'count', 'healthy hosts', ofGroup),
};

export const noHealthyHost: Rule<'healthyHosts'> = {
  series: 'healthyHosts',
  words: 'healthy hosts',
  level: 'bad',
  comparison: '<',
  limit: 1,
  headline: 'no healthy host',
};

export const someUnhealthyHosts: Rule<'unhealthyHosts'> = {
  series: 'unhealthyHosts',
  words: 'hosts unhealthy',
  level: 'warn',
  limit: 0,
  headline: '{unhealthyHosts} unhealthy',
};
