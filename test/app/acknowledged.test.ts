/** Alarms that somebody looks after are known again the next time, on this machine alone. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAcknowledged, quietRow } from '../../components/alarms/acknowledged.ts';
import { openAcknowledged } from '../../src/app/alarms/acknowledged.ts';
import { emptyStateHome, runIn } from '../helpers/state-home.ts';
import { alarm, noon } from '../output/observations.ts';

/** A run that toggles, and ends once that is written. */
const toggle = async (home: string, arn: string, since: number) => {
  const run = runIn(home);
  const acknowledged = openAcknowledged(run);
  await run.stalls.settled();
  acknowledged.toggle(arn, since);
  await run.stalls.settled();
};

/** What a run knows once it has read its files: they are read one after the other. */
const knownIn = async (home: string) => {
  const run = runIn(home);
  const acknowledged = openAcknowledged(run);
  acknowledged.toggle('arn:x', noon);
  await run.stalls.settled();
  acknowledged.toggle('arn:x', noon);
  await run.stalls.settled();
  return [...acknowledged.known()];
};

test('what was acknowledged is kept in the state folder, and taken back by the same key', async () => {
  const home = emptyStateHome();
  await toggle(home, 'arn:a', noon);
  await toggle(home, 'arn:b', noon + 1);
  expect(await knownIn(home)).toEqual([
    ['arn:a', noon],
    ['arn:b', noon + 1],
  ]);
});

test('two runs at once keep what the other one has acknowledged', async () => {
  const home = emptyStateHome();
  const runs = ['arn:a', 'arn:b', 'arn:c', 'arn:d'].map((arn) => ({ arn, run: runIn(home) }));
  for (const { arn, run } of runs) {
    openAcknowledged(run).toggle(arn, noon);
    await run.stalls.settled();
  }
  expect((await knownIn(home)).map(([arn]) => arn)).toEqual(['arn:a', 'arn:b', 'arn:c', 'arn:d']);
});

test('what cannot be written holds for this run, is told once, and is written as soon as it can be', async () => {
  const run = runIn('/dev/null');
  const nowhere = openAcknowledged(run);
  nowhere.toggle('arn:a', noon);
  nowhere.toggle('arn:b', noon);
  await run.stalls.settled();
  expect(nowhere.known().get('arn:a')).toBe(noon);
  expect(run.told.map((failure) => failure?.message)).toEqual([
    'the state file acknowledged.json is not there: a part of its path is no folder',
  ]);

  const home = emptyStateHome();
  const folder = join(home, 'orders-watch');
  const path = join(folder, 'acknowledged.json');
  // A folder in the place of the file.
  mkdirSync(path, { recursive: true });
  const other = runIn(home);
  const later = openAcknowledged(other);
  later.toggle('arn:a', noon);
  await other.stalls.settled();
  expect(other.told.map((failure) => failure?.message)).toEqual([
    'the state file acknowledged.json is no file',
  ]);
  rmdirSync(path);
  later.toggle('arn:b', noon);
  await other.stalls.settled();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ 'arn:a': noon, 'arn:b': noon });
  expect(other.told).toEqual([expect.anything(), undefined]);
});

test('only the state that was acknowledged is quiet', () => {
  const one = alarm();
  const known = new Map([[one.arn, one.since]]);
  expect(isAcknowledged(one, known)).toBe(true);
  expect(isAcknowledged({ ...one, since: one.since + 1 }, known)).toBe(false);
  expect(isAcknowledged({ ...one, state: 'OK' }, known)).toBe(false);
  expect(quietRow([{ text: 'X', role: 'bad', bold: true }])).toEqual([{ text: 'X', role: 'dim' }]);
});

test('a FIFO in the place of the file holds nothing up; what is not written yet is named', async () => {
  const home = emptyStateHome();
  mkdirSync(join(home, 'orders-watch'));
  execFileSync('mkfifo', [join(home, 'orders-watch', 'acknowledged.json')]);
  const run = runIn(home);
  const acknowledged = openAcknowledged(run);
  acknowledged.toggle('arn:a', noon);
  expect(run.stalls.losses()).toEqual(['state file acknowledged.json: what was acknowledged']);
  await run.stalls.settled();
  expect(run.told.map((failure) => failure?.message)).toEqual([
    expect.stringMatching(/acknowledged\.json is no file$/),
  ]);
  expect(acknowledged.known().get('arn:a')).toBe(noon);
});
