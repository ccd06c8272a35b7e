/**
 * What the catalogue says of one kind of stage. A kind is data: its file lists metrics, what is derived from them, the graphs
 * in the order in which an expert looks at them, and the rules that make it healthy or not.
 */
import type { SeriesUnit } from '../../observation/metrics.ts';
import type { Choice, ChoiceName } from '../choice.ts';
import type { RuleSign } from '../rule-signs.ts';

/** What the owner of a stage wants of it. */
export type Objectives = {
  /** Percent, 0-100. */
  readonly errorRatePercent?: number;
  readonly latencyMs?: number;
  readonly lagSeconds?: number;
};

export const onlyOf = [
  'streamFed',
  'topicFed',
  'asyncFed',
  'reader',
  'deadLetterQueue',
  'table',
  'fifo',
  'standard',
] as const;
type Only = (typeof onlyOf)[number];

export type MetricDefinition = {
  /** As CloudWatch names it; `{destination}` stands for the metrics of what was chosen. */
  readonly metric: string;
  /** `Sum`, `Average`, `Maximum`, `p99` … */
  readonly stat: string;
  readonly unit: SeriesUnit;
  /** Its name in a legend. */
  readonly label: string;
  /** `zero`: a counter; a bucket without a point is 0 when one of the kind's `siblings` has a point there. */
  readonly missing: 'zero' | 'gap';
  /** The kind's own where absent. */
  readonly namespace?: string;
  /** Sets of dimensions, the best one first: the first that the stage has in full is asked for; with none, nothing is. */
  readonly dimensions?: readonly (readonly string[])[];
  /** Dimensions that are the same for every stage. */
  readonly fixed?: Readonly<Record<string, string>>;
  /**
   * Asked for only of a stage that is fed by a stream, by a topic of Kafka, or asynchronously (or by nothing that the pipeline
   * names); of the Lambda function that reads the stage; of the stage's dead-letter queue; of a table, not of one of its
   * indexes; of a FIFO queue or topic, or of one that is none. Of several, one must hold.
   */
  readonly only?: Only | readonly Only[];
  /** Asked for only where this was chosen. */
  readonly when?: Readonly<Partial<Record<ChoiceName, string>>>;
};

/** Computed by us from points, because metric math is billed. Each has its rule for gaps in `derive.ts`. */
export type DerivedDefinition<M extends string = string> = { readonly label: string } & (
  | {
      /**
       * 100 x the sum of the parts / the sum of the whole, never more than 100: a whole that counted less than its part has
       * not counted all. Of both, what is not asked of a stage counts nothing.
       */
      readonly how: 'percent';
      readonly part: readonly M[];
      readonly whole: readonly M[];
    }
  | {
      readonly how: 'difference';
      readonly of: readonly [M, M];
      readonly unit: SeriesUnit;
    }
  | {
      /** Of those that are asked of a stage. */
      readonly how: 'sum';
      readonly of: readonly M[];
      readonly unit: SeriesUnit;
    }
  | {
      /** How much a gauge has risen since the bucket before; a fall is 0. */
      readonly how: 'increase';
      readonly of: M;
      readonly unit: SeriesUnit;
    }
  | {
      /** 100 x (1 - a share of 0-1). */
      readonly how: 'shortfall';
      readonly of: M;
    }
  | {
      /** Seconds until a backlog is gone at the pace of this bucket; while it grows, how fast it does. */
      readonly how: 'drain';
      readonly backlog: M;
      readonly out: M;
      readonly in: M;
    }
);

export type GraphDefinition<K extends string = string> = {
  readonly title: string;
  /** Of one unit. The first is drawn on top. */
  readonly series: readonly [K, ...K[]];
};

export type Rule<K extends string = string> = {
  readonly series: K;
  /** Begins the reason: `error rate` 4.2 % > 1 % for 3 of 3 minutes. */
  readonly words: string;
  /** What it is a sign of, where its series does not say (`signs.ts`). */
  readonly sign?: RuleSign;
  readonly level: 'warn' | 'bad';
  /** `>` where absent. */
  readonly comparison?: '>' | '<';
  /** In the unit of the series. A rule without a limit waits for the stage's objective. */
  readonly limit?: number;
  /** The stage's objective takes the place of the limit. */
  readonly objective?: keyof Objectives;
  /** The objective is multiplied by this. */
  readonly times?: number;
  /** Breaching buckets among the last five; three where absent. */
  readonly atLeast?: number;
  /** Only for queues that are dead-letter queues by their name. */
  readonly only?: 'deadLetterQueue';
  /** The headline while the rule is broken, `{key}` stands for a figure: `{errorRate} errors`. */
  readonly headline?: string;
  /** Of a rule of the user's: a link to what to do. */
  readonly runbook?: string;
};

/** Where such a stage stands in a pipeline: links are guessed by it, and which metrics make sense behind it. */
export type Flow = {
  /** How far down the road, from 0, the front door; beside the road where absent. */
  readonly level?: number;
  /**
   * What it hands on: a stream or a topic of Kafka that is read, events that are pushed, messages that wait; `nothing` at the end.
   * Calls where absent.
   */
  readonly gives?: 'stream' | 'topic' | 'events' | 'messages' | 'nothing';
  /** It hands on what comes before it as it is: what it feeds is fed by that. */
  readonly passesOn?: true;
  /** It does the work: it calls what comes next, and takes from the queues before it. */
  readonly works?: true;
};

