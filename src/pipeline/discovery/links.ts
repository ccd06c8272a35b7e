/**
 * Who feeds whom: what the services' own lists tell, and for what they do not, or could not be asked, a guess. What speaks for a
 * guess are the kinds (an API feeds a function, a function a table, …), the words that two names share, and the metrics of a
 * function: one with an iterator age reads a stream.
 */
import type { Flow } from '../catalogue/kind.ts';
import { kindOf } from '../catalogue/kinds.ts';
import { coversLink, listsOf } from './covered-links.ts';
import { type FoundLinks, noLinks } from './found-links.ts';
import { type KnownLink, knownLinks } from './known-links.ts';
import type { Resource } from './resources.ts';

/** Where a stage stands in a pipeline; undefined beside it. */
export type Level = number | undefined;

/** Between a table and the bus: what reads a stream. Between a queue and the topics: what takes from the queue. From 8 on: what is called. */
const levels = { readsStream: 3, takesFromQueue: 6, called: 8 } as const;

const flowOf = (resource: Resource): Flow => kindOf(resource).flow ?? {};

const isWorker = (resource: Resource): boolean => flowOf(resource).works === true;

const readsStream = ({ metrics }: Resource): boolean => metrics.has('IteratorAge');

const wordsByName = new Map<string, ReadonlySet<string>>();
const namesRemembered = 20_000;

/** Words of a name, without the endings that differ between a queue and its worker: `payments-worker` is payment, worker. */
const words = (name: string): ReadonlySet<string> => {
  const known = wordsByName.get(name);
  if (known !== undefined) return known;
  const made = new Set(
    name
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 2)
      .map((word) => word.replace(/(ing|es|s)$/, '')),
  );
  if (wordsByName.size >= namesRemembered) wordsByName.clear();
  wordsByName.set(name, made);
  return made;
};

/** How many words two names share. */
export const affinity = (a: string, b: string): number => {
  const other = words(b);
  return [...words(a)].filter((word) => other.has(word)).length;
};

type QueueOf = (resource: Resource) => Resource | undefined;

/** The queue that a worker takes from, by their names: the first word of a queue's is its consumer's (`payments`, `payment-worker`). */
const queueFinder = (resources: readonly Resource[]): QueueOf => {
  // `orders` would take every function of an `orders` pipeline: the front door is not a consumer.
  const frontDoors = new Set(
    resources.filter((one) => flowOf(one).level === 0).flatMap(({ name }) => [...words(name)]),
  );
  const order = new Map(resources.map((one, index) => [one, index]));
  const byFirstWord = new Map<string, Resource[]>();
  for (const queue of resources) {
    if (flowOf(queue).gives !== 'messages') continue;
    const all = [...words(queue.name)];
    const [first] = all;
    if (first === undefined || (all.length === 1 && frontDoors.has(first))) continue;
    const key = `${queue.region} ${first}`;
    byFirstWord.set(key, [...(byFirstWord.get(key) ?? []), queue]);
  }
  return (resource) => {
    if (!isWorker(resource) || readsStream(resource)) return undefined;
    const queues = [...words(resource.name)].flatMap(
      (word) => byFirstWord.get(`${resource.region} ${word}`) ?? [],
    );
    return queues.sort(
      (a, b) =>
        affinity(b.name, resource.name) - affinity(a.name, resource.name) ||
        (order.get(a) ?? 0) - (order.get(b) ?? 0),
    )[0];
  };
};

/** A stream, or a topic of Kafka. */
const isRead = (gives: Flow['gives']): boolean => gives === 'stream' || gives === 'topic';

/** What is known to feed a resource says more of where it stands than its kind and its name. */
const levelFrom = (
  resource: Resource,
  feeders: readonly Resource[],
  queueOf: QueueOf,
): { readonly level: Level; readonly queue?: Resource } => {
  if (isWorker(resource)) {
    if (feeders.some((one) => flowOf(one).gives === 'messages')) return { level: levels.takesFromQueue };
    if (feeders.some((one) => isRead(flowOf(one).gives))) return { level: levels.readsStream };
    if (feeders.length > 0) return { level: flowOf(resource).level };
  }
  const queue = queueOf(resource);
  if (queue !== undefined) return { level: levels.takesFromQueue, queue };
  return { level: readsStream(resource) ? levels.readsStream : flowOf(resource).level };
};

const feedersIn = (known: readonly KnownLink[]): ReadonlyMap<Resource, readonly Resource[]> => {
  const feeders = new Map<Resource, Resource[]>();
  for (const { from, to } of known) {
    const own = feeders.get(to);
    if (own === undefined) feeders.set(to, [from]);
    else own.push(from);
  }
  return feeders;
};

