import { spawnSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { bundleProgram } from '../helpers/bundle.ts';
import { type Pty, startPty } from '../helpers/pty.ts';

let program = '';
beforeAll(async () => {
  program = await bundleProgram(new URL('./fixtures/screen-program.tsx', import.meta.url).pathname);
});

type Size = { readonly columns: number; readonly rows: number };

/** A window dragged by its corner: smaller, larger, back to where it was. */
const drag: readonly Size[] = Array.from({ length: 20 }, (_, i) => ({
  columns: 100 + Math.round(40 * Math.sin(i * 1.3)),
  rows: 30 + Math.round(14 * Math.cos(i * 0.9)),
}));
const last: Size = { columns: 83, rows: 27 };

/** The program without its clock: a screen that depends on the size only. */
const env = { TICK_MS: '1000000' };

const isDrawn =
  ({ columns, rows }: Size) =>
  (text: string) =>
    text.includes(`READY ${columns}x${rows} `) && text.includes(`row ${rows - 1} `);

const dragged = async (pty: Pty, first: Size): Promise<void> => {
  await pty.waitFor(isDrawn(first));
  for (const { columns, rows } of drag) {
    pty.resize(columns, rows);
    // Key presses in between, so that frames of all sizes are on their way.
    pty.send('j');
  }
  pty.resize(last.columns, last.rows);
  await pty.waitFor(isDrawn(last));
};

/** All but the rows with the process id and the keys. */
const comparable = (pty: Pty) => pty.terminal.cells().slice(2 * last.columns);

/** A frame may come in several pieces: the whole of it is waited for, on both. */
const expectSame = async (pty: Pty, fresh: Pty): Promise<void> => {
  const same = () => JSON.stringify(comparable(pty)) === JSON.stringify(comparable(fresh));
  await Promise.all([pty.waitFor(same), fresh.waitFor(same)]).catch(() => {});
  expect(comparable(pty)).toEqual(comparable(fresh));
};

test('after a drag the screen is, cell by cell, the one of a fresh start', async () => {
  const first = { columns: 100, rows: 30 };
  const fresh = startPty({ command: 'node', args: [program], ...last, env });
  const pty = startPty({ command: 'node', args: [program], ...first, env });
  await dragged(pty, first);
  await fresh.waitFor(isDrawn(last));
  await expectSame(pty, fresh);
  // What a component gives to Ink itself is shown nowhere: only rows reach the terminal, and they are made harmless.
  expect(fresh.output()).not.toMatch(/\]0;owned|drawn by Ink/);
  pty.send('q');
  fresh.send('q');
  await Promise.all([pty.exited, fresh.exited]);
});

test('a size that comes back between two looks is drawn again all the same', async () => {
  const pty = startPty({ command: 'node', args: [program], ...last, env });
  await pty.waitFor(isDrawn(last));
  const before = pty.output().split('READY').length;
  pty.resize(40, 10);
  pty.resize(last.columns, last.rows);
  await pty.waitFor((text) => pty.output().split('READY').length > before && isDrawn(last)(text));
  pty.send('q');
  await pty.exited;
});

const hasTmux = spawnSync('tmux', ['-V']).status === 0;

test.skipIf(!hasTmux)('so it is in tmux', async () => {
  const first = { columns: 100, rows: 30 };
  const server = `orders-watch-${process.pid}`;
  const inTmux = (session: string, size: Size): Pty =>
    startPty({
      command: 'tmux',
      args: [
        '-L',
        server,
        '-f',
        '/dev/null',
        'new-session',
        '-s',
        session,
        `TICK_MS=1000000 node ${program}`,
        ';',
        'set',
        'status',
        'off',
      ],
      ...size,
    });
  try {
    const pty = inTmux('dragged', first);
    await dragged(pty, first);
    const fresh = inTmux('fresh', last);
    await fresh.waitFor(isDrawn(last));
    await expectSame(pty, fresh);
    pty.send('q');
    fresh.send('q');
    await Promise.all([pty.exited, fresh.exited]);
  } finally {
    // Ends this test's own server, if a failure left it.
    spawnSync('tmux', ['-L', server, 'kill-server']);
  }
});