export type KindDefinition<M extends string = string, D extends string = string> = {
  /** What a person calls it. */
  readonly title: string;
  readonly namespace: string;
  /** Sets of dimensions that name a stage, the best one first; the stage must have one of them. */
  readonly dimensions: readonly (readonly string[])[];
  /** Further dimensions that some of its metrics take. */
  readonly optional?: readonly string[];
  /** Metrics of which an account shows one where two kinds share their namespace and dimensions. */
  readonly shownBy?: readonly string[];
  /** Of these, `init` writes one where the account has only one. */
  readonly completedBy?: readonly string[];
  /** What accounts have differently: the file may say it, `init` finds it. */
  readonly choices?: Readonly<Partial<Record<ChoiceName, Choice>>>;
  /** The one dimension that is the stage's name unless the file says otherwise. */
  readonly named?: string;
  /**
   * What a person calls it, where that dimension is an ARN or a path: the first group of a regular expression, or this text with
   * `{}` for it. The value itself where the expression finds nothing.
   */
  readonly nameOf?: { readonly pattern: string; readonly as?: string };
  /** Log group unless the file says otherwise; `{FunctionName}` stands for a dimension. */
  readonly logGroup?: string;
  /** It writes a log. A queue, a table, a topic do not: a group of their name is that of what works on them. */
  readonly writesLog?: true;
  readonly flow?: Flow;
  readonly periodSeconds: number;
  /** The period that some have who pay for it: what it is called, and the metric whose alarms show it. */
  readonly finer?: { readonly by: string; readonly seconds: number; readonly metric: string };
  readonly metrics: Readonly<Record<M, MetricDefinition>>;
  readonly derived: Readonly<Record<D, DerivedDefinition<NoInfer<M>>>>;
  /** Counters that are there whenever the bucket was reported: they tell a zero from a gap. */
  readonly siblings: readonly NoInfer<M>[];
  /** Events per second. */
  readonly rate?: NoInfer<M | D>;
  /** Percent. */
  readonly errorRate?: NoInfer<M | D>;
  /** How far behind it is; the first that has a value. */
  readonly lag?: readonly NoInfer<M | D>[];
  /** Templates, the best one first: the first whose figures are all known. */
  readonly headline: readonly string[];
  readonly rules: readonly Rule<NoInfer<M | D>>[];
  /** The first four are shown when there is room for no more. */
  readonly graphs: readonly GraphDefinition<NoInfer<M | D>>[];
};

/** Checks at compile time that rules, graphs and derived series name metrics that the kind has. */
export const defineKind = <const M extends string, const D extends string>(
  definition: KindDefinition<M, D>,
): KindDefinition => definition;

type Extra = Partial<Omit<MetricDefinition, 'metric' | 'stat' | 'unit' | 'label'>>;

/** A counter shown as events per second. */
export const perSecond = (metric: string, label: string, extra: Extra = {}): MetricDefinition => ({
  metric,
  stat: 'Sum',
  unit: 'count/s',
  label,
  missing: 'zero',
  ...extra,
});

/** A counter shown as the number of events in its bucket. */
export const counter = (metric: string, label: string, extra: Extra = {}): MetricDefinition => ({
  metric,
  stat: 'Sum',
  unit: 'count',
  label,
  missing: 'zero',
  ...extra,
});

/** A level: a missing point is a gap. */
export const gauge = (
  metric: string,
  stat: string,
  unit: SeriesUnit,
  label: string,
  extra: Extra = {},
): MetricDefinition => ({ metric, stat, unit, label, missing: 'gap', ...extra });

/** Error rate over its objective, 1 % unless the stage says otherwise: the rule of every kind that counts errors. */
export const errorRateRule = <const K extends string>(
  series: K,
  words = 'error rate',
  headline = `{${series}} errors`,
): Rule<K> => ({
  series,
  words,
  level: 'bad',
  limit: 1,
  objective: 'errorRatePercent',
  headline,
});

/** Latency over the objective that the stage sets; without one, no latency is wrong. */
export const latencyRule = <const K extends string>(series: K, words: string): Rule<K> => ({
  series,
  words,
  level: 'warn',
  objective: 'latencyMs',
  headline: `p99 {${series}}`,
});

const signed = (sign: RuleSign | undefined): { readonly sign?: RuleSign } =>
  sign === undefined ? {} : { sign };

/**
 * Being behind: a warning beyond the objective, bad at ten times that. Nothing is lost yet, so the stage that causes it is
 * the one to look at first. `limit` is in the unit of the series.
 */
export const lagRules = <const K extends string>(
  series: K,
  words: string,
  limit: number,
  headline: string,
  sign?: RuleSign,
): readonly [Rule<K>, Rule<K>] => [
  {
    series,
    words,
    level: 'bad',
    limit: limit * 10,
    objective: 'lagSeconds',
    times: 10,
    headline,
    ...signed(sign),
  },
  { series, words, level: 'warn', limit, objective: 'lagSeconds', headline, ...signed(sign) },
];

/** Half of a stream's shortest retention, 24 hours: what is not read until then is about to be lost, whatever the objective. */
export const retentionRule = <const K extends string>(
  series: K,
  words: string,
  headline: string,
): Rule<K> => ({ series, words, level: 'bad', limit: 12 * 3_600_000, headline });

/** More than half is refused: of what comes, most does not get through. `series` is a percentage. */
export const mostlyRule = <const K extends string>(
  series: K,
  words: string,
  level: 'warn' | 'bad',
  headline = `{${series}} ${words}`,
): Rule<K> => ({ series, words, level, limit: 50, headline });

/** Something that must never happen: once in five buckets is enough. */
export const neverRule = <const K extends string>(
  series: K,
  words: string,
  level: 'warn' | 'bad',
  headline = `{${series}} ${words}`,
): Rule<K> => ({ series, words, level, limit: 0, atLeast: 1, headline });
