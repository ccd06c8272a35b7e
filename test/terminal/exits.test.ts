import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleProgram } from '../helpers/bundle.ts';
import { leftBehind, runUnderShell } from '../helpers/exits.ts';
import { type Pty, startPty } from '../helpers/pty.ts';

/** A process must be gone within this time of what ended it. */
const goneWithinMs = 1000;

let program = '';
beforeAll(async () => {
  program = await bundleProgram(new URL('./fixtures/screen-program.tsx', import.meta.url).pathname);
});

const size = { columns: 70, rows: 12 };

const pidOf = (pty: Pty): number => Number(/pid (\d+)/.exec(pty.text())?.[1]);
/** Drawn to its last row: a screen may be looked at in the middle of a frame. */
const isReady = (text: string) => /READY .* tick [1-9]\d* pid \d+/.test(text) && /row (11|49) .*$/.test(text);

/** How a run is ended, and what the shell says of it. */
const endings: readonly {
  readonly name: string;
  readonly end: (pty: Pty) => void;
  readonly code: number;
  readonly says?: string;
}[] = [
  { name: 'q', end: (pty) => pty.send('q'), code: 0 },
  { name: 'Ctrl-C', end: (pty) => pty.send('\x03'), code: 130 },
  { name: 'SIGINT', end: (pty) => process.kill(pidOf(pty), 'SIGINT'), code: 130 },
  { name: 'SIGTERM', end: (pty) => process.kill(pidOf(pty), 'SIGTERM'), code: 143 },
  { name: 'SIGHUP', end: (pty) => process.kill(pidOf(pty), 'SIGHUP'), code: 129 },
  { name: 'an error nobody caught', end: (pty) => pty.send('T'), code: 1, says: 'internal error' },
  { name: 'a rejection nobody caught', end: (pty) => pty.send('R'), code: 1, says: 'nobody waits' },
  { name: 'a view that throws', end: (pty) => pty.send('E'), code: 1, says: 'a view broke' },
];

/** The sequences in it are harmless. */
const hasTitle = (pty: Pty): boolean => pty.terminal.title() === 'the program ␛]2;owned␇';

describe('the terminal is as it was found, and the process gone, after', () => {
  for (const { name, end, code, says = '' } of endings) {
    for (const HANG of ['0', '1']) {
      test(`${name}${HANG === '1' ? ', with a program that does not end by itself' : ''}`, async () => {
        const run = runUnderShell(`node ${program}`, { ...size, env: { HANG } });
        await run.pty.waitFor((text) => isReady(text) && hasTitle(run.pty));
        const endedAt = performance.now();
        end(run.pty);
        expect(await run.ended()).toBe(code);
        expect(performance.now() - endedAt).toBeLessThan(goneWithinMs);
        await run.pty.exited;
        expect(run.pty.text()).toContain(says);
        expect(leftBehind(run)).toEqual([]);
      });
    }
  }
});

describe('stopping', () => {
  const ways: readonly (readonly [string, (pty: Pty) => void])[] = [
    ['Ctrl-Z', (pty) => pty.send('\x1a')],
    ['SIGTSTP', (pty) => process.kill(pidOf(pty), 'SIGTSTP')],
  ];
  for (const [name, stop] of ways) {
    test(`${name} gives the terminal back to the shell, fg takes it again`, async () => {
      const pty = startPty({
        command: 'bash',
        args: ['--norc', '-i'],
        ...size,
        env: { PS1: '$ ', PROMPT_COMMAND: '' },
      });
      await pty.waitFor((text) => text.includes('$ ') || text.startsWith('$'));
      pty.send(`printf '\\033]2;the shell\\033\\\\'; node ${program}\r`);
      await pty.waitFor((text) => isReady(text) && hasTitle(pty));
      const running = pty.text();
      stop(pty);
      await pty.waitFor((text) => text.includes('Stopped'));
      expect(pty.terminal.alternate()).toBe(false);
      expect(pty.terminal.cursorVisible()).toBe(true);
      expect(pty.terminal.title()).toBe('the shell');
      pty.send('fg\r');
      await pty.waitFor((text) => isReady(text) && hasTitle(pty));
      expect(pty.terminal.alternate()).toBe(true);
      expect(pty.screen().slice(2)).toEqual(running.split('\n').slice(2));
      pty.send('jq');
      await pty.waitFor((text) => text.includes('fg') && text.trimEnd().endsWith('$'));
      expect(pty.terminal.title()).toBe('the shell');
      pty.send('exit\r');
      await pty.exited;
    });
  }

  test('with no shell above it, it comes back by itself', async () => {
    const pty = startPty({ command: 'node', args: [program], ...size });
    await pty.waitFor(isReady);
    pty.send('\x1a');
    await pty.waitFor(() => pty.output().split('\x1b[?1049h').length === 3);
    pty.send('j');
    await pty.waitFor((text) => isReady(text) && text.includes('keys ctrl-z j'));
    pty.send('q');
    expect(await pty.exited).toMatchObject({ exitCode: 0 });
  });
});

describe('a terminal that vanishes', () => {
  /** A process that has ended stays as a zombie until somebody asks for its exit code. */
  const isGone = async (pid: number): Promise<boolean> => {
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '0 (gone) Z');
    return state.slice(state.lastIndexOf(')') + 2).startsWith('Z');
  };
  const goneAfterMs = async (pid: number, since: number, deadlineMs = 5000): Promise<number> => {
    while (performance.now() - since < deadlineMs) if (await isGone(pid)) return performance.now() - since;
    return Number.POSITIVE_INFINITY;
  };

  for (const [name, command, args] of [
    ['ends the program by SIGHUP', 'node', []],
    ['ends a program that gets no SIGHUP', 'setsid', ['-w', 'node']],
  ] as const) {
    for (const HANG of ['0', '1']) {
      test(`${name}${HANG === '1' ? ' and does not end by itself' : ''}`, async () => {
        const pty = startPty({ command, args: [...args, program], ...size, env: { HANG } });
        await pty.waitFor(isReady);
        const pid = pidOf(pty);
        const since = performance.now();
        pty.vanish();
        expect(await goneAfterMs(pid, since)).toBeLessThan(goneWithinMs);
      });
    }
  }

  test('or takes nothing any more does not keep the process', async () => {
    const stuckFile = join(await mkdtemp(join(tmpdir(), 'orders-watch-test-')), 'stuck-at');
    const pty = startPty({
      command: 'node',
      args: [program],
      columns: 200,
      rows: 50,
      env: { TICK_MS: '20', NOISE: '1', STUCK_FILE: stuckFile },
    });
    await pty.waitFor(isReady);
    pty.send('p');
    pty.pause();
    await goneAfterMs(pidOf(pty), performance.now(), 20_000);
    expect(Date.now() - Number(await readFile(stuckFile, 'utf8'))).toBeLessThan(goneWithinMs);
    pty.resume();
    expect(await pty.exited).toMatchObject({ exitCode: 143 });
  });
});
