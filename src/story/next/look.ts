/**
 * What an on-call engineer types to look at a stage. Names and flags are those of the AWS CLI, version 1 and 2 (its reference, and
 * botocore's models). All of it reads, but for the redrive of dead letters in `queue-looks.ts`.
 */
import { type Origin, partitionOf } from '../../origin.ts';
import type { RuleSign } from '../../pipeline/rule-signs.ts';
import type { Stage } from '../../pipeline/stage.ts';
import { awsCommand, type Flags } from './shell.ts';

/** A step to be; without a command there is none. */
export type Look = { readonly text: string; readonly command: string | undefined };

export type LookContext = {
  readonly stage: Stage;
  /** With the profile that the CLI needs. */
  readonly origin: Origin;
  /** The account that owns it; undefined where nothing has told it. */
  readonly account: string | undefined;
  /** The stages that it feeds. */
  readonly consumers: readonly Stage[];
};

/** What to look at of a stage of one kind that shows this, what tells the most first. */
export type Looks = (context: LookContext, sign: RuleSign) => readonly Look[];

export const look = ({ origin }: LookContext, text: string, call: string, flags: Flags): Look => ({
  text,
  command: awsCommand(call, flags, origin),
});

export const arnOf = (
  { origin: { region }, account }: LookContext,
  service: string,
  rest: string | undefined,
): string | undefined =>
  account === undefined || rest === undefined
    ? undefined
    : `arn:${partitionOf(region)}:${service}:${region}:${account}:${rest}`;

/** Something waits for somebody who takes it. */
export const waits = (sign: RuleSign): boolean => sign === 'age' || sign === 'lag' || sign === 'depth';

/** Whether what polls for a function is on, and what it says. */
export const trigger = (context: LookContext, name: string | undefined, what: string): Look =>
  look(context, `see whether ${what} is on, and its last result`, 'lambda list-event-source-mappings', {
    'function-name': name,
  });

/** The triggers of the functions that take from the stage. */
export const consumerTriggers = (context: LookContext): readonly Look[] =>
  context.consumers
    .filter(({ kind }) => kind === 'lambda')
    .map(({ name, dimensions }) => trigger(context, dimensions['FunctionName'], `the trigger of ${name}`));
