/**
 * Who feeds whom, guessed: event source mappings cannot be read with our three clients. What speaks for a link are the kinds
 * (an API feeds a function, a function a table, …), the words that two names share, and the metrics of a function: one with
 * an iterator age reads a stream.
 */
import type { Flow } from '../catalogue/kind.ts';
import { kindOf } from '../catalogue/kinds.ts';
import type { Resource } from './resources.ts';

/** Where a stage stands in a pipeline; undefined beside it. */
export type Level = number | undefined;

/** Between a table and the bus: what reads a stream. Between a queue and the topics: what takes from the queue. */
const levels = { readsStream: 3, takesFromQueue: 6 } as const;

const flowOf = (resource: Resource): Flow => kindOf(resource).flow ?? {};

const readsStream = ({ metrics }: Resource): boolean => metrics.has('IteratorAge');

/** Words of a name, without the endings that differ between a queue and its worker: `payments-worker` is payment, worker. */
const words = (name: string): ReadonlySet<string> =>
  new Set(
    name
      .replace(/([a-z])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 2)
      .map((word) => word.replace(/(ing|es|s)$/, '')),
  );

/** How many words two names share. */
export const affinity = (a: string, b: string): number => {
  const other = words(b);
  return [...words(a)].filter((word) => other.has(word)).length;
};

/** The first word of a queue's name is that of its consumer: `payments` and `payment-worker`. */
const isConsumerOf = (resource: Resource, queue: Resource): boolean => {
  const [first] = words(queue.name);
  return flowOf(resource).works === true && first !== undefined && words(resource.name).has(first);
};

const queueOf = (resource: Resource, resources: readonly Resource[]): Resource | undefined =>
  readsStream(resource)
    ? undefined
    : resources
        .filter((other) => flowOf(other).gives === 'messages' && other.region === resource.region)
        .filter((queue) => isConsumerOf(resource, queue))
        // `orders` would take every function of an `orders` pipeline: the front door is not a consumer.
        .filter((queue) => words(queue.name).size > 1 || !sharesFrontDoor(queue, resources))
        .sort((a, b) => affinity(b.name, resource.name) - affinity(a.name, resource.name))[0];

const sharesFrontDoor = (queue: Resource, resources: readonly Resource[]): boolean =>
  resources.some((other) => flowOf(other).level === 0 && affinity(other.name, queue.name) > 0);

export const levelOf = (resource: Resource, resources: readonly Resource[]): Level => {
  if (queueOf(resource, resources) !== undefined) return levels.takesFromQueue;
  return readsStream(resource) ? levels.readsStream : flowOf(resource).level;
};

/** Of two that might feed it, a worker is likelier, and one that usually stands on the road. */
const likelihood = (resource: Resource): number => {
  const { works, level } = flowOf(resource);
  return Number(works === true) + Number(level !== undefined);
};

/** Names of what each resource feeds. Every stage but the first has one feeder: the nearest in kind, then in name. */
export const guessLinks = (resources: readonly Resource[]): ReadonlyMap<string, readonly string[]> => {
  const links = new Map<string, string[]>();
  const link = (from: Resource, to: Resource) => {
    links.set(from.name, [...(links.get(from.name) ?? []), to.name]);
  };
  const placed = resources.map((resource) => ({ resource, level: levelOf(resource, resources) }));
  for (const { resource, level } of placed) {
    if (level === undefined || level === 0) continue;
    const queue = level === levels.takesFromQueue ? queueOf(resource, resources) : undefined;
    if (queue !== undefined) {
      link(queue, resource);
      continue;
    }
    const before = placed.filter(
      (other) =>
        other.level !== undefined &&
        other.level < level &&
        flowOf(other.resource).gives !== 'nothing' &&
        other.resource.region === resource.region,
    );
    const nearest = Math.max(...before.map((other) => other.level ?? 0));
    const [feeder] = before
      .filter((other) => other.level === nearest)
      .map((other) => other.resource)
      .sort(
        (a, b) =>
          affinity(b.name, resource.name) - affinity(a.name, resource.name) || likelihood(b) - likelihood(a),
      );
    if (feeder !== undefined) link(feeder, resource);
  }
  return links;
};
