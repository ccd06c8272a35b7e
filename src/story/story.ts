/**
 * What is wrong, since when, where first, why, who is hit, what next (issue 14): plain data. Times are epoch milliseconds; values
 * are in the unit of their series, percentages 0-100. `output/ndjson.ts` writes it as the contract's `story` line.
 */
import type { SeriesUnit } from '../observation/metrics.ts';
import type { Origin } from '../origin.ts';
import type { RuleSign } from '../pipeline/rule-signs.ts';
import type { Health } from '../pipeline/stage.ts';
import type { Difference } from './differs.ts';

/** A rule of a stage that is, or was, broken: from its onset until five good periods in a row. */
export type RuleBreach = Origin & {
  readonly stage: string;
  /** Key of the rule's series: `errorRate`, `age`. */
  readonly series: string;
  /** What kind of trouble it is a sign of: what explains what goes by it, and the contract's `rule` is this. */
  readonly sign: RuleSign;
  readonly level: 'warn' | 'bad';
  /** The first point over the limit, of the window in which the rule first broke: start of its bucket. */
  readonly since: number;
  /** True where it was broken in all that is held: it began before `since`. */
  readonly isOlder: boolean;
  /** When it was well again; undefined while it is not. */
  readonly until: number | undefined;
  /** The newest settled value, and that at the onset. */
  readonly value: number;
  readonly valueAtOnset: number;
  readonly limit: number;
  readonly comparison: '>' | '<';
  readonly unit: SeriesUnit;
  /** `errors 43 % > 2 %`. */
  readonly why: string;
  /** Of dead letters: the queue that they are in, where that is not the stage itself. */
  readonly queue?: string;
  /** Of what waits: how much, and how fast it goes: `1.5 k waiting`, `not draining, +4.5/s`. */
  readonly beside: readonly string[];
  /** Alarms in ALARM that watch the same, by ARN: the proof. */
  readonly alarms: readonly string[];
  /** All of them are muted: nobody is told before then. */
  readonly mute?: { readonly until?: number };
};

/** What an incident's cause explains, in the order in which it followed. */
export type Effect = RuleBreach & {
  /** The stage whose breach explains it. */
  readonly explainedBy: string;
};

/** A change before the onset: never a reason. */
export type StoryChange = Origin & { readonly stage: string; readonly what: string; readonly at: number };

/** Lines of the cause since its onset that say the same. */
export type StoryMessage = {
  readonly stage: string;
  /** Numbers, ids, times and quoted values are `…`. */
  readonly pattern: string;
  readonly count: number;
  /** Of all error lines of the cause since the onset, 0-1. */
  readonly share: number;
  /** When it was first written, as far as lines were read. */
  readonly since: number;
  /** Null where lines from before the onset were not read. */
  readonly isNew: boolean | null;
  readonly example: string;
};

export type CurrencyValue = { readonly currency: string | undefined; readonly value: number };

export type StoryOrders = {
  readonly late: number;
  /** Since the onset. */
  readonly failed: number;
  readonly values: readonly CurrencyValue[];
  /** Of orders from before then nothing is known. */
  readonly knownSince: number;
};

export type Trend = 'worse' | 'steady' | 'better' | 'over';

/** What to do, printed and never run. */
export type NextStep = { readonly text: string; readonly command?: string; readonly link?: string };

/** One incident; or none: all is well, or nothing can be told. */
export type Story = {
  /** `payment-worker/2026-11-27T19:22:00.000Z`; null when all is well or nothing can be told. */
  readonly incident: string | null;
  readonly pipeline: string;
  readonly region: string;
  /** Where the same began at the same time. */
  readonly regions: readonly string[];
  readonly health: Health;
  readonly stage: string | null;
  /** Onset of the cause; of a calm pipeline, since when it is well; null where that is not known. */
  readonly since: number | null;
  /** The cause's reason; of what cannot be told, the call that fails. */
  readonly why: string;
  readonly cause: RuleBreach | null;
  /** False where nothing in the pipeline explains what followed: then it is only the first. */
  readonly explains: boolean;
  /** A late point has changed what was said before. */
  readonly isCorrected: boolean;
  readonly effects: readonly Effect[];
  readonly changes: readonly StoryChange[];
  readonly messages: readonly StoryMessage[];
  readonly orders: StoryOrders | null;
  /** What orders that fail have more often than the others, since the onset; empty where nothing differs. */
  readonly differs: readonly Difference[];
  readonly trend: Trend | null;
  /** Its figures can no longer be read: all of it is as of then, epoch ms. Absent where they are read. */
  readonly asOf?: number;
  readonly next: readonly NextStep[];
  /** All of it in words, of two lines at most. */
  readonly text: string;
};
