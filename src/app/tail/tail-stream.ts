/** `orders-watch tail-stream`: every change of a table, on the screen or as lines. */

import type { Runtime } from '../../runtime.ts';
import { canDrawScreen } from '../../terminal/capabilities.ts';
import { originCellsOf } from '../../terminal/origin-spans.ts';
import { onInterrupt, stopWith } from '../shared/interrupt.ts';
import { createKeysNotice } from '../shared/keys-notice.ts';
import { openOutput } from '../shared/output.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import { tailLines } from './tail-lines.ts';
import { readTailFlags, type TailOptions } from './tail-settings.ts';
import { keptBy, openTails, tablesIn } from './tails.ts';

export const tailStream = async (options: TailOptions, runtime: Runtime): Promise<number> => {
  const { stdout, stderr, clock } = runtime;
  const out = openOutput(runtime);
  const say = (line: string) => stderr.write(`${line}\n`);
  const settings = readTailFlags(options, clock.now());
  if (!settings.ok) return refuse(settings.failure, options, runtime);
  const { limit, durationMs, idleExitMs } = settings.value;
  const ends = Number.isFinite(limit) || durationMs !== undefined || idleExitMs !== undefined;
  if (canDrawScreen(runtime.env, runtime.stdin, stdout) && !options.json && !ends) {
    return (await import('./tail-screen.tsx')).tailScreen(options, settings.value, runtime);
  }
  const interrupt = onInterrupt(runtime);
  const session = await openSession(options, runtime, createKeysNotice(clock, say));
  if (!session.ok) return refuse(session.failure, options, runtime);
  const stop = stopWith(interrupt.signal);
  const tails = await openTails(
    {
      from: settings.value.from,
      tables: tablesIn(session.value.backend, settings.value.tables),
      checkpoint: keptBy(settings.value, runtime.stalls, (line) => say(`orders-watch: ${line}`)),
    },
    session.value.backend,
  );
  if (!tails.ok) return refuse(tails.failure, options, runtime);
  const code = await tailLines({
    settings: settings.value,
    tails: tails.value,
    clock: session.value.backend.clock,
    out,
    say,
    sayProgress: stderr.isTTY ? say : () => {},
    json: options.json,
    look: {
      utc: options.utc,
      ascii: options.ascii,
      whole: true,
      originCells: originCellsOf(session.value.backend.origins),
    },
    stop,
  });
  await session.value.close();
  return interrupt.signal.aborted ? interrupt.code : code;
};
