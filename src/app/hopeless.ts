import type { Failure, SourceName } from '../observation.ts';
import type { Snapshot } from '../store/snapshot.ts';

/**
 * Why nothing can be shown at all: none of the sources awaited may ask AWS anything (no credentials, no permission, no such
 * Region). While one of them answers, or may still, the others say their trouble in their panels.
 */
export const hopeless = (
  { problems, answered }: Pick<Snapshot, 'problems' | 'answered'>,
  awaited: readonly SourceName[],
): Failure | undefined => {
  const refusals = awaited.map((source) =>
    answered.has(source)
      ? undefined
      : problems.find((problem) => problem.source === source && problem.failure?.kind === 'access')?.failure,
  );
  return refusals.every((failure) => failure !== undefined) ? refusals[0] : undefined;
};
