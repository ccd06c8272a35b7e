/** Links that lists tell of, between the stages that are proposed. */
import { isStageKind, kindOf } from '../catalogue/kinds.ts';
import { isAt, placeOf } from './arns.ts';
import type { FoundLinks, LinkEnd, Place } from './found-links.ts';
import { mentionedPlaces } from './mentions.ts';
import type { Resource } from './resources.ts';

export type KnownLink = {
  readonly from: Resource;
  readonly to: Resource;
  readonly basis: 'read' | 'guessed';
  /** The variable of an environment that names it. */
  readonly by?: string;
};

const keyOf = (kind: string, name: string, value: string): string => `${kind}\n${name}\n${value}`;

/** Finds the stages that a place names: one, or all the rules of a bus. */
export const stageFinder = (resources: readonly Resource[]) => {
  const byDimension = new Map<string, Resource[]>();
  for (const resource of resources) {
    const { kind, dimensions } = resource;
    const bus = kind === 'eventbridge' ? { EventBusName: 'default' } : {};
    for (const [name, value] of Object.entries({ ...bus, ...dimensions })) {
      const key = keyOf(kind, name, value);
      const own = byDimension.get(key);
      if (own === undefined) byDimension.set(key, [resource]);
      else own.push(resource);
    }
  }
  return (place: Place | undefined): readonly Resource[] => {
    if (place === undefined) return [];
    const [name, value] = Object.entries(place.dimensions).at(-1) ?? [];
    if (name === undefined || value === undefined) return [];
    return place.kinds
      .flatMap((kind) => byDimension.get(keyOf(kind, name, value)) ?? [])
      .filter((resource) => isAt(place, resource));
  };
};

type Find = ReturnType<typeof stageFinder>;

/** One name for an end, however it is spelled: with an alias or without. */
const nameOf = (end: LinkEnd): string => {
  const place = placeOf(end);
  return place === undefined ? String(end) : JSON.stringify([place.kinds, place.region, place.dimensions]);
};

/** What is no stage of its own but stands between two: target groups, buses, pipes that are not measured. */
const isBetween = (end: LinkEnd): boolean => {
  const place = placeOf(end);
  return place === undefined || place.kinds.some((kind) => kind === 'pipes' || kind === 'eventbridge');
};

/** The stages that an end leads to: itself, or what is behind it. */
const reachedFrom = (
  end: LinkEnd,
  find: Find,
  next: ReadonlyMap<string, readonly LinkEnd[]>,
  seen = new Set<string>(),
): readonly Resource[] => {
  const stages = find(placeOf(end));
  if (stages.length > 0 || !isBetween(end)) return stages;
  const name = nameOf(end);
  if (seen.has(name)) return [];
  seen.add(name);
  return (next.get(name) ?? []).flatMap((one) => reachedFrom(one, find, next, seen));
};

const nextOf = (links: FoundLinks['links']): ReadonlyMap<string, readonly LinkEnd[]> => {
  const next = new Map<string, LinkEnd[]>();
  for (const { from, to } of links) {
    const name = nameOf(from);
    const own = next.get(name);
    if (own === undefined) next.set(name, [to]);
    else own.push(to);
  }
  return next;
};

type Collected = {
  readonly add: (link: KnownLink) => void;
  readonly has: (from: Resource, to: Resource) => boolean;
  readonly feeds: (to: Resource) => boolean;
  readonly isTaken: (from: Resource) => boolean;
  readonly all: () => readonly KnownLink[];
};

/** Each link once, as it was told first. */
const collect = (): Collected => {
  const next = new Map<Resource, Map<Resource, KnownLink>>();
  const fed = new Set<Resource>();
  return {
    add: (link) => {
      const own = next.get(link.from) ?? new Map<Resource, KnownLink>();
      next.set(link.from, own);
      if (link.from === link.to || own.has(link.to)) return;
      own.set(link.to, link);
      fed.add(link.to);
    },
    has: (from, to) => next.get(from)?.has(to) === true,
    feeds: (to) => fed.has(to),
    isTaken: (from) => (next.get(from)?.size ?? 0) > 0,
    all: () => [...next.values()].flatMap((own) => [...own.values()]),
  };
};

/** What is written to and never read: a variable that names it tells which way the link goes. */
const isWrittenTo = ({ kind }: Resource): boolean =>
  ['sns', 'eventbridge', 'event-bus', 'kinesis', 'firehose', 'step-functions'].some((one) => one === kind);

/** Links by environments: what a list tells of the same two, and what would lead back, is left as it is. */
const addMentions = (
  resources: readonly Resource[],
  { mentions }: FoundLinks,
  find: Find,
  known: Collected,
): void => {
  const reaches = (from: Resource, to: Resource, seen: Set<Resource>): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return known.all().some((link) => link.from === from && reaches(link.to, to, seen));
  };
  for (const { by, variable, value } of mentions) {
    const [owner] = find(placeOf(by));
    if (owner === undefined) continue;
    for (const other of mentionedPlaces({ variable, value }, owner, resources, find)) {
      if (other === owner || known.has(owner, other) || known.has(other, owner)) continue;
      const isService =
        isStageKind(other.kind) && kindOf(other).flow?.gives === 'messages' && owner.kind !== 'lambda';
      // A queue that is filled and that nobody takes from is this service's.
      if (isService && known.feeds(other) && !known.isTaken(other)) {
        known.add({ from: other, to: owner, basis: 'guessed', by: variable });
      } else if (!reaches(other, owner, new Set())) {
        const basis = isWrittenTo(other) || other.kind === 'sqs' ? 'read' : 'guessed';
        known.add({ from: owner, to: other, basis, by: variable });
      }
    }
  }
};

/** Each once, in the order in which they were told; a queue's dead-letter queue is no hop. */
export const knownLinks = (resources: readonly Resource[], found: FoundLinks): readonly KnownLink[] => {
  const followed = found.links.filter(({ list }) => list !== 'redrive policy');
  if (followed.length === 0 && found.mentions.length === 0) return [];
  const find = stageFinder(resources);
  const next = nextOf(followed);
  const known = collect();
  for (const { from, to } of followed) {
    for (const one of find(placeOf(from)))
      for (const other of reachedFrom(to, find, next)) known.add({ from: one, to: other, basis: 'read' });
  }
  addMentions(resources, found, find, known);
  return known.all();
};
