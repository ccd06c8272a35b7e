/** What the team mutes: the legacy host while it gets new disks, and the analysts' alarms in their nightly load. */
import type { SandboxMuteRule } from '../../account.ts';
import { hourMs, minuteMs, type World } from '../world.ts';

const dayMs = 24 * hourMs;
/** The work on the host began so long before the account's first reader came, and takes so long. */
const beganBeforeMs = 40 * minuteMs;
const workMs = 90 * minuteMs;
const loadAtHour = 1;
const loadMs = 2 * hourMs;

export const muteRulesAt = (
  { region, accountId, startAt, beganAt }: Pick<World, 'region' | 'accountId' | 'startAt' | 'beganAt'>,
  now: number,
): readonly SandboxMuteRule[] => {
  const arnOf = (name: string): string => `arn:aws:cloudwatch:${region}:${accountId}:alarm-mute-rule:${name}`;
  const workAt = Math.floor((startAt - beganBeforeMs) / minuteMs) * minuteMs;
  const work = now < workAt ? 'SCHEDULED' : now < workAt + workMs ? 'ACTIVE' : 'EXPIRED';
  const intoDayMs = now % dayMs;
  const loadAt = loadAtHour * hourMs;
  return [
    {
      name: 'erp-disks',
      arn: arnOf('erp-disks'),
      description: 'The ERP host gets new disks',
      expression: `at(${new Date(workAt).toISOString().slice(0, 16)})`,
      muteType: 'ONE_TIME',
      duration: 'PT1H30M',
      alarmNames: ['legacy-erp-heartbeat', 'legacy-erp-cpu'],
      status: work,
      updatedAt: beganAt,
    },
    {
      name: 'nightly-load',
      arn: arnOf('nightly-load'),
      description: 'The warehouse of data is loaded',
      expression: `cron(0 ${loadAtHour} * * *)`,
      muteType: 'RECURRING',
      duration: 'PT2H',
      alarmNames: ['analytics-freshness'],
      status: intoDayMs >= loadAt && intoDayMs < loadAt + loadMs ? 'ACTIVE' : 'SCHEDULED',
      updatedAt: beganAt,
    },
  ];
};
