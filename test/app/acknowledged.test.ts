/** Alarms that somebody looks after are known again the next time, on this machine alone. */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAcknowledged, quietRow } from '../../components/alarms/acknowledged.ts';
import { openAcknowledged } from '../../src/app/alarms/acknowledged.ts';
import { alarm, noon } from '../output/observations.ts';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'orders-watch-acknowledged-'));

test('what was acknowledged is kept in the state folder, and taken back by the same key', async () => {
  const env = { XDG_STATE_HOME: await folder() };
  openAcknowledged(env).toggle('arn:a', noon);
  openAcknowledged(env).toggle('arn:b', noon + 1);
  expect([...openAcknowledged(env).known()]).toEqual([
    ['arn:a', noon],
    ['arn:b', noon + 1],
  ]);
  openAcknowledged(env).toggle('arn:a', noon);
  // A newer transition is another thing to look after.
  openAcknowledged(env).toggle('arn:b', noon + 2);
  expect([...openAcknowledged(env).known()]).toEqual([['arn:b', noon + 2]]);
  const path = join(env.XDG_STATE_HOME, 'orders-watch', 'acknowledged.json');
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ 'arn:b': noon + 2 });
});

test('a file that cannot be read, or a folder that cannot be written, is no error', async () => {
  const env = { XDG_STATE_HOME: await folder() };
  openAcknowledged(env).toggle('arn:a', noon);
  await writeFile(join(env.XDG_STATE_HOME, 'orders-watch', 'acknowledged.json'), 'not JSON');
  expect(openAcknowledged(env).known().size).toBe(0);
  const nowhere = openAcknowledged({ XDG_STATE_HOME: '/dev/null' });
  nowhere.toggle('arn:a', noon);
  expect(nowhere.known().get('arn:a')).toBe(noon);
});

test('only the state that was acknowledged is quiet', () => {
  const one = alarm();
  const known = new Map([[one.arn, one.since]]);
  expect(isAcknowledged(one, known)).toBe(true);
  expect(isAcknowledged({ ...one, since: one.since + 1 }, known)).toBe(false);
  expect(isAcknowledged({ ...one, state: 'OK' }, known)).toBe(false);
  expect(quietRow([{ text: 'X', role: 'bad', bold: true }])).toEqual([{ text: 'X', role: 'dim' }]);
});
