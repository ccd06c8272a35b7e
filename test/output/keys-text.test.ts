import { describe, expect, it } from 'vitest';
import { headerRow } from '../../components/frame/header.ts';
import { createKeysNotice } from '../../src/app/shared/keys-notice.ts';
import type { ApiCall, HeldKeys } from '../../src/observation/health-of-sources.ts';
import { keysText } from '../../src/output/keys-text.ts';
import { createStore } from '../../src/store/store.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 15, 12);
const keys = (endsAt: number, profile = 'prod'): HeldKeys => ({
  profile,
  endsAt,
  renewal: `aws sso login --profile ${profile}`,
});
const call = (at: number, held: HeldKeys): ApiCall => ({
  type: 'call',
  at,
  service: 'logs',
  operation: 'FilterLogEvents',
  region: 'eu-west-1',
  durationMs: 1,
  ok: true,
  billedMetrics: 0,
  bytesScanned: 0,
  dollars: 0,
  keys: held,
});

describe('keys that end', () => {
  it.each([
    [16 * minute, undefined],
    [15 * minute, 'credentials end in 15 m'],
    [14.5 * minute, 'credentials end in 14 m'],
    [40_000, 'credentials end in 40 s'],
    [-2 * minute, 'credentials ended 2 m ago'],
  ])('%i ms before', (leftMs, short) => {
    expect(keysText([keys(noon + leftMs)], noon)?.short).toBe(short);
  });

  it('of several profiles the first is named', () => {
    const all = [keys(noon + 10 * minute), keys(noon + 4 * minute, 'billing'), { renewal: 'x' }];
    expect(keysText(all, noon)).toEqual({
      hasEnded: false,
      short: 'credentials of billing end in 4 m',
      long: 'credentials of billing end in 4 m: aws sso login --profile billing',
    });
  });

  it.each([
    [80, 14 * minute, 'credentials end in 14 m'],
    [80, -2 * minute, 'credentials ended 2 m ago'],
    [140, -2 * minute, 'credentials ended 2 m ago: aws sso login --profile prod'],
  ])('stand in a header of %i cells, until there are new ones', (width, leftMs, said) => {
    const store = createStore({ startedAt: noon });
    const header = () =>
      headerRow({
        snapshot: store.snapshot(noon),
        names: ['orders', 'prod', 'eu-west-1'],
        width,
        look: { ascii: false, utc: true },
        paused: false,
      })
        .map(({ text }) => text)
        .join('');
    store.apply([call(noon, keys(noon + leftMs))], noon);
    expect(header()).toContain(said);
    store.apply([call(noon, keys(noon + 60 * minute))], noon);
    expect(header()).not.toContain('credentials');
  });
});

describe('a command that goes on', () => {
  it('says it at 15 and at 5 minutes and at the end, once each, and again of new keys', () => {
    let now = noon;
    const lines: string[] = [];
    const told = createKeysNotice({ now: () => now }, (line) => lines.push(line));
    const first = keys(noon + 20 * minute);
    for (; now < noon + 22 * minute; now += 2_000) told(call(now, first));
    const line = 'orders-watch: credentials';
    const renewal = 'aws sso login --profile prod';
    expect(lines).toEqual([
      `${line} end in 15 m: ${renewal}`,
      `${line} end in 5 m: ${renewal}`,
      `${line} ended 0 s ago: ${renewal}`,
    ]);
    told(call(now, keys(now + 60 * minute)));
    told(call(now, keys(now + 3 * minute)));
    expect(lines.slice(3)).toEqual([`${line} end in 3 m: ${renewal}`]);
  });
});
