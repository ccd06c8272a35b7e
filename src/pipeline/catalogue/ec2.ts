import { defineKind, gauge, neverRule } from './kind.ts';

/**
 * What the CloudWatch agent adds: by the instance alone where it aggregates so, else with its image and type beside it (AWS:
 * "Metrics collected by the CloudWatch agent on Linux and macOS instances").
 */
const agent = {
  namespace: 'CWAgent',
  // Not for nothing: each metric that is asked for is billed.
  when: { agent: 'cwagent' },
  dimensions: [['InstanceId', 'ImageId', 'InstanceType'], ['InstanceId'], ['AutoScalingGroupName']],
} as const;

/** A host. Basic monitoring has 5-minute points; with detailed monitoring the file says `period: 60s`. */
export const ec2 = defineKind({
  title: 'EC2',
  namespace: 'AWS/EC2',
  dimensions: [['InstanceId'], ['AutoScalingGroupName']],
  optional: ['ImageId', 'InstanceType'],
  named: 'InstanceId',
  writesLog: true,
  choices: { agent: { of: { cwagent: 'mem_used_percent' }, usual: [] } },
  periodSeconds: 300,
  finer: { by: 'detailed monitoring', seconds: 60, metric: 'CPUUtilization' },
  metrics: {
    cpu: gauge('CPUUtilization', 'Average', 'percent', 'CPU'),
    statusCheckFailed: gauge('StatusCheckFailed', 'Maximum', 'count', 'status check failed'),
    networkIn: gauge('NetworkIn', 'Sum', 'bytes', 'network in'),
    networkOut: gauge('NetworkOut', 'Sum', 'bytes', 'network out'),
    // Burstable instances only.
    credits: gauge('CPUCreditBalance', 'Minimum', 'count', 'CPU credits'),
    memory: gauge('mem_used_percent', 'Maximum', 'percent', 'memory', agent),
    disk: gauge('disk_used_percent', 'Maximum', 'percent', 'disk, the fullest', agent),
  },
  derived: {},
  siblings: [],
  headline: ['CPU {cpu}'],
  rules: [
    neverRule('statusCheckFailed', 'status check failed', 'bad', 'status check failed'),
    { series: 'disk', words: 'disk', sign: 'capacity', level: 'warn', limit: 90, headline: 'disk {disk}' },
    { series: 'memory', words: 'memory', level: 'warn', limit: 90, headline: 'memory {memory}' },
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
    { title: 'CPU memory disk %', series: ['cpu', 'memory', 'disk'] },
    { title: 'network in out', series: ['networkIn', 'networkOut'] },
    { title: 'status check failed', series: ['statusCheckFailed'] },
    { title: 'CPU credits', series: ['credits'] },
  ],
});
