import { describe, expect, test } from 'vitest';
import { hopeless } from '../../src/app/shared/hopeless.ts';
import type { Failure, SourceProblem } from '../../src/observation/health-of-sources.ts';

const here = { region: 'eu-west-1' };
const there = { region: 'eu-west-1', profile: 'billing' };
const failure: Failure = { kind: 'access', code: 'AccessDenied', message: 'denied', hint: '' };
const problem = (origin: typeof here, over: Partial<SourceProblem> = {}): SourceProblem => ({
  type: 'problem',
  source: 'alarms',
  scope: 'x',
  origin,
  at: 0,
  failure,
  ...over,
});
const scopes = [here, there].map((origin) => ({ scope: 'x', origin }));
const awaited = [{ source: 'alarms' as const, scopes }];
const nobody: ReadonlySet<'alarms'> = new Set();

describe('a screen ends by itself', () => {
  test('when nothing may be read anywhere', () => {
    const problems = [problem(here), problem(there)];
    expect(hopeless({ problems, answered: nobody }, awaited)).toBe(failure);
  });

  test('not because of one profile that is not there, however soon it says so', () => {
    expect(hopeless({ problems: [problem(there)], answered: nobody }, awaited)).toBeUndefined();
    const other = problem(here, { source: 'logs' });
    expect(hopeless({ problems: [problem(there), other], answered: nobody }, awaited)).toBeUndefined();
  });

  test('not once anything was answered, and not for what may heal', () => {
    const problems = [problem(here), problem(there)];
    expect(hopeless({ problems, answered: new Set(['alarms']) }, awaited)).toBeUndefined();
    const away = problem(here, { failure: { ...failure, kind: 'network' } });
    expect(hopeless({ problems: [away, problem(there)], answered: nobody }, awaited)).toBeUndefined();
  });
});
