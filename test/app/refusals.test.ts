/** Bad input: one clear line on stderr, nothing on stdout, the exit code of the contract. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readLines } from '../helpers/contract.ts';
import { runCli } from './run-cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orders-watch-test-'));
  await writeFile(
    join(folder, 'wrong.yaml'),
    ['name: orders', 'stages:', '  - name: payments', '    kind: pigeon', ''].join('\n'),
  );
  await writeFile(join(folder, 'broken.yaml'), 'name: orders\nstages: [\n');
  await writeFile(join(folder, 'binary.yaml'), Buffer.from([0, 159, 146, 150, 1, 2]));
});

/** Nobody's computer: no files, no environment, no metadata service. */
const nobody = { AWS_EC2_METADATA_DISABLED: 'true' };
const somebody = { ...nobody, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' };

const refused = async (
  args: readonly string[],
  env: Readonly<Record<string, string>> = nobody,
): Promise<{ readonly code: number | null; readonly says: string }> => {
  const { code, stdout, stderr } = await runCli(args, { cwd: folder, env });
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^orders-watch: [^\n]+\n$/);
  expect(stderr).not.toMatch(/\n\s+at |node:internal|undefined|\[object/);
  return { code, says: stderr.trimEnd() };
};

describe('no access: 4', () => {
  test.each<readonly [string, readonly string[], RegExp]>([
    ['no credentials', ['alarms', '--region', 'eu-west-1'], /no credentials.*aws configure/],
    [
      'no credentials for a stream',
      ['tail-stream', '--table', 'Orders', '--region', 'eu-west-1'],
      /no credentials/,
    ],
    ['no Region', ['alarms'], /no Region is set.*--region/],
    ['no Region for a stream', ['tail-stream', '--table', 'Orders'], /no Region is set/],
    ['a Region that is none', ['alarms', '--region', 'nowhere'], /"nowhere" is no Region/],
    ['an unknown profile', ['alarms', '--profile', 'ghost', '--region', 'eu-west-1'], /no profile "ghost"/],
  ])('%s', async (_, args, says) => {
    const refusal = await refused(args);
    expect(refusal.says).toMatch(says);
    expect(refusal.code).toBe(4);
  });

  test('with --json, as an error line on stdout too', async () => {
    const { code, stdout, stderr } = await runCli(['alarms', '--json'], { env: nobody });
    expect(code).toBe(4);
    expect(readLines(stdout)).toMatchObject([{ type: 'error', code: 'RegionMissing' }]);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});

describe('failed: 1', () => {
  test.each<readonly [string, readonly string[], RegExp]>([
    [
      'an unknown table',
      ['tail-stream', '--table', 'Nope', '--sandbox', '--limit', '1'],
      /Nope.*Tables with a stream: .*Orders/,
    ],
    [
      'a table without a stream',
      ['tail-stream', '--table', 'Customers', '--sandbox', '--limit', '1'],
      /Customers has no stream/,
    ],
  ])('%s', async (_, args, says) => {
    const refusal = await refused(args);
    expect(refusal.says).toMatch(says);
    expect(refusal.code).toBe(1);
  });

  test('an address where nothing answers', { timeout: 60_000 }, async () => {
    const refusal = await refused(['alarms', '--endpoint-url', 'http://127.0.0.1:1'], somebody);
    expect(refusal.says).toMatch(/DescribeAlarms in eu-west-1: nothing answers.*--endpoint-url/);
    expect(refusal.code).toBe(1);
  });
});

describe('bad usage or configuration: 2', () => {
  test.each<readonly [string, readonly string[], RegExp]>([
    ['an unknown command', ['frobnicate'], /frobnicate/],
    ['an unknown flag', ['alarms', '--frob'], /frob/],
    ['no command', [], /which command/],
    ['no table', ['tail-stream', '--sandbox'], /table/],
    ['an empty table', ['tail-stream', '--table', '', '--sandbox'], /--table is empty/],
    ['no start', ['tail-stream', '--table', 'Orders', '--from', 'soon', '--sandbox'], /--from "soon"/],
    ['no count', ['tail-stream', '--table', 'Orders', '--limit', '0', '--sandbox'], /--limit 0/],
    ['no event', ['tail-stream', '--table', 'Orders', '--event', 'DROP', '--sandbox'], /--event "DROP"/],
    [
      'no filter',
      ['tail-stream', '--table', 'Orders', '--filter', "a=='", '--sandbox'],
      /at character 4 of "a=='"/,
    ],
    ['no state', ['alarms', '--state', 'BAD', '--sandbox'], /state/],
    ['no moment of a story', ['why', '--at', 'soon', '--sandbox'], /--at "soon" is no time/],
    ['a story of the future', ['why', '--at', '2999-01-01T00:00Z', '--sandbox'], /--at .* in the future/],
    ['a story without a moment', ['why', '--at', '--sandbox'], /at/],
    ['no health to fail on', ['why', '--fail-on', 'soon', '--sandbox'], /fail-on/],
    ['no duration', ['dashboard', '--since', 'long', '--sandbox'], /--since "long"/],
    ['no number', ['dashboard', '--budget', 'much', '--sandbox'], /--budget needs a number/],
    ['a word for a number', ['alarms', '--sandbox', '--fps', 'fast'], /--fps needs a number/],
    ['no value at all', ['alarms', '--sandbox', '--fps'], /Not enough arguments following: fps/],
    ['a clock that stands', ['alarms', '--speed', '0', '--sandbox'], /--speed 0 does not run/],
    ['no history', ['alarms', '--history', 'long', '--sandbox'], /--history "long"/],
    ['no stage', ['dashboard', '--stage', 'nope', '--sandbox'], /"nope" is no stage.*payment-worker/],
    ['no pipeline file', ['dashboard', '--region', 'eu-west-1'], /no pipeline file.*--config/],
    [
      'a file that is not there',
      ['dashboard', '--sandbox', '--config', 'gone.yaml'],
      /gone\.yaml: there is no such file/,
    ],
    ['a folder as a file', ['dashboard', '--sandbox', '--config', '.'], /it is a folder/],
    ['a broken file', ['dashboard', '--sandbox', '--config', 'broken.yaml'], /broken\.yaml:[23]/],
    ['a file that is wrong', ['dashboard', '--sandbox', '--config', 'wrong.yaml'], /wrong\.yaml:4.*pigeon/],
    ['a file that is no text', ['dashboard', '--sandbox', '--config', 'binary.yaml'], /binary\.yaml/],
  ])('%s', async (_, args, says) => {
    const refusal = await refused(args);
    expect(refusal.says).toMatch(says);
    expect(refusal.code).toBe(2);
  });

  const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

  test('a port in use, and one that is none', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address: AddressInfo | string | null = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const [taken, none] = await Promise.all([
      runCli(['sandbox', '--port', `${port}`]),
      runCli(['sandbox', '--port', '99999']),
    ]);
    server.close();
    expect(taken).toMatchObject({ code: 2, stdout: '' });
    expect(lastLine(taken.stderr)).toContain(`port ${port} of 127.0.0.1 is in use`);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(lastLine(none.stderr)).toMatch(/--port 99999/);
  });
});

test('help and version are no errors', async () => {
  const [help, version] = await Promise.all([runCli(['tail-stream', '--help']), runCli(['--version'])]);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const flag of ['--table', '--from', '--filter', '--checkpoint', '--limit', '--idle-exit', '--sandbox'])
    expect(help.stdout).toContain(flag);
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' });
});
