/**
 * The account's quotas as far as answers tell of them: what was throttled, and what the pipeline needs of the call that is shared the most.
 * Service Quotas would say how far they were raised, by a client and a permission of its own, and not who uses them now.
 */
import { logs } from '../../../aws/services/logs.ts';
import { operationName } from '../../../aws/services/operation.ts';
import { limitIn } from '../../../aws/services/quota.ts';
import { services } from '../../../aws/services/services.ts';
import { formatDuration, formatNumber } from '../../../format.ts';
import type { Failure } from '../../../observation/health-of-sources.ts';
import { isSameOrigin, type Origin, originName } from '../../../origin.ts';
import { groupsOf } from '../../../pipeline/log-groups.ts';
import type { Pipeline } from '../../../pipeline/stage.ts';
import { type Check, ok, warn } from './check.ts';

/** How many calls a second the tool makes at the most, of those that AWS counts. */
export const paceCheck = (origin: Origin): Check => {
  const paces = services.flatMap((service) =>
    Object.entries(service.operations).flatMap(([method, { quota }]) => {
      const limit = quota && limitIn(origin.region, quota);
      return limit === undefined ? [] : [`${operationName(method)} ${formatNumber(limit.perSecond)}/s`];
    }),
  );
  return ok(`paces, ${originName(origin)}`, `at most ${paces.join(', ')}`);
};

export type Throttles = {
  readonly add: (failure: Failure) => void;
  /** Calls by operation. */
  readonly counted: () => ReadonlyMap<string, number>;
};

/** Counts what AWS throttled. */
export const createThrottles = (): Throttles => {
  const counts = new Map<string, number>();
  return {
    add: ({ kind, operation = 'a call' }) => {
      if (kind === 'throttled') counts.set(operation, (counts.get(operation) ?? 0) + 1);
    },
    counted: () => counts,
  };
};

/** Whether others of the account use up what it is allowed. */
export const quotaCheck = (origin: Origin, throttles: ReadonlyMap<string, number>): Check => {
  const check = `quotas, ${originName(origin)}`;
  if (throttles.size === 0) return ok(check, 'nothing was throttled just now');
  const counts = [...throttles].map(([operation, count]) => `${operation} ×${count}`);
  return warn(
    check,
    `throttled: ${counts.join(', ')}: others of this account call them, too`,
    'Find who (CloudWatch, AWS/Usage, ThrottleCount), or ask AWS to raise the quota: the tool slows down by itself.',
  );
};

/** Log groups are polled so often where nothing holds that up. */
const pollSeconds = 2;

/** How often each log group of the pipeline can be read. */
export const logPaceCheck = (origin: Origin, pipeline: Pipeline | undefined): readonly Check[] => {
  const here = pipeline?.stages.filter((stage) => isSameOrigin(stage, origin)) ?? [];
  const groups = groupsOf(here).length;
  const limit = limitIn(origin.region, logs.operations.filterLogEvents.quota ?? { perSecond: Infinity });
  if (groups === 0 || limit === undefined) return [];
  const check = `log groups, ${originName(origin)}`;
  const everySeconds = groups / limit.perSecond;
  const said = `${groups} of the pipeline, each read every ${formatDuration(Math.max(everySeconds, pollSeconds) * 1000)}`;
  return [
    everySeconds <= pollSeconds * 5
      ? ok(check, said)
      : warn(
          check,
          `${said}, by the quota of FilterLogEvents`,
          'Give the stages you look at fewer log groups, or ask AWS to raise the quota.',
        ),
  ];
};
