/** A screen over a store: observations come in as they come, the screen is drawn once a tick. */
import type { ReactNode } from 'react';
import { PanelBoundary } from '../../../components/frame/panel-boundary.tsx';
import { storyTitle } from '../../../components/story/title.ts';
import type { Clock } from '../../clock.ts';
import type { ApiCall, Failure, SourceProblem } from '../../observation/health-of-sources.ts';
import type { Observation } from '../../observation/observation.ts';
import type { CommonOptions } from '../../options.ts';
import { failureLine } from '../../output/failure-line.ts';
import { codeOf, type Runtime } from '../../runtime.ts';
import { acknowledged, type Source } from '../../sources/source.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore, type Store } from '../../store/store.ts';
import { glyphsFor } from '../../terminal/glyphs.ts';
import { mountScreen } from '../../terminal/mount-screen.tsx';
import type { Row } from '../../terminal/row.ts';
import { sanitize } from '../../terminal/sanitize.ts';
import type { Surface } from '../../terminal/surface.ts';
import { type Awaited, hopeless } from './hopeless.ts';
import { patternProblems } from './pattern-problems.ts';

export type LiveScreen = {
  /** Folds observations into the store (or into that of a screen that may be hidden) as they come, until they end. */
  readonly take: (sources: readonly Source[], into?: Pick<Store, 'apply'>) => void;
  /** What the screen draws from now on. */
  readonly show: (draw: (snapshot: Snapshot) => ReactNode) => void;
  /** The account's clock, and the store that is drawn from and charged, once they are known. */
  readonly use: (use: {
    readonly clock: Clock;
    readonly store: Store;
    /** Where what a call costs goes, where that is more than the store. */
    readonly charge?: (call: ApiCall) => void;
  }) => void;
  /** What a call costs. */
  readonly charge: (call: ApiCall) => void;
  /** Ends the screen where none of these sources may ask AWS anything. */
  readonly expect: (sources: readonly Awaited[]) => void;
  /** Ends the screen because of a failure; its line follows once the terminal is back. */
  readonly fail: (failure: Failure) => void;
  readonly notify: (title: string, body: string) => void;
  readonly exited: Promise<{ readonly code: number; readonly failure: Failure | undefined }>;
  readonly signal: AbortSignal;
};

type LiveScreenOptions = {
  readonly runtime: Runtime;
  readonly options: Pick<CommonOptions, 'fps'>;
  readonly surface: Surface;
  readonly draw: (snapshot: Snapshot) => ReactNode;
};

const defaultFps = 2;
const mostFps = 20;

/** Asked of each batch: is there a kind of data in it that has not been there before? Somebody waits for it, so it waits for no tick. */
const createFirsts = (): ((batch: readonly Observation[]) => boolean) => {
  const awaited = new Set<Observation['type']>(['points', 'alarm', 'log', 'change']);
  return (batch) =>
    awaited.size > 0 && batch.reduce((isFirst, { type }) => awaited.delete(type) || isFirst, false);
};

/** One line of what no panel tells of. */
const noticeOf = ([first, ...others]: readonly Failure[], ascii: boolean): Row | undefined => {
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : ` (+${others.length})`;
  return [{ text: ` ${glyphsFor(ascii).warn} ${failureLine(first)}${more}`, role: 'warn', bold: true }];
};

/** Draws on a surface from now on: a frame needs no answer from anybody. */
export const openLiveScreen = ({ runtime, options, surface, draw }: LiveScreenOptions): LiveScreen => {
  let current = draw;
  let clock = runtime.clock;
  let store = createStore({ startedAt: clock.now() });
  let charge = (call: ApiCall): void => store.apply([call], call.at);
  let failure: Failure | undefined;
  /** What hangs or fails of the tool's own files and programs. */
  const own = new Map<string, Failure>();
  const tell = (scope: string, failed: Failure | undefined): void => {
    if (failed === undefined) own.delete(scope);
    else own.set(scope, failed);
    const at = clock.now();
    store.apply([{ type: 'problem', source: 'tool', scope, at, failure: failed }], at);
  };
  runtime.stalls.tellTo(tell);
  const { log } = runtime;
  const isFirst = createFirsts();
  let awaited: readonly Awaited[] = [];
  const stop = new AbortController();
  const fps = Number.isFinite(options.fps) ? Math.min(mostFps, Math.max(0.1, options.fps)) : defaultFps;
  /** A view that throws shows its error and is tried again with the next frame. */
  const guarded = (snapshot: Snapshot): ReactNode => (
    <PanelBoundary width={runtime.stdout.columns || 80} height={runtime.stdout.rows || 24}>
      {current(snapshot)}
    </PanelBoundary>
  );
  const node = () => guarded(store.snapshot(clock.now()));
  const { ascii } = surface.paint;
  surface.use({
    notice: () => noticeOf([...own.values()], ascii),
    describeCrash: (error) => {
      log.write(error instanceof Error ? (error.stack ?? error.message) : String(error));
      const message = sanitize(error instanceof Error ? error.message : String(error));
      return `orders-watch: internal error: ${message}. Please report it; --log-file FILE keeps the stack.`;
    },
  });
  const screen = mountScreen(surface, node());
  const exited = surface.exited.then((code) => {
    stop.abort();
    return { code, failure };
  });
  const fail = (reason: Failure): void => {
    failure ??= reason;
    surface.quit(codeOf(reason));
  };
  const problems = patternProblems();
  const slowPatterns = (): readonly SourceProblem[] => {
    const changed = problems(clock.now());
    for (const { scope, failure } of changed)
      if (failure !== undefined) log.write(`${scope}: ${failureLine(failure)}`);
    return changed;
  };
  const tick = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await runtime.clock.sleep(1000 / fps, stop.signal);
      if (stop.signal.aborted) return;
      store.apply(slowPatterns(), clock.now());
      const snapshot = store.snapshot(clock.now());
      const refusal = awaited.length === 0 ? undefined : hopeless(snapshot, awaited);
      if (refusal !== undefined) {
        fail(refusal);
        return;
      }
      screen.update(guarded(snapshot));
      const title = storyTitle(snapshot, ascii);
      if (title !== undefined) surface.retitle(title);
    }
  };
  void tick();
  const follow = async (source: Source, into: Pick<Store, 'apply'> | undefined): Promise<void> => {
    for await (const batch of acknowledged(source(stop.signal))) {
      (into ?? store).apply(batch, clock.now());
      if (isFirst(batch)) screen.update(node());
      for (const observation of batch) {
        if (observation.type === 'problem' && observation.failure !== undefined) {
          log.write(`${observation.source} ${observation.scope}: ${failureLine(observation.failure)}`);
        }
      }
    }
  };
  return {
    take: (sources, into) => {
      for (const source of sources) void follow(source, into);
    },
    show: (next) => {
      current = next;
      screen.update(node());
    },
    use: (next) => {
      ({ clock, store } = next);
      for (const [scope, failed] of own) tell(scope, failed);
      charge = next.charge ?? ((call) => store.apply([call], call.at));
    },
    charge: (call) => charge(call),
    expect: (sources) => {
      awaited = sources;
    },
    fail,
    notify: surface.notify,
    exited,
    signal: stop.signal,
  };
};
