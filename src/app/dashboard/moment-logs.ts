/** The logs around a moment that is looked at, in the place of the newest ones. */
import type { Moment } from '../../../components/alarms/jump.ts';
import { groupsOf } from '../../pipeline/log-groups.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { logsAround } from '../../sources/logs/logs-around.ts';
import { mergeSources } from '../../sources/merge.ts';
import { acknowledged } from '../../sources/source.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { createStore, type Store } from '../../store/store.ts';
import type { Session } from '../shared/session.ts';

export type MomentLogs = {
  /** What is looked at now; another moment, or none, ends the reading of the one before. */
  readonly look: (moment: Moment | undefined) => void;
  /** The snapshot with the moment's logs in it, while one is looked at. */
  readonly over: (snapshot: Snapshot) => Snapshot;
};

type Reading = { readonly moment: Moment; readonly store: Store; readonly stop: AbortController };

export const createMomentLogs = (
  { clientsFor, clock }: Pick<Session, 'clientsFor' | 'clock'>,
  { stages }: Pipeline,
  signal: AbortSignal,
): MomentLogs => {
  let reading: Reading | undefined;

  const read = async ({ moment, store, stop }: Reading): Promise<void> => {
    const { at, from, to } = moment;
    const source = logsAround({
      clientsFor,
      groups: groupsOf(stages.filter(({ name }) => name === moment.stage)),
      at,
      from,
      to,
      clock,
    });
    for await (const batch of acknowledged(mergeSources([source], stop.signal))) {
      store.apply(batch, clock.now());
    }
  };

  signal.addEventListener('abort', () => reading?.stop.abort(), { once: true });
  return {
    look: (moment) => {
      if (moment === reading?.moment) return;
      reading?.stop.abort();
      reading = moment && {
        moment,
        store: createStore({ startedAt: moment.at }),
        stop: new AbortController(),
      };
      if (reading !== undefined && !signal.aborted) void read(reading);
    },
    over: (snapshot) => {
      if (reading === undefined) return snapshot;
      const { logs, problems, answered } = reading.store.snapshot(snapshot.at);
      const others = [...snapshot.answered].filter((source) => source !== 'logs');
      return {
        ...snapshot,
        logs,
        answered: new Set([...others, ...answered]),
        problems: [...snapshot.problems.filter(({ source }) => source !== 'logs'), ...problems],
      };
    },
  };
};
