/** What a pattern found in a text. */

export type PatternMatch = {
  /** Where it begins and ends: UTF-16 units of the text. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** The groups by number, from 1 at place 0. */
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string | undefined>>;
};

/** Where the match and each of its groups begin and end; -1 for a group that took no part. */
export type MatchPlaces = readonly number[];

/** The names of groups in order; undefined for one without. */
export type GroupNames = readonly (string | undefined)[];

/** A match by the texts of its groups. Of groups of one name the one counts that took part. */
export const namedMatch = (
  from: number,
  text: string,
  groups: PatternMatch['groups'],
  names: GroupNames,
): PatternMatch => {
  const named = new Map<string, string | undefined>();
  names.forEach((name, index) => {
    if (name !== undefined) named.set(name, groups[index] ?? named.get(name));
  });
  return { from, to: from + text.length, text, groups, named: Object.fromEntries(named) };
};

/** A match by its places; undefined where there are none. */
export const matchAt = (
  text: string,
  places: MatchPlaces | undefined,
  names: GroupNames,
): PatternMatch | undefined => {
  if (places === undefined) return undefined;
  const partAt = (nth: number): string | undefined => {
    const from = places[nth * 2] ?? -1;
    return from < 0 ? undefined : text.slice(from, places[nth * 2 + 1]);
  };
  const groups = names.map((_, index) => partAt(index + 1));
  return namedMatch(places[0] ?? 0, partAt(0) ?? '', groups, names);
};
