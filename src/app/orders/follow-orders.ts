/** Orders in flight folded from a table's stream, up to now or for a time; what they were is gone on from where a checkpoint says. */
import type { Backend, TableAt } from '../../backend/backend.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { createOrdersFold, type OrdersFold } from '../../orders/orders-fold.ts';
import { isTemporary } from '../../pacing/trouble.ts';
import type { OrdersChoice } from '../../pipeline/stage.ts';
import { type Result, succeed } from '../../result.ts';
import type { Stalls } from '../../stalls.ts';
import { keptBy, type NamedTail, openTails } from '../tail/tails.ts';
import type { OrdersSettings } from './orders-settings.ts';
import { createStateKeeper, loadOrdersState } from './orders-state.ts';

export type FollowedOrders = {
  readonly folds: readonly OrdersFold[];
  readonly troubles: readonly Failure[];
};

export type FollowOptions = {
  readonly choice: OrdersChoice;
  readonly tables: readonly TableAt[];
  readonly settings: OrdersSettings;
  readonly backend: Backend;
  /** Diagnostics, a line each. */
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly stalls: Stalls;
};

/** Of a tail at its tip some seconds may always be under way. */
const tipMs = 5_000;
/** A stream that cannot be read just now has so long to heal. */
const healMs = 15_000;
/** So often what is known is written down, and never for more than a twentieth of the time. */
const saveEveryMs = 5_000;
const saveShare = 20;

/** Ends when all up to now is read and the time is over, when nothing can be read, or by the signal. */
export const followOrders = async (options: FollowOptions): Promise<Result<FollowedOrders>> => {
  const { choice, tables, settings, backend, say, signal, stalls } = options;
  const { clock } = backend;
  const startedAt = clock.now();
  const isResumed = settings.from === 'checkpoint';
  const path = settings.checkpoint;
  const opened = await openTails(
    {
      tables,
      from: settings.from,
      checkpoint: keptBy(settings, stalls, (line) => say(`orders-watch: ${line}`)),
    },
    backend,
  );
  if (!opened.ok) return opened;
  const { lostTo, release } = opened.value;
  const named = { name: `checkpoint ${path}`, loses: 'what was read since it was written' };
  const loaded =
    isResumed && path !== undefined
      ? await stalls.watch({ name: named.name }, loadOrdersState(path, choice))
      : undefined;
  if (loaded?.lost !== undefined) {
    say(
      `orders-watch: ${loaded.lost}, so what was known of orders is thrown away: they are known from now on.`,
    );
  }
  const { tails } = opened.value;
  const folds = tails.map(({ region, profile }) => {
    const saved = loaded?.tables.find((one) => one.region === region)?.state;
    return createOrdersFold({
      choice,
      origin: { region, profile },
      startedAt,
      ...(saved === undefined ? {} : { saved }),
    });
  });
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const troubles = new Map<NamedTail, Failure>();
  const read = new Set<NamedTail>();

  const follow = async (tail: NamedTail, fold: OrdersFold): Promise<void> => {
    for await (const { observations, acknowledge } of tail.source(until)) {
      for (const one of observations) {
        if (one.type === 'change') fold.apply(one);
        if (one.type === 'gap') fold.applyGap(one);
        if (one.type === 'completeUpTo' && one.at >= startedAt - tipMs) read.add(tail);
        if (one.type !== 'problem') continue;
        if (one.failure === undefined) troubles.delete(tail);
        else troubles.set(tail, one.failure);
      }
      acknowledge(observations.length);
    }
  };

  const keeper =
    path === undefined
      ? undefined
      : await createStateKeeper({
          path,
          choice,
          clock,
          positions: () => tails.map(({ checkpoint }) => checkpoint()),
          tables: () =>
            tails
              .map(({ region }, index) => ({ region, state: folds[index]?.save() }))
              .flatMap(({ region, state }) => (state === undefined ? [] : [{ region, state }])),
        });
  let unsaved: Failure | undefined;
  let saveAt = clock.now() + saveEveryMs;
  const save = async (): Promise<void> => {
    const begun = clock.now();
    const saving = async () => (await lostTo()) ?? (await keeper?.save());
    const failure = keeper && (await stalls.watch(named, saving()));
    if (failure !== undefined && unsaved === undefined)
      say(`orders-watch: ${failure.message}. ${failure.hint}`);
    unsaved = failure;
    saveAt = clock.now() + Math.max(saveEveryMs, (clock.now() - begun) * saveShare);
  };

  const watch = async (): Promise<void> => {
    const endsAt = startedAt + settings.durationMs;
    const isOver = (tail: NamedTail): boolean => {
      const failure = troubles.get(tail);
      if (failure === undefined) return read.has(tail) || settings.from === 'latest';
      return !isTemporary(failure) || clock.now() - startedAt > healMs;
    };
    while (!until.aborted) {
      const isDone = clock.now() >= endsAt && tails.every(isOver);
      const isLost = tails.every((tail) => {
        const failure = troubles.get(tail);
        return failure !== undefined && !isTemporary(failure);
      });
      if (isDone || isLost) break;
      await clock.sleep(100, until);
      if (clock.now() >= saveAt) await save();
    }
    stop.abort();
  };
  await Promise.all([
    ...tails.map((tail, index) => {
      const fold = folds[index];
      return fold === undefined ? undefined : follow(tail, fold);
    }),
    watch(),
  ]);
  await save();
  await release();
  const untold = folds.flatMap((fold) => fold.trouble() ?? []);
  return succeed({
    folds,
    troubles: [...troubles.values(), ...untold, ...(unsaved === undefined ? [] : [unsaved])],
  });
};
