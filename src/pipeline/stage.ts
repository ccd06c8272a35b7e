/**
 * The pipeline as the tool works with it, after the file has been parsed (`pipeline-file.ts`) and each stage has
 * been filled in from the catalogue of kinds (`catalogue.ts`).
 */

import type { SeriesSpec } from '../observation/metrics.ts';
import type { Origin } from '../origin.ts';
import type { Objectives } from './catalogue/kind.ts';
import type { KindName, OfKind } from './catalogue/kinds.ts';
import type { Choices } from './choices.ts';
import type { NamedQuery } from './queries/named-query.ts';

export type Stage = Origin &
  OfKind & {
    readonly name: string;
    readonly accountId?: string;
    readonly dimensions: Readonly<Record<string, string>>;
    /** Names of the stages that it feeds. */
    readonly next: readonly string[];
    /** What it calls or runs on, `stage` or `pipeline/stage`: not drawn as flow, and what explains its troubles. */
    readonly dependsOn?: readonly string[];
    /** A link to what to do when it is not well. */
    readonly runbook?: string;
    readonly logGroups: readonly string[];
    /** DynamoDB table whose stream is the stage's, for kind `dynamodb`. */
    readonly table?: string;
    /** SQS queue that takes what this stage gives up on. */
    readonly deadLetterQueue?: string;
    readonly objectives: Objectives;
    /** What the file says of what accounts have differently: where a delivery stream delivers, which operations a table sees. */
    readonly choices?: Choices;
    /** How the versions of what runs there are found in log lines. */
    readonly deployments?: VersionLines;
    /** Health rules that the file adds to those of the kind. */
    readonly rules?: readonly StageRule[];
    /** What the stage is asked for: filled in by the catalogue, the file's own last. `graphs.ts` makes graphs of them. */
    readonly series: readonly StageSeries[];
  };

/** One of the series of a stage, by its key. */
export type StageSeries = SeriesSpec & { readonly stage: string; readonly key: string };

/** Log lines that tell a version. */
export type VersionLines = {
  readonly group: string;
  /** A regular expression with a group named `version`. */
  readonly pattern: string;
  /** CloudWatch's filter pattern: only such lines are read. */
  readonly filter?: string;
};

/** A rule of the user's on one of the stage's series. */
export type StageRule = {
  /** Key of the series. */
  readonly series: string;
  readonly level: 'warn' | 'bad';
  readonly comparison: '>' | '<';
  readonly limit: number;
  /** A link to what to do when it is broken. */
  readonly runbook?: string;
};

/** Where a table's items tell which orders are in flight. */
export type OrdersChoice = {
  readonly table: string;
  /** JMESPath over the item: only items for which it gives something are orders. */
  readonly where?: string;
  /** Paths in the item. */
  readonly id: string;
  readonly status: string;
  /** Statuses of an order that is finished, well or not. */
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** By status, in milliseconds: an order that is in it for longer is late. */
  readonly objectives: Readonly<Record<string, number>>;
  readonly value?: string;
  readonly currency?: string;
};

export type Pipeline = {
  readonly name: string;
  /** The profile that the command line names: commands of the AWS CLI that are told need it too. */
  readonly profile?: string;
  /** Where an order's id is found: a path in JSON, a pattern in text. */
  readonly orderId?: { readonly path?: string; readonly pattern?: string };
  readonly orders?: OrdersChoice;
  /** What stands in the merged timeline. */
  readonly timeline?: TimelineChoice;
  /** Where its stages stand once in each, of several Regions; absent where each stands in one. */
  readonly regions?: readonly string[];
  readonly stages: readonly Stage[];
  /** Stages of other pipelines that these depend on, as `pipeline/stage`: watched and judged, not drawn. */
  readonly dependencies?: readonly Stage[];
  /** Queries to Logs Insights that the file gives a name. */
  readonly queries?: readonly NamedQuery[];
};

/** The pipeline in use, then the others of its file, in their order from there on. */
export type Pipelines = readonly [Pipeline, ...Pipeline[]];

export type TimelineChoice = {
  /** Log lines of this level and above, or none. */
  readonly level?: 'INFO' | 'WARN' | 'ERROR' | 'none';
  /** Changes for which this expression gives something: JMESPath over the `change` object, as `--filter` of `tail-stream`. */
  readonly changes?: string;
};

export type Health = 'ok' | 'warn' | 'bad' | 'unknown';

/** The figure of a broken rule: `errors`, `43 % > 2 %`. */
export type BrokenFigure = {
  /** What it is, in a word or two; empty where the figure says so. */
  readonly label: string;
  readonly figure: string;
  /** Start of its bucket: epoch milliseconds. */
  readonly at: number;
  /** False where newer buckets were within the limit. */
  readonly isNow: boolean;
};

/** A stage at a glance, judged on settled buckets only. */
export type StageHealth = Origin & {
  readonly name: string;
  readonly kind: KindName;
  readonly health: Health;
  /** The reason in words, e.g. `error rate 4.2 % > 1 % for 3 of 3 minutes`; empty when all is well. */
  readonly why: string;
  /** Onset of the breach that is on: epoch milliseconds. */
  readonly since?: number;
  /** Events per second; absent where there is no settled point. */
  readonly rate?: number;
  /** Percent. */
  readonly errorRatePercent?: number;
  readonly lagSeconds?: number;
  /** Of a stage that is not well: the figure that is broken, beside its limit. */
  readonly broken?: BrokenFigure;
  /** The one figure that an expert looks at first for the kind, already short: `p99 182 ms`, `age 3m10s`. */
  readonly headline: string;
  /** Of when the rate and the headline are; absent where there is none. */
  readonly rateOf?: FigureTime;
  readonly headlineOf?: FigureTime;
  /** End of the newest settled bucket of any of its series, epoch milliseconds; absent where none was read. */
  readonly seenUpTo?: number;
};

/** Of when a figure is. */
export type FigureTime = {
  /** End of its bucket, of the oldest one where it is made of several: epoch milliseconds. */
  readonly upTo: number;
  readonly periodMs: number;
  /** More than two of its periods older than what should be read by now. */
  readonly isOld: boolean;
};
