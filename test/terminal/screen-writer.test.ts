import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { difference } from '../../src/terminal/diff.ts';
import { type Frame, plainStyle, type Style, styleOf } from '../../src/terminal/frame.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import type { Row } from '../../src/terminal/row.ts';
import { createScreenWriter } from '../../src/terminal/screen-writer.ts';
import type { Transport } from '../../src/terminal/tty-transport.ts';
import { manualClock } from '../helpers/clock.ts';
import { createScreen, type Screen } from '../helpers/screen.ts';
import { anyRows, anySize, frameOf, paint, paintedFrame } from './frames.ts';

const enter = '\x1b[?1049h\x1b[?7l';

const freshScreen = async (frame: Frame): Promise<Screen> => {
  const screen = createScreen(frame.columns, frame.rows);
  await screen.write(`${enter}${difference(undefined, frame).output}`);
  return screen;
};

/** Rows that differ from others in a few places, as frames of a dashboard do. */
const edited = (rows: readonly Row[], edit: { row: number; replacement: Row }): Row[] =>
  rows.map((row, i) => (i === edit.row % Math.max(1, rows.length) ? edit.replacement : row));

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('rows' as const), rows: anyRows }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      edit: anyRows.chain((rows) =>
        fc.record({ row: fc.nat({ max: 7 }), replacement: fc.constant(rows[0] ?? []) }),
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('resize' as const), size: anySize }) },
);

describe('a frame of rows', () => {
  const poor = { painter: createPainter('mono', 0), ascii: true };

  test.each([
    ['in colours', paint],
    ['in ASCII', poor],
  ])('shows what the painted rows show, %s', (_, how) => {
    fc.assert(
      fc.property(anyRows, anySize, (rows, { columns, rows: height }) => {
        const frame = frameOf(rows, columns, height, how);
        expect(frame).toEqual(paintedFrame(rows, columns, height, how));
        expect(frame.texts).toHaveLength(columns * height);
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) },
    );
  });
});

describe('difference', () => {
  test('from any frame to any other, through any resize, the screen is as if drawn afresh', async () => {
    await fc.assert(
      fc.asyncProperty(anySize, fc.array(step, { minLength: 1, maxLength: 8 }), async (firstSize, steps) => {
        let size = firstSize;
        let rows: Row[] = [];
        let shown: Frame | undefined;
        let style: Style | undefined;
        const screen = createScreen(size.columns, size.rows);
        await screen.write(enter);
        for (const next of steps) {
          if (next.kind === 'rows') rows = next.rows;
          if (next.kind === 'edit') rows = edited(rows, next.edit);
          if (next.kind === 'resize') {
            size = next.size;
            screen.resize(size.columns, size.rows);
            shown = undefined;
          }
          const frame = frameOf(rows, size.columns, size.rows);
          const { output, ...after } = difference(shown, frame, style);
          await screen.write(output);
          style = after.style;
          shown = frame;
          expect(screen.cells()).toEqual((await freshScreen(frame)).cells());
        }
        expect(screen.title()).toBeUndefined();
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150) },
    );
  });

  test('an equal frame costs nothing', () => {
    fc.assert(
      fc.property(anyRows, anySize, (rows, { columns, rows: height }) => {
        const frame = frameOf(rows, columns, height);
        expect(difference(frame, frameOf(rows, columns, height))).toMatchObject({ output: '', cells: 0 });
      }),
    );
  });

  test('a plain cell is told by its style, however many looks other text had before', () => {
    for (let red = 0; red < 72; red += 1) {
      for (let green = 0; green < 72; green += 1) styleOf(`38;2;${red};${green};7`);
    }
    expect(styleOf('')).toBe(plainStyle);
  });

  test('one cell costs one move and itself', () => {
    const before = frameOf([[{ text: 'tick 3' }]], 40, 5);
    const after = frameOf([[{ text: 'tick 4' }]], 40, 5);
    expect(difference(before, after).output).toBe('\x1b[1;6H4');
  });

  test('a wide character that goes leaves no half behind', async () => {
    const before = frameOf([[{ text: 'a\u6f22\u5b57b' }]], 10, 1);
    const after = frameOf([[{ text: 'ab\u6f22b' }]], 10, 1);
    const screen = await freshScreen(before);
    await screen.write(difference(before, after).output);
    expect(screen.lines()).toEqual(['ab\u6f22b']);
  });
});

