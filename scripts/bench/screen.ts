/**
 * What the screen costs: bytes a frame against the cells that changed, the event loop on a slow link, and a screen on
 * which nothing happens. `npm run bench -- screen`, with `--json` for one object a line.
 */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { difference } from '../../src/terminal/diff.ts';
import { type Frame, frameOf, type Style } from '../../src/terminal/frame.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import { bundleProgram } from '../../test/helpers/bundle.ts';
import { startPty } from '../../test/helpers/pty.ts';
import { benchRows, type Scenario } from './screen-frames.ts';

export type FrameCost = {
  readonly bench: 'screen';
  readonly screen: string;
  readonly scenario: Scenario | 'resized';
  readonly frames: number;
  /** Means of one frame. */
  readonly bytes: number;
  readonly cells: number;
  /** UTF-8 bytes of the cells that changed: a line of a graph takes three a cell. */
  readonly cellBytes: number;
  readonly moveBytes: number;
  /** `bytes / (cellBytes + moveBytes)`: what is spent on colours and erasing. At most 1.5. */
  readonly ratio: number;
  /** What writing the frame whole would cost. */
  readonly wholeBytes: number;
  readonly cpuMs: number;
};

const paint = { painter: createPainter('dark', 256), ascii: false };
const sizes = [
  [80, 24],
  [120, 40],
  [200, 50],
] as const;

const changedBytes = (before: Frame | undefined, after: Frame): number => {
  const known = before?.columns === after.columns && before.rows === after.rows ? before : undefined;
  return after.texts.reduce((sum, text, i) => {
    const isSame = known?.texts[i] === text && known.styles[i] === after.styles[i];
    return isSame ? sum : sum + Buffer.byteLength(text);
  }, 0);
};

const frameCount = 200;

/** The costs of a scenario from its second frame on; the first is a screen that was empty. */
export const costOf = (scenario: FrameCost['scenario'], columns: number, rows: number): FrameCost => {
  let shown: Frame | undefined;
  let style: Style | undefined;
  const sum = { bytes: 0, cells: 0, cellBytes: 0, moveBytes: 0, wholeBytes: 0, cpuMs: 0 };
  for (let index = 0; index <= frameCount; index += 1) {
    const isResized = scenario === 'resized' && index % 10 < 5;
    const [width, height] = isResized ? [columns - 7, rows - 3] : [columns, rows];
    const content = benchRows(scenario === 'quiet' ? 'quiet' : 'busy', index, width, height);
    const startedAt = performance.now();
    const frame = frameOf(content, width, height, paint);
    const { output, cells, moveBytes, ...after } = difference(shown, frame, style);
    style = after.style;
    if (index > 0) {
      sum.cpuMs += performance.now() - startedAt;
      sum.bytes += Buffer.byteLength(output);
      sum.cells += cells;
      sum.moveBytes += moveBytes;
      sum.cellBytes += changedBytes(shown, frame);
      sum.wholeBytes += Buffer.byteLength(difference(undefined, frame).output);
    }
    shown = frame;
  }
  const mean = (value: number): number => Math.round((value / frameCount) * 10) / 10;
  return {
    bench: 'screen',
    screen: `${columns}x${rows}`,
    scenario,
    frames: frameCount,
    bytes: mean(sum.bytes),
    cells: mean(sum.cells),
    cellBytes: mean(sum.cellBytes),
    moveBytes: mean(sum.moveBytes),
    ratio: Math.round((sum.bytes / (sum.cellBytes + sum.moveBytes)) * 100) / 100,
    wholeBytes: mean(sum.wholeBytes),
    cpuMs: mean(sum.cpuMs),
  };
};

export type LinkCost = {
  readonly bench: 'link';
  readonly bytesPerSecond: number;
  readonly ticks: number;
  readonly frames: number;
  readonly dropped: number;
  /** Longest time that the event loop stood still, of the pollers' process. */
  readonly maxStallMs: number;
  /** Bytes that came in two seconds in which nothing changed. */
  readonly idleBytes: number;
};

const reportSchema = z.object({
  frames: z.number(),
  dropped: z.number(),
  maxStallMs: z.number(),
  ticks: z.number(),
});

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));

/** A real terminal of 200x50, all of it changing four times a second, read at `bytesPerSecond`. */
const slowLink = async (bytesPerSecond: number): Promise<LinkCost> => {
  const program = await bundleProgram(
    new URL('../../test/terminal/fixtures/screen-program.tsx', import.meta.url).pathname,
  );
  const report = join(await mkdtemp(join(tmpdir(), 'orders-watch-bench-')), 'report.json');
  const pty = startPty({
    command: process.execPath,
    args: [program],
    columns: 200,
    rows: 50,
    env: { TICK_MS: '250', TICKS: '32', NOISE: '1', REPORT_FILE: report },
  });
  pty.throttle(bytesPerSecond);
  await pty.waitFor((text) => text.includes('tick 32'), 60_000);
  // The rest of the last frame is on its way.
  await seconds(3);
  const before = pty.output().length;
  await seconds(2);
  const idleBytes = pty.output().length - before;
  pty.send('q');
  await pty.exited;
  const { frames, dropped, maxStallMs, ticks } = reportSchema.parse(
    JSON.parse(await readFile(report, 'utf8')),
  );
  return {
    bench: 'link',
    bytesPerSecond,
    ticks,
    frames,
    dropped,
    maxStallMs: Math.round(maxStallMs),
    idleBytes,
  };
};

const asTable = (records: readonly object[]): string => {
  const columns = Object.keys(records[0] ?? {}).filter((name) => name !== 'bench');
  const cells = [
    columns,
    ...records.map((record) =>
      columns.map((name) => String(Object.entries(record).find(([key]) => key === name)?.[1] ?? '')),
    ),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)));
  return cells.map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  ')).join('\n');
};

/** Measures and prints; a table, or with `--json` one object a line. */
export const run = async (json = process.argv.includes('--json')): Promise<void> => {
  const scenarios = ['quiet', 'busy', 'resized'] as const;
  const frames = sizes.flatMap(([columns, rows]) =>
    scenarios.map((scenario) => costOf(scenario, columns, rows)),
  );
  const links = [await slowLink(8000)];
  if (json) for (const record of [...frames, ...links]) console.log(JSON.stringify(record));
  else console.log(`${asTable(frames)}\n\n${asTable(links)}`);
};
