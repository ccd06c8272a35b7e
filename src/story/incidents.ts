/**
 * Which breaches belong together, and which of them is the cause: the one that no other explains, the earliest where several are left,
 * of the same period the one further down (issue 14). Computed from all breaches at once, in event time, so that an effect never
 * becomes the cause by growing.
 */
import { bareName } from '../pipeline/regions.ts';
import type { Breach } from './breaches.ts';
import { callers, type Explanation, explainedAs, explanations } from './explains.ts';
import type { Links } from './links.ts';

/** What explains several functions that are throttled at once: no stage, the account's own limit. */
export const accountWide = 'account';

export type ExplainedBreach = { readonly breach: Breach; readonly explainedBy: string };

export type Incident = {
  readonly cause: Breach;
  /** In the order in which they followed. */
  readonly effects: readonly ExplainedBreach[];
  /** False where the cause is only the first of several that nothing explains. */
  readonly explains: boolean;
  /** Where the same began at the same time. */
  readonly regions: readonly string[];
};

/** What comes so long after the end of a cause is no effect of it any more: a backlog is still there, and grows older. */
const afterEndMs = 10 * 60_000;
const sameTimeMs = 5 * 60_000;

const isLinked = (link: Explanation['link'], near: Breach, far: Breach, links: Links): boolean => {
  switch (link) {
    case 'next':
      return links.next(near.stage).includes(far.stage);
    case 'dependsOn':
      return links.dependsOn(near.stage).includes(far.stage);
    case 'after':
      return links.isAfter(far.stage, near.stage);
  }
};

/** The cause was there in the same period or before, and had not long ended. */
const isInTime = (cause: Breach, effect: Breach): boolean =>
  cause.since < effect.since + effect.periodMs &&
  (cause.until === undefined || effect.since <= cause.until + afterEndMs);

const explains = (cause: Breach, effect: Breach, links: Links, table: readonly Explanation[]): boolean =>
  cause !== effect &&
  isInTime(cause, effect) &&
  table.some(
    ({ link, near, far, cause: signs, shows }) =>
      signs.includes(cause.sign) &&
      shows.includes(effect.sign) &&
      isLinked(link, effect, cause, links) &&
      (near === undefined || isOfKind(effect, near, links)) &&
      (far === undefined || isOfKind(cause, far, links)),
  );

const isOfKind = ({ stage }: Breach, kinds: NonNullable<Explanation['near']>, links: Links): boolean => {
  const own = links.stageOf(stage);
  return own !== undefined && kinds.includes(explainedAs(own));
};

const signRank: Readonly<Record<Breach['sign'], number>> = {
  capacity: 0,
  errors: 1,
  throttles: 2,
  load: 3,
  latency: 4,
  lost: 5,
  other: 6,
  lag: 7,
  age: 8,
  depth: 9,
  deadLetters: 10,
  traffic: 11,
};

const levelRank = { bad: 0, warn: 1 } as const;

/** Earliest first; of the same period the one further down, then what is nearer to a cause. */
const byOnset =
  (links: Links) =>
  (a: Breach, b: Breach): number =>
    a.since - b.since ||
    links.depth(b.stage) - links.depth(a.stage) ||
    levelRank[a.level] - levelRank[b.level] ||
    signRank[a.sign] - signRank[b.sign] ||
    compare(a.stage, b.stage) ||
    compare(a.series, b.series);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const overlaps = (a: Breach, b: Breach): boolean =>
  a.since <= (b.until ?? Number.POSITIVE_INFINITY) && b.since <= (a.until ?? Number.POSITIVE_INFINITY);

const isAdjacent = (a: Breach, b: Breach, links: Links): boolean =>
  a.stage === b.stage ||
  [a, b].some((one) => {
    const other = one === a ? b : a;
    return links.next(one.stage).includes(other.stage) || links.dependsOn(one.stage).includes(other.stage);
  });

/** The one calls the other, or depends on it: where a queue stands between two, neither knows of the other. */
const isWaitedFor = (one: Breach, other: Breach, links: Links): boolean =>
  links.dependsOn(one.stage).includes(other.stage) ||
  (isOfKind(one, callers, links) && links.next(one.stage).includes(other.stage));

const isThrottledFunction = ({ sign, stage }: Breach, links: Links): boolean =>
  sign === 'throttles' && links.stageOf(stage)?.kind === 'lambda';

type Draft = { readonly cause: Breach; effects: ExplainedBreach[]; explains: boolean };

const breachesIn = ({ cause, effects }: Draft): readonly Breach[] => [
  cause,
  ...effects.map(({ breach }) => breach),
];

/** Draft by draft, each that belongs to one before it joins that; `by` says what explains the joined cause. */
const merged = (
  drafts: readonly Draft[],
  belongs: (earlier: Draft, later: Draft) => boolean,
  by: (earlier: Draft, later: Draft) => { readonly explainedBy: string; readonly explains: boolean },
): readonly Draft[] => {
  const kept: Draft[] = [];
  for (const draft of drafts) {
    const earlier = kept.find((one) => belongs(one, draft));
    if (earlier === undefined) {
      kept.push({ ...draft });
      continue;
    }
    const { explainedBy, explains: does } = by(earlier, draft);
    earlier.effects = [...earlier.effects, { breach: draft.cause, explainedBy }, ...draft.effects];
    earlier.explains = earlier.explains && does;
  }
  return kept;
};

