import * as z from 'zod';
import { operation } from '../operation.ts';
import { makeToken, pageAfter, readToken } from '../paging.ts';
import { refuse, refuseMetricInput } from '../service-error.ts';
import { instant } from '../value.ts';
import { alarmName, invalidToken } from './alarm-shapes.ts';

const pageContributors = 50;

export const describeAlarmContributors = operation(
  z.object({ AlarmName: alarmName(), NextToken: z.string().optional() }),
  ({ NextToken, ...question }, { account: { alarms }, faults }) => {
    const after = NextToken === undefined ? undefined : readToken(question, NextToken, z.string());
    if (NextToken !== undefined && after === undefined) return invalidToken();
    const named = ({ alarmName: name }: { readonly alarmName: string }) => name === question.AlarmName;
    const found = alarms.queries?.().find(named);
    if (found === undefined) {
      // Alarms on one series have none, and AWS says so by an error.
      return [...alarms.list(), ...(alarms.composites?.() ?? [])].some(named)
        ? refuseMetricInput(`Alarm ${question.AlarmName} does not have contributors.`)
        : refuse('ResourceNotFoundException', `Unknown alarm ${question.AlarmName}`, 'ResourceNotFound', 404);
    }
    const page = pageAfter(
      found.contributors,
      ({ id }) => id,
      after,
      Math.min(pageContributors, faults.pageSize),
    );
    return {
      output: {
        AlarmContributors: page.entries.map(({ id, attributes, stateReason, transitionedAt }) => ({
          ContributorId: id,
          ContributorAttributes: attributes,
          StateReason: stateReason,
          StateTransitionedTimestamp: instant(transitionedAt),
        })),
        NextToken: page.last === undefined ? undefined : makeToken(question, page.last),
      },
    };
  },
);
