/** What an order's trace is made of. */
import type { ItemChange } from '../observation/streams.ts';
import type { LogLevel } from '../reading/log-reading.ts';

export type OrderEvent = {
  /** Epoch ms; of a change floored to a second, as AWS tells it. */
  readonly at: number;
  /** When a call ended. */
  readonly endedAt?: number;
  /** Where it stands among the others: `at`, but for a change, which is put after the call that can have made it. */
  readonly place: number;
  /** Of what is not known to the millisecond: the last moment at which it can have been. */
  readonly latest?: number;
  readonly stage: string;
  /** A call is an invocation or a request, with all lines that it wrote. */
  readonly kind: 'call' | 'log' | 'change' | 'alarm';
  readonly text: string;
  readonly level?: LogLevel;
  /** The invocation that wrote the line. */
  readonly requestId?: string;
  /** Of a call that was made again after one that failed: 2 for the second try. */
  readonly attempt?: number;
  /** What a change made of the item's `status`. */
  readonly status?: string;
  /** Of a change. */
  readonly written?: {
    readonly change: ItemChange;
    /** The stage that is likely to have written it. */
    readonly by?: string;
    /** After what that stage said meanwhile: where it stands among lines. */
    readonly after: number;
  };
};
