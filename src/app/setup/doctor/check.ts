/** What `doctor` says: a line a check. */
import type { Failure } from '../../../observation/health-of-sources.ts';
import { failureLine } from '../../../output/failure-line.ts';
import { givenUp } from '../../shared/troubles.ts';

export type CheckStatus = 'ok' | 'warn' | 'fail';

export type Check = {
  readonly check: string;
  readonly status: CheckStatus;
  readonly detail: string;
  /** What to do; empty where all is well. */
  readonly hint: string;
  /** Why it failed, where that decides the exit code. */
  readonly failure?: Failure;
};

export const ok = (check: string, detail: string): Check => ({ check, status: 'ok', detail, hint: '' });

export const warn = (check: string, detail: string, hint: string): Check => ({
  check,
  status: 'warn',
  detail,
  hint,
});

/** A failure of a command's: what it advises is the hint. */
export const failed = (check: string, failure: Failure): Check => {
  const { hint, ...said } = givenUp(failure);
  return { check, status: 'fail', detail: failureLine({ ...said, hint: '' }), hint, failure };
};
