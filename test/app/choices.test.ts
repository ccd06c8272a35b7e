import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { choicesPath, readChoices, writeChoices } from '../../src/app/shared/choices.ts';

const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'orders-watch-test-'));

test('choices live where XDG says', () => {
  expect(choicesPath({ XDG_STATE_HOME: '/state' }, '/home/a')).toBe('/state/orders-watch/choices.json');
  expect(choicesPath({ XDG_STATE_HOME: 'relative' }, '/home/a')).toBe(
    '/home/a/.local/state/orders-watch/choices.json',
  );
  expect(choicesPath({}, '/home/a')).toBe('/home/a/.local/state/orders-watch/choices.json');
});

test('what is written is read again, for nobody else to see', () => {
  const path = join(emptyFolder(), 'deep', 'choices.json');
  expect(readChoices(path)).toEqual({});
  expect(writeChoices(path, { theme: 'light', utc: true, rangeSeconds: 900 })).toBe(true);
  expect(readChoices(path)).toEqual({ theme: 'light', utc: true, rangeSeconds: 900 });
  expect(statSync(path).mode & 0o077).toBe(0);
  expect(readdirSync(dirname(path))).toEqual(['choices.json']);
});

test('what does not fit is left out, a broken file is none', () => {
  const path = join(emptyFolder(), 'choices.json');
  writeFileSync(path, JSON.stringify({ theme: 'pink', utc: true, rangeSeconds: -1 }));
  expect(readChoices(path)).toEqual({ utc: true });
  // An older version kept these; nobody read them.
  writeFileSync(path, JSON.stringify({ utc: true, zoomed: 'logs', view: 'alarms', hidden: ['logs'] }));
  expect(readChoices(path)).toEqual({ utc: true });
  for (const broken of ['', 'null', '[]', '{"theme":']) {
    writeFileSync(path, broken);
    expect(readChoices(path)).toEqual({});
  }
});

test('a folder that cannot be written is no failure', () => {
  expect(writeChoices('/proc/nowhere/choices.json', { utc: true })).toBe(false);
});
