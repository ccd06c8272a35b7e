/** `alarms`' flags, read and checked before anything is asked of AWS. */
import { parseDuration } from '../../format.ts';
import type { AlarmStateValue } from '../../observation/alarms.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';

export type AlarmOptions = CommonOptions &
  SandboxOptions & {
    readonly state: AlarmStateValue | undefined;
    readonly 'name-prefix': string | undefined;
    readonly watch: boolean;
    readonly history: string | undefined;
    readonly 'fail-on': AlarmStateValue | undefined;
    readonly notify: boolean;
    readonly once: boolean;
    readonly by: 'stage' | 'state';
  };

export type AlarmSettings = {
  /** How far back transitions are shown; undefined where nobody asked. */
  readonly historyMs: number | undefined;
  /** Grouped by the stages of the pipeline file, where there is one; else all in one order. */
  readonly by: 'stage' | 'state';
};

export const readAlarmFlags = ({
  history,
  by,
}: Pick<AlarmOptions, 'history' | 'by'>): Result<AlarmSettings> => {
  const historyMs = history === undefined ? undefined : parseDuration(history);
  if (history !== undefined && historyMs === undefined) {
    return fail(
      usageFailure('BadUsage', `--history "${history}" is no duration`, 'Durations look like 30m, 24h, 7d'),
    );
  }
  return succeed({ historyMs, by });
};
