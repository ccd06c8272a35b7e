/**
 * What goes wrong, said once: many shards fail for one cause and answer again together. A failure that heals at the
 * next try is nobody's business; one that stays becomes a problem, and its end is told too.
 */
import type { Failure, SourceProblem } from '../../observation/health-of-sources.ts';
import type { Origin } from '../../origin.ts';

export type Trouble = {
  /** `who` (a shard, the listing) failed for the n-th time in a row. Gives what is to be said, if anything. */
  readonly failed: (who: string, failures: number, failure: Failure) => SourceProblem | undefined;
  /** `who` has been answered. */
  readonly answered: (who: string) => SourceProblem | undefined;
};

/** Failures in a row that make a problem; a lack of access or a thing that is not there is one at once. */
const patience: Readonly<Record<Failure['kind'], number>> = {
  access: 1,
  usage: 1,
  'not-found': 1,
  network: 3,
  service: 3,
  throttled: 4,
};

export const createTrouble = (scope: string, origin: Origin, now: () => number): Trouble => {
  const failing = new Set<string>();
  let said: Failure | undefined;
  const say = (failure: Failure | undefined): SourceProblem => {
    said = failure;
    return { type: 'problem', source: 'stream', scope, origin, at: now(), failure };
  };
  return {
    failed: (who, failures, failure) => {
      if (failures < patience[failure.kind]) return undefined;
      failing.add(who);
      const same = said?.kind === failure.kind && said.code === failure.code;
      return same ? undefined : say(failure);
    },
    answered: (who) => {
      if (!failing.delete(who) || failing.size > 0) return undefined;
      return said === undefined ? undefined : say(undefined);
    },
  };
};
