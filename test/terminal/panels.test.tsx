import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { render } from 'ink';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { PanelBoundary } from '../../components/frame/panel-boundary.tsx';
import { Rows } from '../../components/frame/rows.tsx';
import { beside } from '../../src/terminal/paint.ts';
import { line, type Row } from '../../src/terminal/row.ts';
import { safeRows } from '../../src/terminal/safe-rows.ts';
import { nowhere, ScreenContext } from '../../src/terminal/screen-context.ts';

const textOf = (rows: readonly Row[]): readonly string[] =>
  rows.map((row) =>
    row
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );

/** What a node shows on a screen. */
const drawn = () => {
  let frame: readonly string[] = [];
  const controls = {
    ...nowhere,
    draw: (rows: readonly Row[]) => {
      frame = textOf(rows);
    },
  };
  const stdout = Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), {
    columns: 60,
    rows: 10,
  });
  const ink = render(null, {
    stdout,
    stdin: Object.assign(process.stdin, new EventEmitter()),
    debug: true,
    interactive: true,
    patchConsole: false,
  });
  return {
    show: (node: ReactNode) => ink.rerender(<ScreenContext value={controls}>{node}</ScreenContext>),
    frame: () => frame,
    end: () => ink.unmount(),
  };
};

const Breaks = (): ReactNode => {
  throw new Error('no such series');
};

test('a screen that throws shows its error, and it comes back', () => {
  const screen = drawn();
  const screens = (broken: boolean): ReactNode => (
    <PanelBoundary width={40} height={3}>
      {broken ? <Breaks /> : <Rows rows={[line('well again')]} />}
    </PanelBoundary>
  );
  screen.show(screens(true));
  expect(screen.frame()).toEqual([
    'This panel failed. The others go on.',
    'Error: no such series',
    'Please report it; --log-file FILE keeps…',
  ]);
  screen.show(screens(false));
  expect(screen.frame()).toEqual(['well again']);
  screen.end();
});

test('a view that throws shows its error in its own place, and the others are alive', () => {
  const screen = drawn();
  const view = () => {
    throw new TypeError('undefined is not a stage');
  };
  const panels = [
    { rows: safeRows(view, 40, 2), width: 40 },
    { rows: safeRows(() => [line('alive')], 20, 2), width: 20 },
  ];
  screen.show(<Rows rows={beside(panels, 2)} />);
  expect(screen.frame()).toEqual([
    `${'This panel failed. The others go on.'.padEnd(40)}alive`,
    'TypeError: undefined is not a stage',
  ]);
  screen.end();
});

test('wide characters keep the panel next to them in its place', () => {
  const rows = [
    '\u6f22\u5b57\u{1f469}\u200d\u{1f4bb}e\u0301x',
    '\u0928\u0940\u0e01\u0e33\u1100\u1161',
    'plain',
  ].map((text) => line(text));
  const panels = [
    { rows, width: 12 },
    { rows: rows.map(() => line('|')), width: 1 },
  ];
  const screen = drawn();
  screen.show(<Rows rows={beside(panels, 3)} />);
  expect(screen.frame().map((text) => text.endsWith('|'))).toEqual([true, true, true]);
  expect(screen.frame()[2]).toBe('plain       |');
  screen.end();
});
