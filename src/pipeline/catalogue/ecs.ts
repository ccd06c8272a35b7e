import { defineKind, gauge } from './kind.ts';

const insights = { namespace: 'ECS/ContainerInsights' };

/** A service on EC2 or Fargate. Task counts need Container Insights. */
export const ecs = defineKind({
  title: 'ECS',
  namespace: 'AWS/ECS',
  dimensions: [['ClusterName', 'ServiceName']],
  named: 'ServiceName',
  writesLog: true,
  flow: { works: true },
  periodSeconds: 60,
  metrics: {
    cpu: gauge('CPUUtilization', 'Average', 'percent', 'CPU'),
    memory: gauge('MemoryUtilization', 'Average', 'percent', 'memory'),
    running: gauge('RunningTaskCount', 'Average', 'count', 'running', insights),
    desired: gauge('DesiredTaskCount', 'Average', 'count', 'desired', insights),
    pending: gauge('PendingTaskCount', 'Average', 'count', 'pending', insights),
  },
  derived: {
    missingTasks: { label: 'missing', how: 'difference', of: ['desired', 'running'], unit: 'count' },
  },
  siblings: [],
  headline: ['{running} of {desired} tasks', 'CPU {cpu}'],
  rules: [
    {
      series: 'missingTasks',
      words: 'tasks missing',
      level: 'bad',
      limit: 0,
      headline: '{running} of {desired} tasks',
    },
    { series: 'memory', words: 'memory', level: 'bad', limit: 95, headline: 'memory {memory}' },
    { series: 'memory', words: 'memory', level: 'warn', limit: 80, headline: 'memory {memory}' },
    { series: 'cpu', words: 'CPU', level: 'warn', limit: 80, headline: 'CPU {cpu}' },
  ],
  graphs: [
    { title: 'CPU memory %', series: ['cpu', 'memory'] },
    { title: 'tasks', series: ['running', 'desired', 'pending'] },
    { title: 'tasks missing', series: ['missingTasks'] },
  ],
});
