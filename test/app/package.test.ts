/** What is published: a tarball without dependencies, that starts on the Node of a plain machine. */
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { linesOf } from '../helpers/contract.ts';
import { cliFile } from '../helpers/tool.ts';

const execute = promisify(execFile);
const timeout = 180_000;

/** Run by npm, PATH begins with folders of node_modules: what is behind them is the machine's own. */
const machinePath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const machineNode = machinePath
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find(isProgram);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orders-watch-package-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  test('installs by itself, without dependencies, and runs', { timeout }, async () => {
    // The build is there: `npm test` made it.
    const packing = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
    const { stdout } = await execute('npm', packing);
    const tarball = join(folder, stdout.trim().split('\n').at(-1) ?? '');
    const installing = [
      'install',
      '--global',
      '--prefix',
      folder,
      '--offline',
      '--no-audit',
      '--silent',
      tarball,
    ];
    await execute('npm', installing);

    const root = join(folder, 'lib', 'node_modules');
    expect(await readdir(root)).toEqual(['orders-watch']);
    const files = await readdir(join(root, 'orders-watch'));
    expect(files.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']);
    const installed: unknown = JSON.parse(await readFile(join(root, 'orders-watch', 'package.json'), 'utf8'));
    expect(installed).not.toHaveProperty('dependencies');
    for (const script of ['preinstall', 'install', 'postinstall']) {
      expect(installed).not.toHaveProperty(['scripts', script]);
    }
    const published = await readdir(join(root, 'orders-watch', 'dist'));
    expect(published).toEqual(expect.arrayContaining(['THIRD-PARTY-NOTICES.txt', 'sbom.cdx.json']));
    // npm makes a script of its own of a file so named.
    expect(await readdir(join(root, 'orders-watch'))).not.toContain('binding.gyp');

    const program = join(folder, 'bin', 'orders-watch');
    const env = { PATH: process.env['PATH'], HOME: folder };
    const version = await execute(program, ['--version'], { env });
    expect(version.stdout).toBe(`${packageJson.version}\n`);
    const alarms = await execute(program, ['alarms', '--sandbox', '--json'], { env });
    expect(linesOf(alarms.stdout, 'alarm').length).toBeGreaterThan(15);
  });
});

/** Undefined where the machine's Node can run the bundle. */
const whyNot = async (): Promise<string | undefined> => {
  if (machineNode === undefined) return 'no node outside node_modules';
  const { stdout } = await execute(machineNode, ['--version']);
  const [major = 0, minor = 0] = stdout.slice(1).split('.').map(Number);
  const isNew = major > 20 || (major === 20 && minor >= 19);
  return isNew ? undefined : `the machine's node is ${stdout.trim()}, the bundle needs 20.19`;
};

describe("the machine's own node", () => {
  test('starts the bundle and shows the dashboard', { timeout }, async ({ skip }) => {
    const reason = await whyNot();
    if (reason !== undefined || machineNode === undefined) {
      // The reporter prints the reason.
      skip(reason);
      return;
    }
    const env = { PATH: machinePath, HOME: folder, TZ: 'UTC' };
    const version = await execute(machineNode, [cliFile, '--version'], { env });
    expect(version.stdout).toBe(`${packageJson.version}\n`);
    const { stdout, stderr } = await execute(machineNode, [cliFile, 'dashboard', '--sandbox'], { env });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ orders · sandbox/);
    expect(stdout).toContain('● orders-api');
  });
});

describe('the two commands of the README', () => {
  test('are there, and npm knows them', async () => {
    const readme = await readFile('README.md', 'utf8');
    expect(readme).toMatch(/npm ci && npm start/);
    expect(readme).toMatch(/npm ci && npm test/);
    expect(packageJson.scripts).toMatchObject({
      start: 'node dist/cli.js dashboard --sandbox',
      prepare: 'npm run build',
      pretest: 'npm run build',
    });
  });
});
