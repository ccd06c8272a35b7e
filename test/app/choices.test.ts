import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Choices, keepChoices, openChoices } from '../../src/app/shared/choices.ts';
import { statePath } from '../../src/app/shared/state-folder.ts';
import { emptyStateHome, runIn } from '../helpers/state-home.ts';

const fileIn = (home: string): string => join(home, 'orders-watch', 'choices.json');

/** What a run of the tool finds, and what it tells meanwhile. */
const found = async (home: string) => {
  const run = runIn(home);
  const choices = await openChoices(run).read;
  return { choices, told: run.told.map((failure) => failure?.message) };
};

const keep = async (home: string, chosen: Choices) => {
  const run = runIn(home);
  const file = openChoices(run);
  await file.read;
  keepChoices(file, chosen);
  await run.stalls.settled();
  return run.told.map((failure) => failure?.message);
};

test('state files live where XDG says', () => {
  const path = (env: Readonly<Record<string, string>>) => statePath(env, 'choices.json', '/home/a');
  expect(path({ XDG_STATE_HOME: '/state' })).toBe('/state/orders-watch/choices.json');
  expect(path({ XDG_STATE_HOME: 'relative' })).toBe('/home/a/.local/state/orders-watch/choices.json');
  expect(path({})).toBe('/home/a/.local/state/orders-watch/choices.json');
});

test('what is written is read again, for nobody else to see', async () => {
  const home = join(emptyStateHome(), 'deep');
  expect((await found(home)).choices).toEqual({});
  expect(await keep(home, { theme: 'light', utc: true, rangeSeconds: 900 })).toEqual([]);
  expect(await found(home)).toEqual({
    choices: { theme: 'light', utc: true, rangeSeconds: 900 },
    told: [],
  });
  expect(statSync(fileIn(home)).mode & 0o077).toBe(0);
  expect(readdirSync(dirname(fileIn(home)))).toEqual(['choices.json']);
});

test('what does not fit is left out; a file that is damaged is told, and kept beside the new one', async () => {
  const home = emptyStateHome();
  mkdirSync(join(home, 'orders-watch'));
  const path = fileIn(home);
  writeFileSync(path, JSON.stringify({ theme: 'pink', utc: true, rangeSeconds: -1 }));
  expect(await found(home)).toEqual({ choices: { utc: true }, told: [] });
  // An older version kept these; nobody read them.
  writeFileSync(path, JSON.stringify({ utc: true, zoomed: 'logs', view: 'alarms', hidden: ['logs'] }));
  expect((await found(home)).choices).toEqual({ utc: true });
  for (const broken of ['', 'null', '[]', '{"theme":']) {
    writeFileSync(path, broken);
    expect(await found(home)).toEqual({ choices: {}, told: ['the state file choices.json is damaged'] });
  }
  await keep(home, { utc: true });
  expect(readdirSync(dirname(path)).sort()).toEqual(['choices.json', 'choices.json.damaged']);
  expect((await found(home)).choices).toEqual({ utc: true });
});

test('what is as it was is not written: a home that is read-only is no trouble then', async () => {
  expect(await keep('/proc/nowhere', {})).toEqual([]);
  expect(await keep('/proc/nowhere', { utc: true })).toEqual([
    expect.stringContaining('state file choices.json cannot be written: '),
  ]);
});