/** All incidents of these breaches. A breach that several explain belongs to the one that began first. `table` is passed for tests. */
export const incidentsOf = (
  breaches: readonly Breach[],
  links: Links,
  table: readonly Explanation[] = explanations,
): readonly Incident[] => {
  const inOrder = [...breaches].sort(byOnset(links));
  const explainers = new Map(
    inOrder.map((effect) => [effect, inOrder.filter((cause) => explains(cause, effect, links, table))]),
  );
  const behind = new Map(inOrder.map((breach) => [breach, allBehind(breach, explainers)]));
  /** Nothing explains it but what it explains itself: of such a circle the first one stands for all. */
  const isFirst = (breach: Breach): boolean =>
    [...(behind.get(breach) ?? [])].every((one) => behind.get(one)?.has(breach) === true);
  const rootOf = new Map(
    inOrder.map((breach) => [
      breach,
      [...(behind.get(breach) ?? [])].filter(isFirst).sort(byOnset(links))[0] ?? breach,
    ]),
  );
  const firsts = inOrder.filter((breach) => rootOf.get(breach) === breach);
  // Two that explain the same are one incident: the first of them is its cause.
  const inIncident = (root: Breach): Breach => {
    const found = new Set([root]);
    for (const one of found) {
      for (const other of firsts) if (shareEffect(one, other, behind)) found.add(other);
    }
    return [...found].sort(byOnset(links))[0] ?? root;
  };
  const causeOf = new Map(firsts.map((root) => [root, inIncident(root)]));
  const roots = firsts.filter((root) => causeOf.get(root) === root);
  const drafts = roots.map((cause): Draft => {
    const effects = inOrder.flatMap((breach): ExplainedBreach[] => {
      const root = rootOf.get(breach) ?? breach;
      if (breach === cause || causeOf.get(root) !== cause) return [];
      return [{ breach, explainedBy: nearest(breach, explainers.get(breach) ?? [], links) }];
    });
    return { cause, effects, explains: true };
  });
  // Several functions that are throttled in the same minutes: the account's limit, whatever else each of them explains.
  const account = merged(
    drafts,
    (one, other) =>
      one.cause.region === other.cause.region &&
      isThrottledFunction(one.cause, links) &&
      isThrottledFunction(other.cause, links) &&
      Math.abs(one.cause.since - other.cause.since) <= 2 * other.cause.periodMs,
    () => ({ explainedBy: accountWide, explains: true }),
  );
  // More than one thing wrong with a stage at once is one incident; so are neighbours of which neither explains anything.
  const tied = merged(
    account,
    (one, other) =>
      overlaps(one.cause, other.cause) &&
      (one.cause.stage === other.cause.stage ||
        (other.effects.length === 0 &&
          (one.effects.length === 0
            ? isAdjacent(one.cause, other.cause, links)
            : breachesIn(one).some((breach) => isWaitedFor(breach, other.cause, links))))),
    // Who explains others is their cause all the same; of neighbours alone the first is only the first.
    (one, other) => ({
      explainedBy: one.cause.stage,
      explains: one.effects.length > 0 || one.cause.stage === other.cause.stage,
    }),
  );
  return inRegions(tied, links).map(({ cause, effects, explains: does, regions }) => ({
    cause,
    effects: [...effects].sort((a, b) => byOnset(links)(a.breach, b.breach)),
    explains: does,
    regions,
  }));
};

/** All that explains a breach, one behind the other, itself with them. */
const allBehind = (
  breach: Breach,
  explainers: ReadonlyMap<Breach, readonly Breach[]>,
): ReadonlySet<Breach> => {
  const found = new Set([breach]);
  for (const one of found) for (const behind of explainers.get(one) ?? []) found.add(behind);
  return found;
};

const shareEffect = (one: Breach, other: Breach, behind: ReadonlyMap<Breach, ReadonlySet<Breach>>): boolean =>
  [...behind.values()].some((all) => all.has(one) && all.has(other));

/** Of what explains a breach the nearest: the one that began last before it. */
const nearest = (breach: Breach, above: readonly Breach[], links: Links): string => {
  const [last] = [...above].sort(byOnset(links)).reverse();
  return last?.stage ?? breach.stage;
};

/** The same stage in several Regions, in the same way at the same time, is told once. */
const inRegions = (
  drafts: readonly Draft[],
  links: Links,
): readonly (Draft & { readonly regions: readonly string[] })[] => {
  const kept: (Draft & { regions: readonly string[] })[] = [];
  const nameOf = ({ stage, region }: Breach): string => bareName({ name: stage, region });
  for (const draft of [...drafts].sort((a, b) => byOnset(links)(a.cause, b.cause))) {
    const same = kept.find(
      ({ cause, regions }) =>
        nameOf(cause) === nameOf(draft.cause) &&
        cause.sign === draft.cause.sign &&
        !regions.includes(draft.cause.region) &&
        Math.abs(cause.since - draft.cause.since) <= sameTimeMs,
    );
    if (same === undefined) kept.push({ ...draft, regions: [draft.cause.region] });
    else {
      same.regions = [...same.regions, draft.cause.region];
      same.effects = [...same.effects, ...draft.effects];
    }
  }
  return kept;
};