/** In the order of the flow: by where they stand and by name, and each after what is known to feed it. */
export const inFlow = (resources: readonly Resource[], found: FoundLinks = noLinks): readonly Resource[] => {
  const feeders = feedersIn(knownLinks(resources, found));
  const queueOf = queueFinder(resources);
  const besideTheRoad = 99;
  const levels = new Map(
    resources.map((one) => [one, levelFrom(one, feeders.get(one) ?? [], queueOf).level ?? besideTheRoad]),
  );
  const levelOf = (one: Resource): number => levels.get(one) ?? besideTheRoad;
  const sorted = [...resources].sort((a, b) => levelOf(a) - levelOf(b) || (a.name < b.name ? -1 : 1));
  const placed = new Set<Resource>();
  const begun = new Set<Resource>();
  const place = (one: Resource): void => {
    if (begun.has(one)) return;
    begun.add(one);
    for (const feeder of feeders.get(one) ?? []) place(feeder);
    placed.add(one);
  };
  for (const one of sorted) place(one);
  return [...placed];
};

/** Of two that might feed it, a worker is likelier, and one that usually stands on the road. */
const likelihood = (resource: Resource): number =>
  Number(isWorker(resource)) + Number(flowOf(resource).level !== undefined);

export type StageLink = {
  readonly from: string;
  readonly to: string;
  /** `guessed` where it may be wrong. */
  readonly basis: 'read' | 'guessed';
  /** What names it, where no list of links does: a variable of an environment. */
  readonly by?: string;
};

/** True where `to` can be reached from `from`: a guess closes no circle. */
const reaches = (
  from: Resource,
  to: Resource,
  next: ReadonlyMap<Resource, readonly Resource[]>,
  seen = new Set<Resource>(),
): boolean => {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (next.get(from) ?? []).some((one) => reaches(one, to, next, seen));
};

/** Where lists were read: what code alone tells, and only where names agree; and a stream of Firehose's, which it reads by itself. */
const isLikely = (
  from: Resource,
  to: Resource,
  next: ReadonlyMap<Resource, readonly Resource[]>,
): boolean => {
  if (flowOf(from).gives === 'messages') return isWorker(to);
  if (from.kind === 'kinesis' && to.kind === 'firehose') return affinity(from.name, to.name) > 0;
  // That a pipe joins two is no likelihood.
  if (!isWorker(from)) return listsOf(from, to).some((service) => service !== 'pipes');
  return !isWorker(to) && !next.has(from) && affinity(from.name, to.name) > 0;
};

/**
 * What each resource feeds, by their names. A stage of which no list tells has one feeder: the nearest in kind, then in name. Where
 * lists were read, a guess joins only ends that they leave loose: what they would have told of is not there.
 */
export const stageLinks = (
  resources: readonly Resource[],
  found: FoundLinks = noLinks,
): readonly StageLink[] => {
  const known = knownLinks(resources, found);
  const feeders = feedersIn(known);
  const next = new Map<Resource, Resource[]>();
  const links: StageLink[] = [];
  const join = (from: Resource, to: Resource, how: Pick<StageLink, 'basis' | 'by'>) => {
    next.set(from, [...(next.get(from) ?? []), to]);
    links.push({ from: from.name, to: to.name, ...how });
  };
  for (const { from, to, basis, by } of known) join(from, to, { basis, ...(by === undefined ? {} : { by }) });
  const isAnyRead = found.read.length > 0;
  const isPossible = (from: Resource, to: Resource): boolean =>
    !isAnyRead || (!coversLink(from, to, found.read) && !reaches(to, from, next) && isLikely(from, to, next));
  const queueOf = queueFinder(resources);
  const placed = resources.map((resource) => ({
    resource,
    ...levelFrom(resource, feeders.get(resource) ?? [], queueOf),
  }));
  for (const { resource, level, queue } of placed) {
    if (level === undefined || level === 0 || feeders.has(resource)) continue;
    if (queue !== undefined) {
      if (isPossible(queue, resource) && !(isAnyRead && next.has(queue))) {
        join(queue, resource, { basis: 'guessed' });
        continue;
      }
      if (!isAnyRead) continue;
    }
    const before = placed.filter(
      (other) =>
        other.level !== undefined &&
        other.level < level &&
        flowOf(other.resource).gives !== 'nothing' &&
        other.resource.region === resource.region &&
        isPossible(other.resource, resource),
    );
    // A database, a cache, a model, mail: who works calls it, and nothing but a name says who of them.
    const callers = before.filter(
      (other) => flowOf(other.resource).works === true && affinity(other.resource.name, resource.name) > 0,
    );
    const isCalled = level >= levels.called;
    const nearest = Math.max(...(isCalled ? callers : before).map((other) => other.level ?? 0));
    const [feeder] = (isCalled ? callers : before)
      .filter((other) => other.level === nearest)
      .map((other) => other.resource)
      .sort(
        (a, b) =>
          affinity(b.name, resource.name) - affinity(a.name, resource.name) || likelihood(b) - likelihood(a),
      );
    if (feeder !== undefined) join(feeder, resource, { basis: 'guessed' });
  }
  return links;
};
