/** `--notify`: a bell and a notice for what goes wrong while one watches, and for nothing else. */
import { afterEach, describe, expect, test } from 'vitest';
import { createAlarmNotices } from '../../src/app/alarms/alarm-notices.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { type Pty, startPty } from '../helpers/pty.ts';
import { cliFile } from '../helpers/tool.ts';
import { noon, transition } from '../output/observations.ts';

const ready = (region: string, scope = region): Observation => ({
  type: 'ready',
  source: 'alarms',
  scope,
  origin: { region },
  at: noon,
});

test('the past rings no bell, nor does what ends well; each Region begins by itself', () => {
  const noticeOf = createAlarmNotices();
  const told = [
    transition({ name: 'past' }),
    ready('eu-west-1'),
    transition({ name: 'now', reason: '1 datapoint [9.000000001 (15/01/26 11:57:00)]' }),
    transition({ name: 'well', from: 'ALARM', to: 'OK' }),
    transition({ name: 'elsewhere', region: 'us-east-1' }),
  ].map(noticeOf);
  expect(told).toEqual([
    undefined,
    undefined,
    { title: 'ALARM now', body: '1 datapoint [9 (15/01/26 11:57:00)]' },
    undefined,
    undefined,
  ]);
});

test('a Region begins by where it is read, whatever its listing is called', () => {
  const noticeOf = createAlarmNotices();
  noticeOf(ready('eu-west-1', 'alarms of the team'));
  expect(noticeOf(transition({ name: 'now' }))?.title).toBe('ALARM now');
  const withProfile = { name: 'theirs', profile: 'billing' };
  expect(noticeOf(transition(withProfile))).toBeUndefined();
});

describe('in a terminal', () => {
  let open: Pty | undefined;
  afterEach(() => {
    open?.kill('SIGKILL');
    open = undefined;
  });
  const start = (...flags: readonly string[]): Pty => {
    // One alarm goes on and off every quarter of an hour; on a busy machine one of the incident's may be sooner.
    const args = [cliFile, 'alarms', '--sandbox', '--speed', '100', ...flags];
    open = startPty({ command: process.execPath, args, columns: 120, rows: 40 });
    return open;
  };
  const notices = (pty: Pty): readonly string[] =>
    [...pty.output().matchAll(/\x07\x1b\]9;([^:\x1b]+)/g)].map(([, title = '']) => title);
  const newIncident = 'warehouse is overloaded';
  /** On since minutes before the start, and for good. */
  const oldIncident = 'payment-worker fails';
  const rings = (pty: Pty): Promise<void> => pty.waitFor(() => notices(pty).includes(newIncident), 60_000);

  test.each([
    ['on the screen', []],
    ['of lines', ['--watch', '--json']],
  ])('a new incident rings %s, and no old one does', { timeout: 90_000 }, async (_, flags) => {
    const pty = start('--notify', ...flags);
    await rings(pty);
    expect(notices(pty)).not.toContain(oldIncident);
    expect(pty.output()).toContain(`\x1b]777;notify;${newIncident};`);
  });

  test('nothing rings that nobody asked to hear', { timeout: 90_000 }, async () => {
    const pty = start('--watch', '--json');
    await pty.waitFor(() => /"name":"warehouse-node-cpu"[^\n]*"to":"ALARM"/.test(pty.output()), 60_000);
    expect(pty.output()).not.toContain('\x07');
  });
});
