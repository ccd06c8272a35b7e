/**
 * What goes wrong, said once: many shards, or polls, fail for one cause and answer again together. A failure that heals at
 * the next try is nobody's business; one that stays becomes a problem, and its end is told too.
 */
import type { Failure, SourceName, SourceProblem } from '../observation/health-of-sources.ts';
import type { Origin } from '../origin.ts';

/**
 * True where the same call may be answered later without anybody doing anything. All else ends a command that has not begun;
 * later it is said, and the command goes on.
 */
export const isTemporary = ({ kind, isLasting }: Pick<Failure, 'kind' | 'isLasting'>): boolean =>
  isLasting !== true && (kind === 'throttled' || kind === 'network' || kind === 'service');

/**
 * Failures in a row that make a problem. A lack of access, or a thing that is not there, is one at once. Of what may heal,
 * three: where one call in a hundred is lost, a tail that makes 300 a second meets two in a row twice a minute, and three
 * once an hour; and a poll meets its third a second or two after its first.
 */
const patienceWith = (failure: Failure): number => (isTemporary(failure) ? 3 : 1);

/** A listing without an end: the next try of its page would be billed, and answered alike. */
export const endlessPages = 'EndlessPages';

/**
 * True where a command that follows and has not begun ends with it. A listing that leads round is given up but begins anew with the next
 * poll, which has another token: one such answer ends nothing (issue 15, item 10).
 */
export const endsBeforeBegun = (failure: Failure): boolean =>
  !isTemporary(failure) && failure.code !== endlessPages;

export type TroubleOptions = {
  readonly source: SourceName;
  /** What the trouble is called by. */
  readonly scope: string;
  readonly origin?: Origin | undefined;
  readonly now: () => number;
  /** False where there is no next try: the first failure is said. */
  readonly patient?: boolean;
};

export type Trouble = {
  /** `who` (a shard, the listing) failed for the n-th time in a row. Gives what is to be said, if anything. */
  readonly failed: (who: string, failures: number, failure: Failure) => SourceProblem | undefined;
  /** `who` has been answered. Gives the end of a trouble that was said, once nobody has it any more. */
  readonly answered: (who: string) => SourceProblem | undefined;
};

export const createTrouble = ({ source, scope, origin, now, patient = true }: TroubleOptions): Trouble => {
  const failing = new Set<string>();
  let said: Failure | undefined;
  const say = (failure: Failure | undefined): SourceProblem => {
    said = failure;
    const where = origin === undefined ? {} : { origin };
    return { type: 'problem', source, scope, ...where, at: now(), failure };
  };
  return {
    failed: (who, failures, failure) => {
      if (patient && failures < patienceWith(failure)) return undefined;
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
