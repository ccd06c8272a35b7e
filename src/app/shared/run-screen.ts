/** A command on a screen, from the first frame to its exit code: it takes the terminal over, opens what it needs, shows it. */
import type { ReactNode } from 'react';
import type { ApiCall } from '../../observation/health-of-sources.ts';
import type { CommonOptions } from '../../options.ts';
import { failureLine } from '../../output/failure-line.ts';
import type { Result } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Row } from '../../terminal/row.ts';
import { openSurface, type Surface } from '../../terminal/surface.ts';
import type { LiveScreen } from './live-screen.tsx';
import { keepHeapSmall } from './small-heap.ts';
import { givenUp } from './troubles.ts';

/** Ends what a screen was opened with; called once the terminal is back. */
export type Close = () => Promise<void>;

/** What a screen is made of once all that it needs is loaded. */
export type ScreenParts<Opened> = {
  /** Drawn until what is opened takes over; `waitsFor` is what to say of the wait. */
  readonly placeholder: (snapshot: Snapshot, waitsFor: string) => ReactNode;
  /** Finds the account and whatever else may fail before there is anything to show. */
  readonly open: (
    onCall: (call: ApiCall) => void,
    signal: AbortSignal,
  ) => Promise<Result<Opened & { readonly close: Close }>>;
  /** Shows it: sets what is drawn and starts its sources. What it gives is closed before what was opened. */
  readonly begin: (opened: Opened, screen: LiveScreen) => Close | undefined;
};

export type ScreenCommand<Opened> = {
  readonly runtime: Runtime;
  readonly options: Pick<CommonOptions, 'fps' | 'ascii' | 'color' | 'theme' | 'sandbox'>;
  /** The rows of the first frame, there before what takes long is loaded; where it is absent the screen is empty until then. */
  readonly firstRows?: (
    surface: Pick<Surface, 'size' | 'paint' | 'glyphs'>,
    waitsFor: string,
  ) => readonly Row[];
  readonly load: () => Promise<ScreenParts<Opened>>;
};

/** Resolves with the exit code; a failure is said on stderr in one line once the terminal is as it was. */
export const runScreen = async <Opened>({
  runtime,
  options,
  firstRows,
  load,
}: ScreenCommand<Opened>): Promise<number> => {
  keepHeapSmall();
  runtime.losses.leaveToScreen();
  // A line of it would tear the screen: it is told again to the live screen, which has a place for it.
  runtime.stalls.tellTo(() => {});
  const waitsFor = options.sandbox ? 'making three hours of history' : 'looking for the account';
  const surface = openSurface({
    stdin: runtime.stdin,
    stdout: runtime.stdout,
    env: runtime.env,
    clock: runtime.clock,
    colour: options.color,
    ...(options.ascii ? { ascii: true } : {}),
    ...(options.theme === undefined ? {} : { theme: options.theme }),
    leave: runtime.leave,
  });
  if (firstRows !== undefined) surface.draw(firstRows(surface, waitsFor));
  const [{ openLiveScreen }, { placeholder, open, begin }] = await Promise.all([
    import('./live-screen.tsx'),
    load(),
  ]);
  if (surface.isOver()) return surface.exited;
  const draw = (snapshot: Snapshot): ReactNode => placeholder(snapshot, waitsFor);
  const screen = openLiveScreen({ runtime, options, surface, draw });
  runtime.fatal.endedBy(screen.fail);
  const opened = await Promise.race([open(screen.charge, screen.signal), screen.exited]);
  if (!('ok' in opened)) return opened.code;
  const close = opened.ok ? begin(opened.value, screen) : undefined;
  if (!opened.ok) screen.fail(opened.failure);
  const { code, failure } = await screen.exited;
  await close?.();
  if (opened.ok) await opened.value.close();
  if (failure !== undefined) runtime.stderr.write(`orders-watch: ${failureLine(givenUp(failure))}\n`);
  return code;
};
