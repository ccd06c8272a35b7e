import type { Failure, SourceName } from '../../observation/health-of-sources.ts';
import { isSameOrigin, type Origin, originsOf } from '../../origin.ts';
import type { Snapshot } from '../../store/snapshot.ts';

/** A source that is to answer, and all that it is asked for. */
export type Awaited = {
  readonly source: SourceName;
  readonly scopes: readonly { readonly scope: string; readonly origin: Origin }[];
};

/**
 * Why nothing can be shown at all: none of the sources awaited may ask AWS anything, wherever it looks (no credentials, no
 * permission, no such Region). While one of them answers, or may still, the others say their trouble in their panels.
 */
export const hopeless = (
  { problems, answered }: Pick<Snapshot, 'problems' | 'answered'>,
  awaited: readonly Awaited[],
): Failure | undefined => {
  const refusals = awaited.flatMap(({ source, scopes }) =>
    originsOf(scopes.map(({ origin }) => origin)).map((origin) => {
      if (answered.has(source)) return undefined;
      return problems.find(
        (problem) =>
          problem.source === source &&
          problem.failure?.kind === 'access' &&
          problem.origin !== undefined &&
          isSameOrigin(problem.origin, origin),
      )?.failure;
    }),
  );
  return refusals.every((failure) => failure !== undefined) ? refusals[0] : undefined;
};
