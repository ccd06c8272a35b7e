/**
 * What the tool knows of a service of AWS: a row an operation. The clients, the policy that `iam-policy` prints, what `doctor`
 * tries, the bill and the pace of calls are derived from these rows and from nothing else.
 */
import type { Answer, AwsCall } from '../call.ts';
import type { Paging } from '../page-guard.ts';
import type { Price } from '../price.ts';
import type { Quota } from './quota.ts';

export type SendOptions = { readonly abortSignal?: AbortSignal };

/** What a policy can name. */
export type ResourceKind = 'logGroup' | 'stream';

/** A statement of the policy; its `Sid` is its key. */
export type Statement = {
  /** Only in the policy of a pipeline that has such resources; absent: in every one. */
  readonly needs?: ResourceKind;
  /** The ARNs that one of these resources is named by; absent: the actions take no resource, `*` is the least. */
  readonly arnsOf?: (arn: string) => readonly string[];
};

/** What a probe may ask for: things that exist, as far as is known. */
export type Sample = {
  /** Epoch ms. */
  readonly now: number;
  readonly logGroup?: string | undefined;
  readonly table?: string | undefined;
};

/** The cheapest call that shows whether an operation is permitted; `on` names what it asks for. */
export type Probe<Input> = { readonly input: Input; readonly on?: string | undefined };

/** An operation, all that is to be known of it. */
export type Row<Connection, Input, Output, StatementId extends string> = {
  readonly send: (connection: Connection, input: Input, options: SendOptions) => Promise<Output>;
  /** The statement of the policy that allows it. */
  readonly allowedBy: StatementId;
  /** Its permissions, by the names of operations, where they are not that of its own name. */
  readonly permittedAs?: readonly [string, ...string[]];
  /** `init` asks for it too, before there is a pipeline to watch. */
  readonly forInit?: true;
  /** What is missing without the permission, in words: all else goes on, and `doctor` warns only. */
  readonly optional?: string;
  readonly price: NoInfer<Price<Input, Output>>;
  /** What is charged for each minute that a call's answer goes on. */
  readonly dollarsPerMinute?: number;
  /** Calls are spaced by it. Absent: AWS states none. */
  readonly quota?: Quota;
  /** For the whole call, until the answer's last byte, or its first of an event stream; `usualDeadlineMs` where absent. */
  readonly deadlineMs?: number;
  /** How its pages are chained; absent where there is only one. */
  readonly pages?: Paging;
  /** Members of its input that only answers of AWS tell, beside the token of its pages: ids, iterators. */
  readonly fromAnswers?: readonly (keyof Input & string)[];
  /** What `doctor` does; absent where that would cost money, or needs what only another call tells. */
  readonly probe?: (sample: Sample) => NoInfer<Probe<Input>> | undefined;
};

/** Makes the call of a row: how it is sent, measured and answered is the same for all. */
export type Caller<Connection> = <Input extends object, Output extends object>(
  row: Row<Connection, Input, Output, string>,
) => AwsCall<Input, Output>;

/** A try of `doctor`: what it asks for, and how. */
export type Attempt = {
  readonly on?: string | undefined;
  readonly ask: (signal: AbortSignal) => Promise<Answer<unknown>>;
};

export type Bound<Call> = { readonly call: Call; readonly attempt: (sample: Sample) => Attempt | undefined };

/** A row whose input and output only its call still knows. */
export type Operation<Connection, Call, StatementId extends string = string> = Pick<
  Row<Connection, never, never, StatementId>,
  'allowedBy' | 'dollarsPerMinute' | 'forInit' | 'optional' | 'permittedAs' | 'quota'
> & { readonly bind: (caller: Caller<Connection>) => Bound<Call> };

export const operation = <
  Connection,
  Input extends object,
  Output extends object,
  const StatementId extends string,
>(
  row: Row<Connection, Input, Output, StatementId>,
): Operation<Connection, AwsCall<Input, Output>, StatementId> => ({
  ...row,
  bind: (caller) => {
    const call = caller(row);
    return {
      call,
      attempt: (sample) => {
        const probe = row.probe?.(sample);
        return probe && { on: probe.on, ask: (signal) => call(probe.input, signal) };
      },
    };
  },
});

/** AWS's name of an operation, by its method's. */
export const operationName = (method: string): string =>
  `${method.charAt(0).toUpperCase()}${method.slice(1)}`;

type Permitted = Pick<Row<never, never, never, string>, 'permittedAs'>;

type PermittedTable = {
  readonly iamPrefix: string;
  readonly operations: Readonly<Record<string, Permitted>>;
};

/** The permissions that an operation needs: most are called by the operation's name. */
export const actionsOf = (
  { iamPrefix, operations }: PermittedTable,
  method: string,
): readonly [string, ...string[]] => {
  const [first, ...others] = operations[method]?.permittedAs ?? [operationName(method)];
  return [`${iamPrefix}:${first}`, ...others.map((other) => `${iamPrefix}:${other}`)];
};
