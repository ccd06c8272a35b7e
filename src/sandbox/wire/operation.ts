import type * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { Account } from '../account.ts';
import type { FaultOptions } from '../faults.ts';
import type { QueryDesk } from './logs/query-desk.ts';
import type { Answer, ServiceError } from './service-error.ts';
import { readInput } from './shape.ts';

/** What an operation may look at. */
export type Context = {
  readonly account: Account;
  /** The Region that the demo lives in, whatever Region is asked. */
  readonly homeRegion: string;
  /** The account's moment, epoch milliseconds: all of one answer speaks of it. */
  readonly now: number;
  readonly faults: FaultOptions;
  /** The Insights queries of this server. */
  readonly queries: QueryDesk;
};

/** An answer that goes on for as long as the client listens: messages as they are on the wire. */
export type StreamAnswer = {
  readonly stream: (options: {
    readonly clock: Clock;
    /** Aborts when the client goes or the server closes. */
    readonly signal: AbortSignal;
  }) => AsyncIterable<Uint8Array>;
};

/** One operation: the shape of its input, and its answer to a decoded request body. */
export type Operation = {
  readonly input: z.ZodType;
  readonly answer: (
    body: unknown,
    context: Context,
    invalid: (message: string) => ServiceError,
  ) => Answer | StreamAnswer;
};

const tie = <Shape extends z.ZodType>(
  input: Shape,
  run: (input: z.output<Shape>, context: Context) => Answer | StreamAnswer,
): Operation => ({
  input,
  answer: (body, context, invalid) => {
    const parsed = readInput(input, body, invalid);
    return 'error' in parsed ? parsed : run(parsed.input, context);
  },
});

/** Ties an operation's input shape to the function that answers it. */
export const operation = <Shape extends z.ZodType>(
  input: Shape,
  run: (input: z.output<Shape>, context: Context) => Answer,
): Operation => tie(input, run);

/** The same for an operation that answers with an event stream, or with an error before it. */
export const streamOperation = <Shape extends z.ZodType>(
  input: Shape,
  run: (input: z.output<Shape>, context: Context) => StreamAnswer | { readonly error: ServiceError },
): Operation => tie(input, run);
