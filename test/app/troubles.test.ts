import { describe, expect, test } from 'vitest';
import {
  codeOfTroubles,
  distinctFailures,
  givenUp,
  problemFailures,
  sayTroubles,
} from '../../src/app/shared/troubles.ts';
import type { Failure } from '../../src/observation/health-of-sources.ts';
import { linesOf } from '../helpers/contract.ts';

const denied: Failure = {
  kind: 'access',
  code: 'AccessDeniedException',
  message: 'no permission for FilterLogEvents.',
  operation: 'FilterLogEvents',
  region: 'eu-west-1',
  hint: 'Ask for it.',
};
const broken: Failure = {
  ...denied,
  kind: 'service',
  code: 'InternalFailure',
  message: 'broken',
  hint: 'Nothing to do: the tool tries again by itself.',
};

describe('troubles of a command that ends', () => {
  test('are one for a call that fails for one reason, with what it was asked of', () => {
    const of = (about: string) => ({ failure: denied, about });
    expect(distinctFailures([of('c'), of('a'), of('b'), { failure: broken }])).toMatchObject([
      { message: 'no permission for FilterLogEvents (a, b and 1 more)' },
      broken,
    ]);
    const elsewhere = { ...denied, region: 'us-east-1' };
    expect(distinctFailures([{ failure: denied }, { failure: elsewhere }])).toEqual([denied, elsewhere]);
  });

  test('of sources name what is not all of an origin, and are gone once they have ended', () => {
    const origin = { region: 'eu-west-1' };
    const problem = { type: 'problem', source: 'logs', origin, at: 0 } as const;
    expect(
      problemFailures([
        { ...problem, scope: '/group', failure: denied },
        { ...problem, scope: 'eu-west-1', failure: broken },
        { ...problem, scope: '/other', failure: undefined },
      ]),
    ).toEqual([{ failure: denied, about: '/group' }, { failure: broken }]);
  });

  test('end it with 4 where access is missing, else with 1, and with 0 where there are none', () => {
    expect(codeOfTroubles([])).toBe(0);
    expect(codeOfTroubles([broken])).toBe(1);
    expect(codeOfTroubles([broken, denied])).toBe(4);
  });

  test('are a line each, and an object each for scripts', () => {
    const lines: string[] = [];
    const stdout = sayTroubles([denied, broken], { json: true }, (line) => lines.push(line));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^orders-watch: FilterLogEvents in eu-west-1: no permission/);
    expect(linesOf(stdout, 'error').map(({ operation }) => operation)).toHaveLength(2);
    expect(sayTroubles([denied], { json: false }, () => {})).toBe('');
  });

  test('promise no other try', () => {
    expect(givenUp(broken).hint).toBe('Try again in a while.');
    expect(givenUp(denied)).toBe(denied);
    const hint = 'Sign in again (aws sso login, or new keys): the tool goes on by itself.';
    expect(givenUp({ ...denied, hint }).hint).toBe('Sign in again (aws sso login, or new keys).');
  });
});
