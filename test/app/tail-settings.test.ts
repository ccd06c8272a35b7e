import { describe, expect, test } from 'vitest';
import { readTailFlags, type TailFlags } from '../../src/app/tail/tail-settings.ts';
import { tailFlags } from './tail-flags.ts';

const now = Date.UTC(2026, 0, 15, 12);

describe("tail-stream's flags", () => {
  test('have their usual values', () => {
    expect(readTailFlags(tailFlags(), now)).toEqual({
      ok: true,
      value: {
        tables: ['Orders'],
        from: 'latest',
        wanted: {},
        expression: undefined,
        checkpoint: undefined,
        limit: Number.POSITIVE_INFINITY,
        durationMs: undefined,
        idleExitMs: undefined,
      },
    });
  });

  test('name each table once, given again or with commas', () => {
    expect(readTailFlags(tailFlags({ table: ['Orders,Audit', 'Orders', ''] }), now)).toMatchObject({
      value: { tables: ['Orders', 'Audit'] },
    });
  });

  test.each([
    ['trim-horizon', 'trim-horizon'],
    ['10m', { time: now - 600_000 }],
    ['2026-01-15T11:00:00Z', { time: now - 3_600_000 }],
  ])('--from %s', (from, expected) => {
    expect(readTailFlags(tailFlags({ from }), now)).toMatchObject({ value: { from: expected } });
  });

  test('choose events, keys, an end', () => {
    const chosen = tailFlags({
      event: 'insert, REMOVE',
      key: ['a', 'Doe, Jane'],
      limit: 3,
      duration: '10m',
      'idle-exit': '5s',
    });
    expect(readTailFlags(chosen, now)).toMatchObject({
      value: {
        wanted: { events: ['INSERT', 'REMOVE'], keys: ['a', 'Doe, Jane'] },
        limit: 3,
        durationMs: 600_000,
        idleExitMs: 5000,
      },
    });
  });

  test.each<readonly [Partial<TailFlags>, RegExp]>([
    [{ table: [','] }, /--table is empty/],
    [{ from: 'soon' }, /--from "soon"/],
    [{ from: 'checkpoint' }, /needs a file/],
    [{ event: 'INSERT,DROP' }, /--event "DROP"/],
    [{ filter: 'a[' }, /at character \d+ of "a\["/],
    [
      { filter: 'new.status == "FAILED"' },
      /a change has no FAILED: a text stands in single quotes, 'FAILED', at/,
    ],
    [{ limit: 1.5 }, /--limit 1.5/],
    [{ limit: -1 }, /--limit -1/],
    [{ limit: Number.NaN }, /--limit NaN/],
    [{ duration: 'long' }, /--duration "long"/],
    [{ 'idle-exit': '' }, /--idle-exit ""/],
  ])('%o is refused', (different, message) => {
    expect(readTailFlags(tailFlags(different), now)).toMatchObject({
      ok: false,
      failure: { kind: 'usage', message: expect.stringMatching(message), hint: expect.stringMatching(/./) },
    });
  });
});
