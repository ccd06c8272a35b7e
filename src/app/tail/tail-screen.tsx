/** `tail-stream` on the screen. */

import { ListScreen } from '../../../components/list-screen/list-screen.tsx';
import { changeList } from '../../../components/tail/definition.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { failureLine } from '../../output/failure-line.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { codeOf, type Runtime } from '../../runtime.ts';
import { acknowledged, type Source } from '../../sources/source.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore } from '../../store/store.ts';
import { openLiveScreen } from '../shared/live-screen.tsx';
import { loadPipeline } from '../shared/pipeline.ts';
import { openSession } from '../shared/session.ts';
import type { TailSettings } from './tail-settings.ts';
import type { TailOptions } from './tail-stream.ts';
import { isWanted, type NamedTail, openTails, tablesIn } from './tails.ts';

/** Opens and closes: while closed, the reader waits. */
const createGate = () => {
  let opening: { readonly promise: Promise<void>; readonly open: () => void } | undefined;
  return {
    set: (isOpen: boolean): void => {
      if (isOpen) {
        opening?.open();
        opening = undefined;
      } else if (opening === undefined) {
        let open = () => {};
        const promise = new Promise<void>((resolve) => {
          open = resolve;
        });
        opening = { promise, open };
      }
    },
    pass: async (): Promise<void> => opening?.promise,
  };
};

const isFatal = (failure: Failure): boolean =>
  failure.kind === 'access' || failure.kind === 'usage' || failure.kind === 'not-found';

/** Resolves with the exit code. */
export const tailScreen = async (
  options: TailOptions,
  settings: TailSettings,
  runtime: Runtime,
): Promise<number> => {
  const store = createStore({ startedAt: runtime.clock.now() });
  const gate = createGate();
  const draw = (names: readonly string[], pipeline?: Pipeline) => (snapshot: Snapshot) => (
    <ListScreen
      definition={changeList({ snapshot, names, pipeline, height: runtime.stdout.rows })}
      utc={options.utc}
      // A pause holds the reader itself: nothing is dropped, nothing read ahead beyond its buffer.
      onState={({ paused }) => gate.set(!paused)}
    />
  );
  const waitsFor = options.sandbox ? 'making three hours of history' : 'looking for the account';
  const screen = openLiveScreen({
    runtime,
    options,
    store,
    draw: draw([settings.tables.join(', '), waitsFor]),
    codeOf,
  });
  const session = await Promise.race([openSession(options, runtime, () => {}), screen.exited]);
  if (!('ok' in session)) return session.code;
  const stop = screen.signal;
  const tails = session.ok
    ? await openTails({ ...settings, tables: tablesIn(session.value, settings.tables) }, session.value)
    : session;
  if (session.ok && tails.ok) {
    const { clock, account, regions } = session.value;
    screen.setClock(clock);
    // Only for the way of orders: a file that is wrong does not keep a table from being followed.
    const loaded = await loadPipeline(options, session.value, runtime);
    const pipeline = loaded.ok ? loaded.value : undefined;
    screen.show(draw([settings.tables.join(', '), account, ...regions], pipeline));
    const wanted = isWanted(settings);
    const answered = new Set<string>();
    const shown = (tail: NamedTail): Source =>
      async function* (signal) {
        for await (const batch of acknowledged(tail.source(signal))) {
          await gate.pass();
          const scope = `${tail.region} ${tail.table}`;
          for (const observation of batch) {
            if (observation.type === 'ready' || observation.type === 'change') answered.add(scope);
            if (observation.type !== 'problem' || observation.failure === undefined) continue;
            if (isFatal(observation.failure) && !answered.has(scope)) screen.fail(observation.failure);
          }
          yield { observations: batch.filter((one) => one.type !== 'change' || wanted(one)) };
        }
      };
    for (const tail of tails.value.tails) void screen.take(shown(tail));
    void tails.value.keep(stop, (failure) => {
      store.apply(
        [{ type: 'problem', source: 'stream', scope: 'checkpoint', at: clock.now(), failure }],
        clock.now(),
      );
    });
  } else if (!tails.ok) screen.fail(tails.failure);
  const { code, failure } = await screen.exited;
  if (session.ok) await session.value.close();
  if (failure !== undefined) runtime.stderr.write(`orders-watch: ${failureLine(failure)}\n`);
  return code;
};
