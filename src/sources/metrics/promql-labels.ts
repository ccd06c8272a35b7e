/**
 * What a series of PromQL is called: by the values of its own labels. Those that CloudWatch adds to each (which account, which service,
 * how it is stored) tell nothing apart where a person looks. Pure.
 */

type Labels = Readonly<Record<string, string>>;

/** Of all series of a service alike, or how CloudWatch keeps it (User Guide, "Querying vended AWS metrics with PromQL"). */
const isCommon = (name: string): boolean =>
  /^__\w+__$/.test(name) ||
  /^@(?:aws\.(?:account|region)$|instrumentation\.|resource\.(?:@|cloud\.))/.test(name);

const entriesOf = (labels: Labels): readonly (readonly [string, string])[] =>
  Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));

const shortOf = (labels: Labels): string =>
  entriesOf(labels)
    .filter(([name]) => !isCommon(name))
    .map(([, value]) => value)
    .join(' ');

/** All of it: no two series of an answer have the same. */
const longOf = (labels: Labels): string =>
  entriesOf(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/**
 * What to call each of these: empty where there are no labels at all, as of a sum. A text does not change with what else is in the answer,
 * unless two would have the same, so that a series keeps its name from one poll to the next.
 */
export const shortLabels = (all: readonly Labels[]): ((labels: Labels) => string) => {
  const byShort = new Map<string, Set<string>>();
  for (const labels of all) {
    const short = shortOf(labels);
    byShort.set(short, (byShort.get(short) ?? new Set()).add(longOf(labels)));
  }
  return (labels) => {
    const short = shortOf(labels);
    return (byShort.get(short)?.size ?? 0) > 1 ? longOf(labels) : short;
  };
};
