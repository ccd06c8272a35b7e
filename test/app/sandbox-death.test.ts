/** The thread of the embedded account ends while a command works with it: one line, exit 1, the terminal as it was (issue 15). */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { leftBehind, runUnderShell } from '../helpers/exits.ts';
import { cliFile } from '../helpers/tool.ts';
import { runCli } from './run-cli.ts';
import { testTimeoutMs } from './tool-screen.ts';

/** In the thread alone: an exception that nobody catches, with the second request. */
const file = join(mkdtempSync(join(tmpdir(), 'orders-watch-death-')), 'die.mjs');
writeFileSync(
  file,
  `import { subscribe } from 'node:diagnostics_channel';
   import { isMainThread } from 'node:worker_threads';
   let requests = 0;
   const die = () => { throw new Error('the thread broke'); };
   if (!isMainThread) subscribe('http.server.request.start', () => { if (++requests === 2) setImmediate(die); });`,
);
const env = { NODE_OPTIONS: `--import ${pathToFileURL(file).href}` };
const line =
  /^orders-watch: the embedded account has ended: the thread broke \(SandboxEnded\)\. Start it again, and please report this\.$/m;

test.each([
  ['alarms', '--watch', '--json'],
  ['tail-stream', '--table', 'Orders', '--json'],
  ['logs', 'tail', '--json'],
  ['why', '--json'],
])('%s %s %s', { timeout: testTimeoutMs }, async (...args) => {
  const { code, stdout, stderr } = await runCli([...args, '--sandbox'], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(line);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    type: 'error',
    code: 'SandboxEnded',
  });
});

test('a screen gives the terminal back first', { timeout: testTimeoutMs }, async () => {
  const run = runUnderShell(`${process.execPath} ${cliFile} dashboard --sandbox`, {
    columns: 120,
    rows: 40,
    env,
  });
  expect(await run.ended()).toBe(1);
  await run.pty.exited;
  expect(run.pty.text()).toMatch(/the embedded account has ended: the thread broke/);
  expect(run.pty.terminal.alternate()).toBe(false);
  expect(leftBehind(run)).toEqual([]);
  run.pty.kill('SIGKILL');
});
