/** The flags of `orders`, read and checked before anything is asked of AWS. */
import { parseDuration } from '../../format.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import { type From, readFrom } from '../tail/tail-settings.ts';

export type OrdersOptions = CommonOptions &
  SandboxOptions & {
    readonly late: boolean;
    readonly status: string | undefined;
    readonly from: string;
    readonly checkpoint: string | undefined;
    readonly duration: string | undefined;
  };

export type OrdersSettings = {
  readonly from: From;
  readonly checkpoint: string | undefined;
  /** How long it is followed once all up to now is read. */
  readonly durationMs: number;
};

/** From the newest on nothing is known at first: some seconds show what moves. */
const latestMs = 10_000;

/** `now` is what a duration ago counts from. */
export const readOrdersFlags = (options: OrdersOptions, now: number): Result<OrdersSettings> => {
  const from = readFrom(options.from, { now, utc: options.utc });
  if (!from.ok) return from;
  if (from.value === 'checkpoint' && options.checkpoint === undefined) {
    return fail(usageFailure('BadUsage', '--from checkpoint needs a file', 'Add --checkpoint FILE'));
  }
  const durationMs = options.duration === undefined ? undefined : parseDuration(options.duration);
  if (options.duration !== undefined && durationMs === undefined) {
    const message = `--duration "${options.duration}" is no duration`;
    return fail(usageFailure('BadUsage', message, 'Durations look like 30s, 10m, 3h'));
  }
  const usualMs = from.value === 'latest' ? latestMs : 0;
  return succeed({ from: from.value, checkpoint: options.checkpoint, durationMs: durationMs ?? usualMs });
};
