import * as z from 'zod';
import { operation } from '../operation.ts';
import { makeToken, pageAfter, readToken } from '../paging.ts';
import { refuse } from '../service-error.ts';
import { list, oneOf, text, whole } from '../shape.ts';
import { instant } from '../value.ts';
import { alarmName, invalidToken } from './alarm-shapes.ts';

const pageRules = 50;

export const listAlarmMuteRules = operation(
  z.object({
    AlarmName: alarmName().optional(),
    Statuses: list(oneOf(['SCHEDULED', 'ACTIVE', 'EXPIRED'])).optional(),
    MaxRecords: whole({ min: 1, max: 100 }).optional(),
    NextToken: z.string().optional(),
  }),
  ({ NextToken, MaxRecords, ...question }, { account: { alarms }, faults }) => {
    const after = NextToken === undefined ? undefined : readToken(question, NextToken, z.string());
    if (NextToken !== undefined && after === undefined) return invalidToken();
    const { AlarmName, Statuses = [] } = question;
    const wanted = (alarms.muteRules?.() ?? []).filter(
      ({ alarmNames, status }) =>
        (AlarmName === undefined || alarmNames.includes(AlarmName)) &&
        (Statuses.length === 0 || Statuses.includes(status)),
    );
    const page = pageAfter(
      wanted,
      ({ arn }) => arn,
      after,
      Math.min(MaxRecords ?? pageRules, faults.pageSize),
    );
    return {
      output: {
        AlarmMuteRuleSummaries: page.entries.map(({ arn, status, muteType, updatedAt }) => ({
          AlarmMuteRuleArn: arn,
          Status: status,
          MuteType: muteType,
          LastUpdatedTimestamp: instant(updatedAt),
        })),
        NextToken: page.last === undefined ? undefined : makeToken(question, page.last),
      },
    };
  },
);

export const getAlarmMuteRule = operation(
  z.object({ AlarmMuteRuleName: text({ min: 1, max: 255 }) }),
  ({ AlarmMuteRuleName }, { account: { alarms } }) => {
    const rule = alarms.muteRules?.().find(({ name }) => name === AlarmMuteRuleName);
    if (rule === undefined) {
      const message = `Alarm mute rule ${AlarmMuteRuleName} does not exist`;
      return refuse('ResourceNotFoundException', message, 'ResourceNotFound', 404);
    }
    return {
      output: {
        Name: rule.name,
        AlarmMuteRuleArn: rule.arn,
        Description: rule.description,
        Rule: { Schedule: { Expression: rule.expression, Duration: rule.duration, Timezone: 'UTC' } },
        MuteTargets: { AlarmNames: rule.alarmNames },
        Status: rule.status,
        LastUpdatedTimestamp: instant(rule.updatedAt),
        MuteType: rule.muteType,
      },
    };
  },
);
