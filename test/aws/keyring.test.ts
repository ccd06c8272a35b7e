import { describe, expect, it } from 'vitest';
import type { KeySource, Keys } from '../../src/aws/config/credentials/context.ts';
import { createKeyring } from '../../src/aws/keyring.ts';
import type { Failure } from '../../src/observation/health-of-sources.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 15, 12);
const expired: Failure = { kind: 'access', code: 'ExpiredTokenException', message: '', hint: '' };
const denied: Failure = {
  kind: 'access',
  code: 'AccessDenied',
  message: '',
  hint: '',
  denial: { action: 'logs:StartQuery', isExplicit: false },
};

/** A keyring, and a source that gives `k1`, `k2` … that live for so long, or nothing. */
const ring = (livesMs: number | undefined, source?: KeySource) => {
  let now = noon;
  let taken = 0;
  let isEmpty = false;
  const keyring = createKeyring({
    profile: 'p',
    env: {},
    clock: { now: () => now, sleep: async () => {} },
  });
  const take = async (): Promise<Keys> => {
    taken += 1;
    if (isEmpty) throw new Error('nothing there');
    return {
      accessKeyId: `k${taken}`,
      secretAccessKey: 's',
      ...(livesMs === undefined ? {} : { expiration: new Date(now + livesMs) }),
      ...(source === undefined ? {} : { source }),
    };
  };
  return {
    keyring,
    key: async () => (await keyring.keys(take)).accessKeyId,
    pass: (ms: number) => {
      now += ms;
    },
    empty: (is: boolean) => {
      isEmpty = is;
    },
    taken: () => taken,
  };
};

describe('a keyring', () => {
  it('keeps what it has, and renews it a quarter of an hour before it ends, without a wait', async () => {
    const { key, pass, taken, keyring } = ring(60 * minute);
    expect(await key()).toBe('k1');
    expect(keyring.held()).toMatchObject({ profile: 'p', endsAt: noon + 60 * minute });
    pass(43 * minute);
    expect(await key()).toBe('k1');
    expect(taken()).toBe(1);
    pass(2 * minute);
    expect(await key()).toBe('k1');
    await Promise.resolve();
    expect(await key()).toBe('k2');
    expect(keyring.held()).toMatchObject({ endsAt: noon + 105 * minute });
  });

  it('goes on with those in hand while no others come, and asks again every ten seconds', async () => {
    const { key, pass, empty, taken } = ring(60 * minute);
    await key();
    empty(true);
    pass(50 * minute);
    for (let second = 0; second < 60; second += 1) {
      expect(await key()).toBe('k1');
      pass(1_000);
    }
    expect(taken()).toBe(1 + 6);
    pass(10 * minute);
    await expect(key()).rejects.toThrow('nothing there');
  });

  it('asks no more than once in three seconds while AWS refuses what it gets', async () => {
    const { keyring, key, pass, taken } = ring(undefined);
    await key();
    for (let tenth = 0; tenth < 90; tenth += 1) {
      keyring.refused(expired);
      await key();
      pass(100);
    }
    expect(taken()).toBe(1 + 3);
  });

  it('asks no more than once in three seconds while there is nothing, and gives what it gets then', async () => {
    const { key, pass, empty, taken } = ring(undefined);
    empty(true);
    for (let tenth = 0; tenth < 60; tenth += 1) {
      await expect(key()).rejects.toThrow('nothing there');
      pass(100);
    }
    expect(taken()).toBeLessThanOrEqual(3);
    empty(false);
    pass(3_000);
    expect(await key()).toMatch(/^k/);
  });

  it('looks for others where an access is denied, seldom where that starts a process', async () => {
    const often = ring(undefined);
    await often.key();
    const seldom = ring(undefined, 'process');
    await seldom.key();
    for (const { keyring, key, pass } of [often, seldom]) {
      for (let second = 0; second < 60; second += 1) {
        keyring.refused(denied);
        await key();
        pass(1_000);
      }
    }
    expect(often.taken()).toBeGreaterThan(3);
    expect(often.taken()).toBeLessThanOrEqual(5);
    expect(seldom.taken()).toBe(1);
  });

  it('does not renew keys that live for a quarter of an hour all the time', async () => {
    const { key, pass, taken } = ring(15 * minute);
    for (let second = 0; second < 15 * 60; second += 1) {
      await key();
      pass(1_000);
    }
    expect(taken()).toBe(2);
  });

  it('is shared: who comes while they are taken waits for the same', async () => {
    const { key, taken } = ring(undefined);
    expect(await Promise.all([key(), key(), key()])).toEqual(['k1', 'k1', 'k1']);
    expect(taken()).toBe(1);
  });

  it('tells of nothing where keys do not end', async () => {
    const { key, keyring } = ring(undefined);
    await key();
    expect(keyring.held()).toBeUndefined();
  });
});
