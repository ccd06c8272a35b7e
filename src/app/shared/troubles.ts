/** What could not be read, said by a command that ends: each trouble once, in one line and as an `error` object, and its exit code. */
import type { Failure, SourceProblem } from '../../observation/health-of-sources.ts';
import { originName } from '../../origin.ts';
import { failureLine } from '../../output/failure-line.ts';
import { jsonOfFailure, ndjson } from '../../output/ndjson.ts';
import { codeOf, exitCode } from '../../runtime.ts';

/** A failure, and what it was about: a log group, a table. */
export type AppliedFailure = { readonly failure: Failure; readonly about?: string };

/** So many names stand in a line. */
const mostNames = 2;

const keyOf = ({ code, operation = '', region = '', profile }: Failure): string =>
  [code, operation, originName({ region, ...(profile === undefined ? {} : { profile }) })].join(' ');

/** One call that fails for one reason is one trouble, however many things it was asked of. */
export const distinctFailures = (failures: readonly AppliedFailure[]): readonly Failure[] => {
  const groups = new Map<string, readonly AppliedFailure[]>();
  for (const one of failures)
    groups.set(keyOf(one.failure), [...(groups.get(keyOf(one.failure)) ?? []), one]);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const names = [...new Set(group.flatMap(({ about }) => about ?? []))].sort();
    const more = names.length - mostNames;
    const named = `${names.slice(0, mostNames).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    const { failure } = first;
    return [names.length === 0 ? failure : { ...failure, message: `${bare(failure.message)} (${named})` }];
  });
};

const bare = (message: string): string => message.replace(/[.\s]+$/, '');

/** Troubles of sources that have not ended; what each is about where that is not all of an origin. */
export const problemFailures = (problems: readonly SourceProblem[]): readonly AppliedFailure[] =>
  problems.flatMap(({ failure, scope, origin }) => {
    if (failure === undefined) return [];
    return [origin !== undefined && originName(origin) === scope ? { failure } : { failure, about: scope }];
  });

/** The exit code of a command that could not read all: 4 where access is missing, else that of the first trouble. */
export const codeOfTroubles = (failures: readonly Failure[]): number => {
  const [first] = failures;
  if (first === undefined) return exitCode.done;
  return failures.some(({ kind }) => kind === 'access') ? exitCode.noAccess : codeOf(first);
};

/** What to do about what heals by itself, once nobody waits for that any more. */
const givenUpHints: Readonly<Partial<Record<Failure['kind'], string>>> = {
  network: 'Check the network, proxy and --endpoint-url, then try again.',
  throttled: 'Try again in a while, or ask for less at a time.',
  service: 'Try again in a while.',
};

/** The failure that ended a command: what it advises must not promise that the tool goes on. */
export const givenUp = (failure: Failure): Failure => {
  const promises = /\bby itself\b|^Nothing to do\b/.test(failure.hint);
  if (!promises) return failure;
  const hint = givenUpHints[failure.kind] ?? failure.hint.replace(/[:;] the tool .* by itself\b/, '');
  return { ...failure, hint };
};

/** On stderr a line each; for `--json` an object each, to be printed with the rest. */
export const sayTroubles = (
  failures: readonly Failure[],
  { json }: { readonly json: boolean },
  say: (line: string) => void,
): string => {
  for (const failure of failures) say(`orders-watch: ${failureLine(failure)}`);
  return json ? failures.map((failure) => ndjson(jsonOfFailure(failure))).join('') : '';
};
