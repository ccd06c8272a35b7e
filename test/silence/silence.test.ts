/** Every command against every call that it makes, failing for ever: `silence.md` says what each ends with. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { type SandboxServer, startSandboxServer } from '../../src/sandbox/server.ts';
import { quickClock } from '../helpers/clock.ts';
import { type Fault, type FaultyAccount, faults, startFaultyAccount } from '../helpers/faulty.ts';
import { runTool, type ToolRun } from '../helpers/in-process.ts';

const isFault = (text: string): text is Fault => faults.some((fault) => fault === text);

type Row = {
  readonly command: string;
  readonly calls: readonly string[];
  readonly faults: readonly Fault[];
  readonly code: number;
  /** Optional: the answer is whole without it, and nothing is said. */
  readonly isQuiet: boolean;
};

const rows = readFileSync(new URL('silence.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| command') && !line.startsWith('| ---'))
  .map((line): Row => {
    const [, command = '', calls = '', given = '', end = ''] = line.split('|').map((cell) => cell.trim());
    const [code = '', quiet] = end.split(' ');
    const words = (text: string) => (text === '-' ? [] : text.split(' '));
    const isQuiet = quiet === 'quiet';
    return {
      command,
      calls: words(calls),
      faults: words(given).filter(isFault),
      code: Number(code),
      isQuiet,
    };
  });
const commands = [...new Set(rows.map(({ command }) => command))];

/** All that a pipeline is asked for: metrics, alarms, logs, versions, a stream. */
const pipeline = `name: orders
orderId: { path: orderId, pattern: 'ORD-\\d+' }
stages:
  - { name: Orders, kind: dynamodb, table: Orders, next: [payment-worker] }
  - { name: payment-worker, kind: lambda }
`;

/** A frame waits 20 s for what it must have: on a busy machine, too. What is only tried again and again may be quicker. */
const speedOf = (command: string): number => {
  // What `init` samples has four seconds in all.
  if (command.startsWith('init')) return 4;
  return /^(dashboard --once|snapshot)/.test(command) ? 10 : 60;
};
/** What follows is interrupted after this time. */
const followMs = 60_000;

type World = {
  readonly server: SandboxServer;
  readonly account: FaultyAccount;
  readonly clock: ReturnType<typeof quickClock>;
  /** An order whose payment was tried a few minutes ago, as time goes there. */
  readonly order: () => string;
};

const openWorld = async (speed: number): Promise<World> => {
  const startAt = Date.now();
  const clock = quickClock(startAt, speed);
  const account = createAccount({ seed: 5, scenario: 'incident', startAt, historyMs: 20 * 60_000, clock });
  const server = await startSandboxServer({ account, clock });
  const order = (): string => {
    account.advance();
    const now = clock.now();
    const lines = [...account.logs.events('/aws/lambda/payment-worker', now - 8 * 60_000, now - 2 * 60_000)];
    return lines.flatMap(({ message }) => /ORD-\d+/.exec(message)?.[0] ?? [])[0] ?? '';
  };
  return { server, account: await startFaultyAccount(server.url), clock, order };
};

const folder = mkdtempSync(join(tmpdir(), 'orders-watch-silence-'));
const config = join(folder, 'orders-watch.yaml');
const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_EC2_METADATA_DISABLED: 'true' };

beforeAll(() => writeFileSync(config, pipeline));
afterAll(() => rmSync(folder, { recursive: true }));

const closeWorld = async ({ account, server }: World): Promise<void> => {
  account.close();
  await server.close();
};

const run = (
  command: string,
  { code }: Pick<Row, 'code'>,
  { account, clock, order }: World,
): Promise<ToolRun> => {
  // A bar would end the cell of the table.
  const words = command.replace('{order}', order).match(/'[^']*'|\S+/g) ?? [];
  const args = words.map((word) => word.replace(/^'(.*)'$/, '$1').replace(' / ', ' | '));
  const env = { ...keys, AWS_REGION: 'eu-west-1', HOME: folder, TZ: 'UTC' };
  const interrupt = code === 130 ? { interruptAfterMs: followMs } : {};
  return runTool([...args, '--endpoint-url', account.url, '--config', config], { clock, env, ...interrupt });
};

