/** All that there is to spoil, and one of it spoilt. */

import { operationName } from '../../../src/aws/services/operation.ts';
import { services } from '../../../src/aws/services/services.ts';
import type { Json } from '../../../test/helpers/rewritten-account.ts';
import type { SpoiltAccount } from './account.ts';
import { type Command, commandsFor } from './commands.ts';
import { type Field, fieldsOf, fieldsWithin, pathText } from './fields.ts';
import { type Fault, judge } from './judge.ts';
import { isData, isList, isMembers, jsonIn, spoil, type Way, ways } from './ways.ts';

export const operations: readonly string[] = services.flatMap(({ operations: rows }) =>
  Object.keys(rows).map(operationName),
);

/** A command as it is of answers that are not spoilt, and what it asks for. */
type Whole = {
  readonly command: Command;
  readonly run: {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
    readonly facts: readonly string[];
  };
  readonly asked: readonly string[];
};

export type Case = { readonly whole: Whole; readonly field: Field; readonly way: Way };

export type CaseResult = {
  readonly command: string;
  readonly operation: string;
  readonly path: string;
  readonly way: Way;
  readonly faults: readonly Fault[];
  readonly ms: number;
};

/** Texts that are JSON, as AWS documents them. */
const nested = ['HistoryData', 'StateReasonData', 'DashboardBody'];

const patienceMs = 30_000;

/** A few are as bad as many, and take less time. */
const mostItems: Readonly<Record<string, number>> = { Records: 24, events: 40, AlarmHistoryItems: 40 };

const shortened = (answer: Json): Json => {
  if (!isMembers(answer)) return answer;
  const members = Object.entries(answer).map(([name, value]): readonly [string, Json] => [
    name,
    isList(value) ? value.slice(0, mostItems[name]) : value,
  ]);
  return Object.fromEntries(members);
};

const nestedFields = (operation: string, answer: Json): readonly Field[] => {
  const found = new Map<string, Field>();
  const look = (value: Json, path: Field['path']): void => {
    if (Array.isArray(value)) for (const item of value) look(item, [...path, 'each']);
    else if (typeof value === 'object' && value !== null)
      for (const [member, inner] of Object.entries(value)) {
        const here = [...path, { member }];
        if (typeof inner === 'string' && nested.includes(member)) {
          for (const field of fieldsWithin(jsonIn(inner), [...here, 'text']))
            found.set(pathText(field.path), { ...field, operation });
        } else look(inner, here);
      }
  };
  look(answer, []);
  return [...found.values()];
};

/** Every command once, unspoilt; and with it every case. */
export const allCases = async (
  spoilt: SpoiltAccount,
  only: (command: Command) => boolean = () => true,
): Promise<readonly Case[]> => {
  const cases: Case[] = [];
  const within = new Map<string, Field>();
  const wholes: Whole[] = [];
  for (const command of commandsFor(spoilt).filter(only)) {
    const answer = (operation: string, told: Json): Json => {
      const value = shortened(told);
      for (const field of nestedFields(operation, value))
        within.set(`${operation} ${pathText(field.path)}`, field);
      return value;
    };
    const run = await spoilt.run(command.args, { answer }, command.interruptAfterMs);
    // The lists of links, which only `init` asks for, are none of this account's.
    const asked = [...spoilt.account.asked().keys()].filter(
      (operation) => operations.includes(operation) && operation !== 'QueryMetrics',
    );
    wholes.push({ command, asked, run: { ...run, facts: command.facts(run) } });
  }
  for (const whole of wholes)
    for (const operation of whole.asked) {
      const fields = [
        ...fieldsOf(operation),
        ...[...within.values()].filter((field) => field.operation === operation),
      ];
      for (const field of fields) for (const way of ways) cases.push({ whole, field, way });
    }
  return cases;
};

/** Undefined where nothing of an answer was changed by it. */
export const runCase = async (
  spoilt: SpoiltAccount,
  { whole, field, way }: Case,
  nth: number,
): Promise<CaseResult | undefined> => {
  const { command } = whole;
  let isSpoilt = false;
  const answer = (operation: string, told: Json): Json => {
    const value = shortened(told);
    if (operation !== field.operation) return value;
    const changed = spoil(value, field, way, nth);
    if (changed === undefined) return value;
    isSpoilt = true;
    return changed;
  };
  const startedAt = performance.now();
  const hang = new AbortController();
  const outcome = await Promise.race([
    spoilt.run(command.args, { answer }, command.interruptAfterMs).catch((error: unknown) => ({
      code: -1,
      stdout: '',
      stderr: `internal error: thrown: ${error instanceof Error ? error.stack : String(error)}`,
    })),
    new Promise<'hang'>((resolve) => {
      const timer = setTimeout(() => resolve('hang'), patienceMs);
      // The clock jumps where no timer keeps the process.
      timer.unref();
      hang.signal.addEventListener('abort', () => clearTimeout(timer));
    }),
  ]);
  hang.abort();
  if (!isSpoilt) return undefined;
  const faults: readonly Fault[] =
    outcome === 'hang'
      ? [{ kind: 'hang', what: `no end in ${patienceMs / 1000} s` }]
      : judge(command, outcome, whole.run, isData(field, way));
  return {
    command: command.args.join(' '),
    operation: field.operation,
    path: pathText(field.path),
    way,
    faults,
    ms: Math.round(performance.now() - startedAt),
  };
};
