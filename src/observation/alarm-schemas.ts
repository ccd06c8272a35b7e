/** The schemas of what is told of alarms. */
import * as z from 'zod';
import { awsUnit, metricQuery } from './metric-schemas.ts';
import { count, failure, origin, text, textRecord, texts, time } from './schema-parts.ts';

const alarmState = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

const action = { kind: z.enum(['sns', 'lambda', 'autoscaling', 'ec2', 'ssm', 'other']), name: text };
const actions = z.array(z.object(action));

export const alarm = z.object({
  ...origin,
  type: z.literal('alarm'),
  name: text,
  arn: text,
  kind: z.enum(['metric', 'composite', 'log']),
  state: alarmState,
  since: time,
  reason: text,
  metric: text.exactOptional(),
  namespace: text.exactOptional(),
  metricName: text.exactOptional(),
  dimensions: textRecord,
  stat: text.exactOptional(),
  periodSeconds: count.exactOptional(),
  unit: awsUnit.exactOptional(),
  threshold: z.number().exactOptional(),
  comparison: text.exactOptional(),
  datapointsToAlarm: count.exactOptional(),
  evaluationPeriods: count.exactOptional(),
  treatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).exactOptional(),
  lowSamples: z.enum(['evaluate', 'ignore']).exactOptional(),
  query: metricQuery.exactOptional(),
  band: metricQuery.exactOptional(),
  accountId: text.exactOptional(),
  recentValues: z.array(z.number()),
  evaluated: z.array(z.object({ at: time, value: z.number() })),
  actionsEnabled: z.boolean(),
  actions,
  okActions: actions.exactOptional(),
  noDataActions: actions.exactOptional(),
  mute: z.object({ by: text, until: time.exactOptional() }).exactOptional(),
  warmUp: z.object({ until: time, isWhole: z.boolean() }).exactOptional(),
  promQl: z
    .object({ query: text, pendingSeconds: count.exactOptional(), recoverySeconds: count.exactOptional() })
    .exactOptional(),
  hasContributors: z.literal(true).exactOptional(),
  suppressedBy: text.exactOptional(),
  suppressedReason: text.exactOptional(),
  suppressor: text.exactOptional(),
  description: text.exactOptional(),
  evaluation: z.enum(['PARTIAL_DATA', 'EVALUATION_ERROR', 'EVALUATION_FAILURE']).exactOptional(),
  judged: z.object({ flapping: z.boolean() }),
});

export const alarmsListed = z.object({ ...origin, type: z.literal('alarmsListed'), arns: texts, at: time });

const transition = { ...origin, name: text, at: time, from: alarmState, to: alarmState, reason: text };
export const alarmHistory = z.object({ ...transition, type: z.literal('alarmHistory') });
export const alarmPast = z.object({ ...transition, type: z.literal('alarmPast') });

export const contributorHistory = z.object({
  ...transition,
  type: z.literal('contributorHistory'),
  contributor: text,
  attributes: textRecord,
});

export const alarmAction = z.object({
  ...origin,
  type: z.literal('alarmAction'),
  name: text,
  at: time,
  outcome: z.enum(['done', 'failed', 'unknown']),
  summary: text,
  target: z.object({ ...action, arn: text }).exactOptional(),
  error: text.exactOptional(),
  contributor: text.exactOptional(),
});

export const alarmConfig = z.object({
  ...origin,
  type: z.literal('alarmConfig'),
  name: text,
  at: time,
  change: z.enum(['created', 'updated', 'deleted', 'unknown']),
  summary: text,
  fields: z.array(z.object({ field: text, from: text.exactOptional(), to: text.exactOptional() })),
});

export const alarmContributors = z.object({
  ...origin,
  type: z.literal('alarmContributors'),
  arn: text,
  at: time,
  contributors: z.array(
    z.object({ id: text, attributes: textRecord, reason: text, since: time.exactOptional() }),
  ),
});

export const muteRules = z.object({
  ...origin,
  type: z.literal('muteRules'),
  at: time,
  rules: z.array(
    z.object({
      name: text,
      description: text.exactOptional(),
      isActive: z.boolean(),
      alarms: texts,
      expression: text,
      duration: text,
      timezone: text,
      windows: z.array(z.object({ from: time, to: time })),
    }),
  ),
});

export const alarmLack = z.object({
  ...origin,
  type: z.literal('alarmLack'),
  what: z.enum(['muteRules', 'contributors']),
  failure: failure.exactOptional(),
});
