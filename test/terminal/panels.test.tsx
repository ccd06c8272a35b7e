import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { Box, render } from 'ink';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { Panel, PanelBoundary } from '../../components/frame/panel-boundary.tsx';
import { Rows } from '../../components/frame/rows.tsx';
import { line } from '../../src/terminal/row.ts';

/** What Ink draws for a node on 60 columns, without its colours. */
const drawn = () => {
  let frame = '';
  const stdout = Object.assign(
    new Writable({
      decodeStrings: false,
      write: (chunk: unknown, _encoding, done) => {
        if (typeof chunk === 'string' && chunk !== '') frame = chunk.replace(/\x1b\[[\d;]*m/g, '');
        done();
      },
    }),
    { columns: 60, rows: 10 },
  );
  const ink = render(null, {
    stdout,
    stdin: Object.assign(process.stdin, new EventEmitter()),
    debug: true,
    interactive: true,
    patchConsole: false,
  });
  return { show: (node: ReactNode) => ink.rerender(node), frame: () => frame, end: () => ink.unmount() };
};

const Breaks = (): ReactNode => {
  throw new Error('no such series');
};

test('a panel that throws shows its error, the others go on, and it comes back', () => {
  const screen = drawn();
  const panels = (broken: boolean): ReactNode => (
    <Box>
      <PanelBoundary width={40} height={3}>
        {broken ? <Breaks /> : <Rows rows={[line('well again')]} width={40} height={3} />}
      </PanelBoundary>
      <Rows rows={[line('alive')]} width={20} height={3} />
    </Box>
  );
  screen.show(panels(true));
  expect(screen.frame().split('\n')).toEqual([
    `${'This panel failed. The others go on.'.padEnd(40)}alive`,
    'Error: no such series',
    'Please report it; --log-file FILE keeps ',
  ]);
  screen.show(panels(false));
  expect(screen.frame().split('\n')[0]).toBe(`${'well again'.padEnd(40)}alive`);
  screen.end();
});

test('a view that throws shows its error in its own place', () => {
  const screen = drawn();
  const view = () => {
    throw new TypeError('undefined is not a stage');
  };
  screen.show(
    <Box>
      <Panel view={view} width={40} height={2} />
      <Rows rows={[line('alive')]} width={20} height={2} />
    </Box>,
  );
  expect(screen.frame()).toContain('TypeError: undefined is not a stage');
  expect(screen.frame()).toContain('alive');
  screen.end();
});

test('wide characters keep the panel next to them in its place', () => {
  const screen = drawn();
  const rows = [
    '\u6f22\u5b57\u{1f469}\u200d\u{1f4bb}e\u0301x',
    '\u0928\u0940\u0e01\u0e33\u1100\u1161',
    'plain',
  ].map((text) => line(text));
  screen.show(
    <Box>
      <Rows rows={rows} width={12} height={3} />
      <Rows rows={rows.map(() => line('|'))} width={1} height={3} />
    </Box>,
  );
  expect(
    screen
      .frame()
      .split('\n')
      .map((text) => text.endsWith('|')),
  ).toEqual([true, true, true]);
  expect(screen.frame().split('\n')[2]).toBe('plain       |');
  screen.end();
});
