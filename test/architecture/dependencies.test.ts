/** What the tool is made of is fixed to the byte, and what is published starts nothing on its user's machine. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import packageJson from '../../package.json' with { type: 'json' };

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({ version: z.string(), integrity: z.string().optional(), dev: z.boolean().optional() }),
    ),
  })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

const locked = Object.entries(lock.packages).filter(([folder]) => folder !== '');

test('each package is asked for by one version, and that is the one in the lock file', () => {
  for (const [name, version] of Object.entries(packageJson.devDependencies)) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
    expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

test('each package in the lock file has its hash', () => {
  expect(locked.length).toBeGreaterThan(100);
  expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
});

test('the published package depends on nothing, and runs nothing when it is installed', () => {
  for (const field of [
    'dependencies',
    'optionalDependencies',
    'peerDependencies',
    'bundleDependencies',
    'bundledDependencies',
  ]) {
    expect(packageJson).not.toHaveProperty(field);
  }
  expect(locked.filter(([, { dev }]) => dev !== true)).toEqual([]);
  // npm runs these three for who installs a tarball (https://docs.npmjs.com/cli/v11/using-npm/scripts#npm-install); `prepare` only in a checkout.
  for (const script of ['preinstall', 'install', 'postinstall'])
    expect(packageJson.scripts).not.toHaveProperty(script);
});
