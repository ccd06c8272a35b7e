/** What accounts have differently of one kind of stage, as its file in the catalogue says it. */

/** What the pipeline file may say of a stage where accounts have one kind in different ways. */
export const choiceNames = [
  'destination',
  'source',
  'processing',
  'operations',
  'latencyMetric',
  'agent',
  'engine',
  'groups',
] as const;
export type ChoiceName = (typeof choiceNames)[number];

export type Choice = {
  /** What can be chosen, the most telling first; beside it the metric, or the beginning of metrics, that shows it. */
  readonly of: Readonly<Record<string, string>>;
  /** Where nothing is said. */
  readonly usual: readonly string[];
  /** Where nothing is said and a stage of such a kind feeds it. */
  readonly fedBy?: Readonly<Record<string, string>>;
  /** Several may be chosen. */
  readonly many?: true;
  /** Shown by the values of this dimension instead. */
  readonly dimension?: string;
};
