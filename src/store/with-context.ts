import type { LogEntry } from './entries.ts';
import type { RingSnapshot } from './ring.ts';
import type { Snapshot } from './snapshot.ts';

const noLines: RingSnapshot<LogEntry> = { items: [], evicted: 0 };

/** The snapshot with the lines around a moment in the place of the newest ones; as it is where no moment is looked at. */
export const withContext = (snapshot: Snapshot, id: string | undefined): Snapshot => {
  if (id === undefined) return snapshot;
  const context = snapshot.context?.id === id ? snapshot.context : undefined;
  const others = [...snapshot.answered].filter((source) => source !== 'logs');
  return {
    ...snapshot,
    logs: context?.logs ?? noLines,
    answered: new Set(context?.hasAnswered ? [...others, 'logs'] : others),
    problems: [...snapshot.problems.filter(({ source }) => source !== 'logs'), ...(context?.problems ?? [])],
  };
};