/** One widget of that dashboard is none that a terminal draws: nothing has failed, and it is said all the same. */
const leftOut = (command: string): string =>
  command.includes('--cloudwatch payments')
    ? 'orders-watch: GetDashboard: widget 7 (explorer) is left out: not drawn in a terminal (WidgetLeftOut). Mend it in CloudWatch, or look at it there.\n'
    : '';

const saidIn = (stderr: string): string => stderr.replace(/^(?!orders-watch: ).*\n/gm, '');

const errorsOf = (stdout: string): readonly string[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{"type":"error"'))
    .map((line) => String(JSON.parse(line).operation));

describe.each(commands)('%s', (command) => {
  // Each command finds the account in its incident, however long those before it took: which alarms are on decides what is called.
  let world: World;
  beforeAll(async () => {
    world = await openWorld(speedOf(command));
  });
  afterAll(() => closeWorld(world));

  const own = rows.filter((row) => row.command === command);
  const failing = own.flatMap((row) =>
    row.calls.flatMap((call) => row.faults.map((fault) => ({ ...row, call, fault }))),
  );

  it.each(own.filter(({ calls }) => calls.length === 0))(
    'ends with $code, and makes no call but these',
    async (row) => {
      const { account } = world;
      account.breaks(undefined, '500');
      const { code, stderr } = await run(command, row, world);
      expect({ code, stderr: saidIn(stderr) }).toEqual({
        code: row.code,
        stderr: leftOut(command),
      });
      expect([...account.asked()].toSorted()).toEqual(
        [...new Set(own.flatMap(({ calls }) => calls))].toSorted(),
      );
    },
  );

  it.each(failing.filter(({ isQuiet }) => isQuiet))(
    '$call: $fault is done without, and ends with $code',
    async ({ call, fault, ...row }) => {
      world.account.breaks(call, fault);
      const { code, stdout, stderr } = await run(command, row, world);
      expect([...world.account.asked()]).toContain(call);
      expect({ code, stderr: saidIn(stderr), errors: errorsOf(stdout) }).toEqual({
        code: row.code,
        stderr: leftOut(command),
        errors: leftOut(command) === '' ? [] : ['GetDashboard'],
      });
    },
  );

  it.each(failing.filter(({ isQuiet }) => !isQuiet))(
    '$call: $fault ends with $code',
    async ({ call, fault, ...row }) => {
      world.account.breaks(call, fault);
      const { code, stdout, stderr } = await run(command, row, world);
      // The checks of doctor are its answer.
      const said = (command === 'doctor' ? stdout : stderr).split('\n').filter((line) => line.includes(call));
      expect({ code, said: said.length > 0 }).toEqual({ code: row.code, said: true });
      // What goes on for a while tries again by itself; what has ended does not.
      const isOver = !/--duration|--idle-exit/.test(command) && code !== 130;
      expect(said.join('\n')).not.toMatch(isOver ? /undefined|by itself|Nothing to do/ : /undefined/);
      if (command.includes('--json')) expect(errorsOf(stdout)).toContain(call);
    },
  );
});

it('an address where nothing answers is said by every command that ends', async () => {
  const nowhere = 'http://127.0.0.1:1';
  const world = await openWorld(60);
  const order = world.order();
  await closeWorld(world);
  for (const command of commands.filter((one) => !/^(doctor|logs tail|alarms --watch)|--limit/.test(one))) {
    const clock = quickClock(Date.now(), speedOf(command));
    const words = command.replace('{order}', order).match(/'[^']*'|\S+/g) ?? [];
    const env = { ...keys, AWS_REGION: 'eu-west-1', HOME: folder, TZ: 'UTC' };
    const { code, stderr } = await runTool([...words, '--endpoint-url', nowhere, '--config', config], {
      clock,
      env,
    });
    expect({ command, code, said: /in eu-west-1: nothing answers/.test(stderr) }).toEqual({
      command,
      code: 1,
      said: true,
    });
  }
});
