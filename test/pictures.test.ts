import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { makePictures, withKeys } from '../scripts/pictures.ts';
import { stageKinds } from '../src/pipeline/catalogue/kinds.ts';

it('the pictures of the README are what the views draw today (npm run pictures mends them)', async () => {
  for (const [file, svg] of await makePictures()) {
    expect(await readFile(file, 'utf8'), file).toBe(svg);
  }
}, 120_000);

it('the table of keys in the README is that of the dashboard', async () => {
  const readme = await readFile('README.md', 'utf8');
  expect(readme).toBe(withKeys(readme));
});

it('the README lists every kind of stage', async () => {
  const readme = await readFile('README.md', 'utf8');
  for (const kind of stageKinds) expect(readme).toContain(`\`${kind}\``);
});
