import { defineKind, gauge, neverRule } from './kind.ts';

/** A host. Basic monitoring has 5-minute points; with detailed monitoring the file says `period: 60s`. */
export const ec2 = defineKind({
  title: 'EC2',
  namespace: 'AWS/EC2',
  dimensions: [['InstanceId'], ['AutoScalingGroupName']],
  named: 'InstanceId',
  writesLog: true,
  periodSeconds: 300,
  finer: { by: 'detailed monitoring', seconds: 60, metric: 'CPUUtilization' },
  metrics: {
    cpu: gauge('CPUUtilization', 'Average', 'percent', 'CPU'),
    statusCheckFailed: gauge('StatusCheckFailed', 'Maximum', 'count', 'status check failed'),
    networkIn: gauge('NetworkIn', 'Sum', 'bytes', 'network in'),
    networkOut: gauge('NetworkOut', 'Sum', 'bytes', 'network out'),
    // Burstable instances only.
    credits: gauge('CPUCreditBalance', 'Minimum', 'count', 'CPU credits'),
  },
  derived: {},
  siblings: [],
  headline: ['CPU {cpu}'],
  rules: [
    neverRule('statusCheckFailed', 'status check failed', 'bad', 'status check failed'),
    { series: 'cpu', words: 'CPU', level: 'warn', limit: 90, headline: 'CPU {cpu}' },
    {
      series: 'credits',
      words: 'CPU credits',
      level: 'warn',
      comparison: '<',
      limit: 5,
      headline: '{credits} CPU credits',
    },
  ],
  graphs: [
    { title: 'CPU %', series: ['cpu'] },
    { title: 'network in out', series: ['networkIn', 'networkOut'] },
    { title: 'status check failed', series: ['statusCheckFailed'] },
    { title: 'CPU credits', series: ['credits'] },
  ],
});
