/** `tail-stream` on the screen. */

import { ListScreen } from '../../../components/list-screen/list-screen.tsx';
import { changeList } from '../../../components/tail/definition.ts';
import type { Observation } from '../../observation/observation.ts';
import { endsBeforeBegun } from '../../pacing/trouble.ts';
import { createWakeup } from '../../pacing/wakeup.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { succeed } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { acknowledged, type Source } from '../../sources/source.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore } from '../../store/store.ts';
import { runScreen } from '../shared/run-screen.ts';
import { openSession } from '../shared/session.ts';
import { blindFilter, failedFilter, isWanted } from './change-filter.ts';
import type { TailOptions, TailSettings } from './tail-settings.ts';
import { keptBy, type NamedTail, openTails, tablesIn } from './tails.ts';

/** Resolves with the exit code. */
export const tailScreen = (
  options: TailOptions,
  settings: TailSettings,
  runtime: Runtime,
): Promise<number> => {
  let isPaused = false;
  let onResume = () => {};
  const tables = settings.tables.join(', ');
  const draw = (names: readonly string[], pipeline?: Pipeline) => (snapshot: Snapshot) => (
    <ListScreen
      definition={changeList({ snapshot, names, pipeline, height: runtime.stdout.rows })}
      utc={options.utc}
      // A pause holds the reader itself: nothing is dropped, nothing read ahead beyond its buffer.
      onState={({ paused }) => {
        isPaused = paused;
        if (!paused) onResume();
      }}
    />
  );
  return runScreen({
    runtime,
    options,
    load: async () => ({
      placeholder: (snapshot, waitsFor) => draw([tables, waitsFor])(snapshot),
      open: async (onCall) => {
        const session = await openSession(options, runtime, onCall);
        if (!session.ok) return session;
        const { backend, close } = session.value;
        const opened = await openTails(
          {
            from: settings.from,
            tables: tablesIn(backend, settings.tables),
            // That a lock is taken over need not be said to whom the screen shows that it goes on.
            checkpoint: keptBy(settings, runtime.stalls, () => {}),
          },
          backend,
        );
        if (opened.ok) {
          // Only for the way of orders: a file that is wrong does not keep a table from being followed.
          const loaded = await backend.pipelines();
          const pipeline = loaded.ok ? loaded.value?.[0] : undefined;
          return succeed({ backend, tails: opened.value, pipeline, close });
        }
        await close();
        return opened;
      },
      begin: ({ backend, tails, pipeline }, screen) => {
        const { clock, account, regions } = backend;
        const store = createStore({ startedAt: clock.now() });
        screen.use({ clock, store });
        screen.show(draw([tables, account, ...regions], pipeline));
        const wanted = isWanted(settings);
        const resumed = createWakeup(screen.signal);
        onResume = resumed.ring;
        const answered = new Set<string>();
        const troubleOf = (observation: Observation): readonly Observation[] => {
          if (observation.type !== 'streamShape') return [];
          const at = clock.now();
          return [blindFilter(settings, observation), failedFilter(settings)].flatMap((failure) =>
            failure === undefined
              ? []
              : [{ type: 'problem', source: 'stream', scope: `filter ${failure.message}`, at, failure }],
          );
        };
        const shown = (tail: NamedTail): Source =>
          async function* (signal) {
            for await (const batch of acknowledged(tail.source(signal))) {
              while (isPaused && !signal.aborted) await resumed.wait();
              const scope = `${tail.region} ${tail.table}`;
              for (const observation of batch) {
                if (observation.type === 'ready' || observation.type === 'change') answered.add(scope);
                if (observation.type !== 'problem' || observation.failure === undefined) continue;
                if (endsBeforeBegun(observation.failure) && !answered.has(scope))
                  screen.fail(observation.failure);
              }
              const told = batch.filter((one) => one.type !== 'change' || wanted(one));
              yield { observations: [...told, ...batch.flatMap(troubleOf)] };
            }
          };
        screen.take(tails.tails.map(shown));
        const keeping = tails.keep(screen.signal, (failure) => {
          store.apply(
            [{ type: 'problem', source: 'stream', scope: 'checkpoint', at: clock.now(), failure }],
            clock.now(),
          );
        });
        return async () => {
          const behind = await keeping;
          if (behind !== undefined) runtime.losses.addFile(behind);
        };
      },
    }),
  });
};