/** A link that takes a few bytes at a time, and sometimes none. */
const slowLink = (takes: readonly number[]) => {
  let turn = 0;
  let written = Buffer.alloc(0);
  const transport: Transport = {
    write: async (bytes) => {
      const taken = bytes.subarray(0, takes[turn % takes.length] ?? 1);
      turn += 1;
      written = Buffer.concat([written, taken]);
      return taken.length;
    },
    writeLast: () => undefined,
    close: () => undefined,
  };
  return { transport, written: () => written };
};

const writerOn = (transport: Transport, clock = manualClock()) => {
  const lost: unknown[] = [];
  const writer = createScreenWriter({ transport, clock, maxFps: 20, onLost: (error) => lost.push(error) });
  return { writer, clock, lost };
};

const textFrame = (text: string): Frame => frameOf([[{ text }]], 40, 3);

describe('the screen writer', () => {
  test('however the link cuts and delays, the newest frame stands at the end', async () => {
    const takes = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        anySize,
        fc.array(anyRows, { minLength: 1, maxLength: 6 }),
        takes,
        async (size, all, sizes) => {
          fc.pre(sizes.some((taken) => taken > 0));
          const { transport, written } = slowLink(sizes);
          const { writer, clock } = writerOn(transport);
          for (const rows of all) {
            writer.show(frameOf(rows, size.columns, size.rows));
            await clock.advance(3);
          }
          while (clock.sleepers() > 0) await clock.advance(1000);
          await writer.settled();
          const screen = createScreen(size.columns, size.rows);
          await screen.write(enter);
          await screen.write(Uint8Array.from(written()));
          const last = frameOf(all.at(-1) ?? [], size.columns, size.rows);
          expect(screen.cells()).toEqual((await freshScreen(last)).cells());
        },
      ),
      { numRuns: 40 },
    );
  });

  test('frames that a newer one overtakes are dropped', async () => {
    const { transport, written } = slowLink([1000]);
    const { writer, clock } = writerOn(transport);
    for (let i = 0; i < 10; i += 1) writer.show(textFrame(`frame ${i}`));
    await clock.advance(1000);
    const screen = createScreen(40, 3);
    await screen.write(Uint8Array.from(written()));
    expect(screen.lines()[0]).toBe('frame 9');
    expect(writer.stats()).toMatchObject({ frames: 2, dropped: 8 });
    expect(written().toString()).not.toContain('frame 5');
  });

  test('a screen on which nothing changes costs no byte', async () => {
    const { transport, written } = slowLink([1000]);
    const { writer, clock } = writerOn(transport);
    writer.show(textFrame('still'));
    await clock.advance(1000);
    const before = written().length;
    for (let i = 0; i < 20; i += 1) {
      writer.show(textFrame('still'));
      await clock.advance(500);
    }
    expect(written().length).toBe(before);
  });

  test('a slow link gets fewer frames', async () => {
    const clock = manualClock();
    const link: Transport = {
      write: async (bytes) => {
        await clock.sleep(400);
        return bytes.length;
      },
      writeLast: () => undefined,
      close: () => undefined,
    };
    const { writer } = writerOn(link, clock);
    for (let i = 0; i < 100; i += 1) {
      writer.show(textFrame(`frame ${i}`));
      await clock.advance(100);
    }
    expect(writer.stats().frames).toBeLessThanOrEqual(14);
    await writer.stop();
  });

  test('forget writes the frame whole again', async () => {
    const { transport, written } = slowLink([1000]);
    const { writer, clock } = writerOn(transport);
    writer.show(textFrame('whole'));
    await clock.advance(1000);
    const before = written().toString();
    writer.forget();
    await clock.advance(1000);
    expect(written().toString()).toBe(`${before}${before}`);
  });

  test('a terminal that is gone is told once', async () => {
    const gone: Transport = {
      write: () => Promise.reject(new Error('EIO')),
      writeLast: () => undefined,
      close: () => undefined,
    };
    const { writer, clock, lost } = writerOn(gone);
    writer.show(textFrame('a'));
    await clock.advance(100);
    writer.show(textFrame('b'));
    await clock.advance(100);
    expect(lost).toHaveLength(1);
  });
});
