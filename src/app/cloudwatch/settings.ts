/** `dashboard --cloudwatch`'s flags, read and checked before anything is asked of AWS. */
import { parseDuration } from '../../format.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import { notASize, parseBytes } from '../logs/run-insights.ts';

export type CloudWatchOptions = CommonOptions &
  SandboxOptions & {
    readonly cloudwatch: string | undefined;
    readonly list: boolean;
    readonly var: readonly string[];
    readonly 'max-scan': string | undefined;
    readonly since: string | undefined;
    readonly once: boolean;
  };

export type CloudWatchSettings = {
  readonly name: string;
  /** The dashboard's own where absent. */
  readonly rangeMs: number | undefined;
  readonly chosen: Readonly<Record<string, string>>;
  readonly maxScanBytes: number;
};

/** Widgets run by themselves: they may read less than a query that somebody runs. */
const usualWidgetScanBytes = 1e9;

export const readCloudWatchFlags = (options: CloudWatchOptions): Result<CloudWatchSettings> => {
  const bad = (message: string, hint: string) => fail(usageFailure('BadUsage', message, hint));
  const { since, cloudwatch: name = '' } = options;
  const rangeMs = since === undefined ? undefined : parseDuration(since);
  if (since !== undefined && (rangeMs === undefined || rangeMs <= 0)) {
    return bad(`--since "${since}" is no duration`, 'Durations look like 15m, 1h, 3h');
  }
  const maxScan = options['max-scan'];
  const maxScanBytes = maxScan === undefined ? usualWidgetScanBytes : parseBytes(maxScan);
  if (maxScanBytes === undefined) return fail(notASize(maxScan));
  const chosen: Record<string, string> = {};
  for (const text of options.var) {
    const [, id, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
    if (id === undefined || value === undefined) {
      return bad(`--var "${text}" is no value of a variable`, 'Write it as name=value: --var queue=payments');
    }
    chosen[id] = value;
  }
  return succeed({ name, rangeMs, chosen, maxScanBytes });
};
