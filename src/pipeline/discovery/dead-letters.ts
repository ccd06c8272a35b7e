/** Queues that take what another queue has given up: as its redrive policy says, else by their names. */
import { isDeadLetterQueue } from '../health.ts';
import { parseArn, placeOf } from './arns.ts';
import { type FoundLinks, noLinks } from './found-links.ts';
import { stageFinder } from './known-links.ts';
import type { Resource } from './resources.ts';

export type DeadLetterQueue = { readonly name: string; readonly basis: 'read' | 'guessed' };

export type DeadLetters = {
  /** Of a stage, by its dimensions: a stage that is named anew keeps them. */
  readonly of: ReadonlyMap<Resource['dimensions'], DeadLetterQueue>;
  /** Those that are nothing else: no stages of their own. */
  readonly dead: ReadonlySet<Resource>;
};

const stem = (name: string): string => name.replace(/[-_.]?(dlq|dead[-_]?letters?([-_]?queue)?)$/i, '');

const guessed = (queues: readonly Resource[]): readonly (readonly [Resource, Resource])[] => {
  const byName = new Map(queues.map((queue) => [`${queue.region} ${queue.name}`, queue]));
  return queues
    .filter(({ name }) => isDeadLetterQueue(name))
    .flatMap((dead) => {
      const queue = byName.get(`${dead.region} ${stem(dead.name)}`);
      return queue === undefined || queue === dead ? [] : [[queue, dead] as const];
    });
};

export const pairDeadLetters = (
  resources: readonly Resource[],
  { links, read }: FoundLinks = noLinks,
): DeadLetters => {
  const of = new Map<Resource['dimensions'], DeadLetterQueue>();
  const dead = new Set<Resource>();
  const find = stageFinder(resources);
  for (const { from, to, list } of links) {
    const name = typeof to === 'string' ? parseArn(to)?.resource : undefined;
    if (list !== 'redrive policy' || name === undefined) continue;
    for (const { dimensions } of find(placeOf(from))) of.set(dimensions, { name, basis: 'read' });
    for (const queue of find(placeOf(to))) dead.add(queue);
  }
  // What a function gives up, or somebody takes from, is a hop all the same.
  for (const { from, to, list } of links) {
    if (list === 'redrive policy') continue;
    for (const end of [...find(placeOf(from)), ...find(placeOf(to))]) dead.delete(end);
  }
  const isRead = (region: string): boolean =>
    read.some((one) => one.service === 'sqs' && one.region === region);
  const unread = resources.filter(({ kind, region }) => kind === 'sqs' && !isRead(region));
  for (const [queue, other] of guessed(unread)) {
    if (of.has(queue.dimensions)) continue;
    of.set(queue.dimensions, { name: other.name, basis: 'guessed' });
    dead.add(other);
  }
  return { of, dead };
};
