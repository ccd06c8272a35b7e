/** Patterns that took too long, as troubles that a screen shows: those of the file to the end, a filter's as long as it is typed. */
import type { SourceProblem } from '../../observation/health-of-sources.ts';
import { type PatternTrouble, patternTroubles } from '../../patterns/troubles.ts';

/** A pattern that finds no more versions is a trouble of deployments, any other one of the lines that it was for. */
const problemOf = ({ of, what, failure }: PatternTrouble, at: number): SourceProblem =>
  of === 'deployments.pattern'
    ? { type: 'problem', source: 'deployments', scope: failure.message, at, failure }
    : { type: 'problem', source: 'logs', scope: of, at, failure: { ...failure, message: what } };

/** What is new since it was called last, as observations. */
export const patternProblems = (): ((now: number) => readonly SourceProblem[]) => {
  let told: ReadonlyMap<string, SourceProblem> = new Map();
  return (now) => {
    const current = new Map(
      patternTroubles().map((trouble): [string, SourceProblem] => {
        const key = `${trouble.of} ${trouble.source}`;
        return [key, told.get(key) ?? problemOf(trouble, now)];
      }),
    );
    const begun = [...current].flatMap(([key, problem]) => (told.has(key) ? [] : [problem]));
    const ended = [...told].flatMap(([key, problem]) =>
      current.has(key) ? [] : [{ ...problem, at: now, failure: undefined }],
    );
    told = current;
    return [...ended, ...begun];
  };
};
