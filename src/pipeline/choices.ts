/** What accounts have differently of one kind of stage: said by the pipeline file, else by what feeds the stage, else the usual. */

import { allKinds, type KindName, kindOf, type OfKind, type OwnKinds } from './catalogue/kinds.ts';
import type { Choice, ChoiceName } from './choice.ts';

export type Choices = Readonly<Partial<Record<ChoiceName, readonly string[]>>>;

/** All that a file may say under this name, whatever the kind. */
export const choiceValues = (name: ChoiceName, own: OwnKinds): readonly string[] => [
  ...new Set(allKinds(own).flatMap((kind) => Object.keys(kindOf(kind).choices?.[name]?.of ?? {}))),
];

type Chooser = OfKind & { readonly choices?: Choices };

/** What holds for a stage. `feeders` are the kinds of the stages that feed it. */
export const chosen = (stage: Chooser, name: ChoiceName, feeders: readonly KindName[]): readonly string[] => {
  const choice = kindOf(stage).choices?.[name];
  const fed = feeders.flatMap((feeder) => choice?.fedBy?.[feeder] ?? []);
  return stage.choices?.[name] ?? (fed.length > 0 ? fed : (choice?.usual ?? []));
};

/** Whether a metric, or one of those that begin so, stands for what can be chosen. */
const shows = (metric: string, of: string): boolean => metric === of || metric.startsWith(`${of}.`);

/**
 * What the names of an account's metrics, or the values of a dimension beside them, show of a choice; undefined where they show
 * the usual or nothing. Of several that exclude each other the first is taken, the most telling one.
 */
export const shownChoice = (
  choice: Choice,
  metrics: ReadonlySet<string>,
  values: ReadonlySet<string>,
): readonly string[] | undefined => {
  const all = Object.entries(choice.of)
    .filter(([value, of]) =>
      choice.dimension === undefined ? [...metrics].some((metric) => shows(metric, of)) : values.has(value),
    )
    .map(([value]) => value);
  const found = choice.many === true ? all : all.slice(0, 1);
  const isUsual =
    found.length === choice.usual.length && found.every((value) => choice.usual.includes(value));
  return found.length === 0 || isUsual ? undefined : found;
};
