/** `orders-watch snapshot`: one frame as text, in colours, or as a picture. */
import { writeFile } from 'node:fs/promises';
import { type DashboardState, initialState } from '../../../components/dashboard/state.ts';
import { writeFailure } from '../../file-trouble.ts';
import { parseDuration } from '../../format.ts';
import { harmlessText } from '../../harmless-text.ts';
import { frameAnsi, frameText } from '../../output/frame-text.ts';
import { frameSvg } from '../../output/svg.ts';
import { usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { colourDepth } from '../../terminal/capabilities.ts';
import { createPainter } from '../../terminal/painter.ts';
import type { View } from '../../views.ts';
import { cutShort, onInterrupt } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { refuse } from '../shared/refuse.ts';
import { readTime } from '../shared/time-flag.ts';
import { codeOfTroubles, givenUp, sayTroubles } from '../shared/troubles.ts';
import { dashboardOnce, frameRows, gatherOnce } from './dashboard-once.ts';
import type { DashboardOptions } from './open-dashboard.ts';

export type SnapshotOptions = Omit<DashboardOptions, 'once' | 'since'> & {
  readonly since: string;
  readonly until: string | undefined;
  readonly compare: string | undefined;
  readonly svg: string | undefined;
  readonly ansi: boolean;
  readonly size: string;
  readonly view: View;
};

const sizeShape = /^(\d{2,3})x(\d{1,3})$/;

export const snapshot = async (options: SnapshotOptions, runtime: Runtime): Promise<number> => {
  const badUsage = (message: string, hint: string) =>
    refuse(usageFailure('BadUsage', message, hint), options, runtime);
  const [, columns, rows] = sizeShape.exec(options.size) ?? [];
  if (columns === undefined || rows === undefined) {
    return badUsage(`--size "${options.size}" is no size`, 'Sizes look like 80x24 or 120x40');
  }
  const rangeMs = parseDuration(options.since);
  if (rangeMs === undefined || rangeMs <= 0) {
    return badUsage(`--since "${options.since}" is no duration`, 'Durations look like 15m, 1h, 3h');
  }
  const now = runtime.clock.now();
  const until =
    options.until === undefined ? undefined : readTime('--until', options.until, { now, utc: options.utc });
  if (until?.ok === false) return refuse(until.failure, options, runtime);
  const end = until?.value;
  const compareMs = options.compare === undefined ? undefined : parseDuration(options.compare);
  if (options.compare !== undefined && !(compareMs !== undefined && compareMs > 0)) {
    return badUsage(`--compare "${options.compare}" is no duration`, 'Durations look like 1h, 1d, 7d');
  }
  const state: DashboardState = {
    ...initialState({ stage: options.stage, rangeMs, utc: options.utc }),
    view: options.view,
    end,
    compareMs,
  };
  if (options.json && options.svg === undefined) {
    return dashboardOnce({ ...options, once: true }, runtime, state);
  }
  const interrupt = onInterrupt(runtime);
  const gathered = await gatherOnce({ ...options, once: true }, runtime, state, interrupt);
  if (interrupt.signal.aborted) return cutShort(interrupt, runtime);
  if (!gathered.ok) return refuse(gathered.failure, options, runtime);
  const size = { width: Number(columns), height: Number(rows) };
  const { opened, stage, snapshot, troubles } = gathered.value;
  sayTroubles(troubles.map(givenUp), { json: false }, (line) => runtime.stderr.write(`${line}\n`));
  const frame = frameRows(opened, snapshot, { ...state, stage }, options, size);
  if (options.svg !== undefined) {
    try {
      const svg = frameSvg(frame, size.width, size.height, options.theme ?? 'dark');
      await writeFile(options.svg, harmlessText(svg));
    } catch (error) {
      return refuse({ ...writeFailure(`--svg ${options.svg}`, error), kind: 'usage' }, options, runtime);
    }
    return codeOfTroubles(troubles);
  }
  const painter = createPainter(options.theme ?? 'dark', colourDepth(runtime.env, options.color) || 256);
  const out = openOutput(runtime);
  out.write(
    options.ansi
      ? frameAnsi(frame, size.width, size.height, { painter, ascii: options.ascii })
      : frameText(frame, size.width, size.height, options.ascii),
  );
  await out.flush();
  return codeOfTroubles(troubles);
};
