/** Which causes are corrections: of what was told before, by points that came late (issue 14). */
import type { Breach } from './breaches.ts';
import { endOf } from './evidence.ts';
import type { Incident } from './incidents.ts';
import type { JudgedStages } from './stage-judges.ts';

/** A cause that was told: when it was told last, and how far each stage had been read by then. */
type Told = { readonly cause: Breach; readonly at: number; readonly stages: JudgedStages };

export type Corrections = {
  /** True where another cause was told although what shows this one had been measured by then. */
  readonly isCorrection: (incident: Incident) => boolean;
  readonly note: (incidents: readonly Incident[], at: number, stages: JudgedStages) => void;
};

/** Points come so late as a matter of course. */
const lateMs = 3 * 60_000;
/** What was told longer ago is not corrected any more. */
const rememberedMs = 3 * 3_600_000;

/** Its name: a cause is the same as long as its onset is. */
const keyOf = ({ stage, since }: Breach): string => `${stage} ${since}`;

export const createCorrections = (): Corrections => {
  const told = new Map<string, Told>();
  const corrected = new Set<string>();
  const findsFault = ({ cause, effects }: Incident): boolean => {
    const ofIt = new Set([cause, ...effects.map(({ breach }) => breach)].map(({ stage }) => stage));
    const end = endOf({ cause, effects }) ?? Number.POSITIVE_INFINITY;
    return [...told.values()].some(
      (one) =>
        ofIt.has(one.cause.stage) &&
        (one.cause.stage !== cause.stage || one.cause.since !== cause.since) &&
        one.cause.since >= cause.since - cause.periodMs &&
        one.cause.since <= end &&
        one.at > cause.brokenAt + cause.periodMs + lateMs &&
        // Who begins to read has nothing to correct: the stage had been read as far as that.
        (one.stages.get(cause.stage)?.readTo ?? Number.NEGATIVE_INFINITY) >= cause.brokenAt - cause.periodMs,
    );
  };
  return {
    isCorrection: (incident) => {
      const key = keyOf(incident.cause);
      if (!corrected.has(key) && findsFault(incident)) corrected.add(key);
      return corrected.has(key);
    },
    note: (incidents, at, stages) => {
      for (const { cause } of incidents) told.set(keyOf(cause), { cause, at, stages });
      for (const [key, one] of told) if (at - one.at > rememberedMs) told.delete(key);
    },
  };
};
