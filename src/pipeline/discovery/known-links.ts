/** Links that lists tell of, between the stages that are proposed. */
import { isAt, type Place, placeOf } from './arns.ts';
import type { FoundLinks } from './found-links.ts';
import type { Resource } from './resources.ts';

export type KnownLink = {
  readonly from: Resource;
  readonly to: Resource;
  readonly basis: 'read' | 'guessed';
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

/** Each once, in the order in which they were told; a queue's dead-letter queue is no hop. */
export const knownLinks = (
  resources: readonly Resource[],
  { links }: Pick<FoundLinks, 'links'>,
): readonly KnownLink[] => {
  const followed = links.filter(({ list }) => list !== 'redrive policy');
  if (followed.length === 0) return [];
  const find = stageFinder(resources);
  const seen = new Map<Resource, Set<Resource>>();
  return followed.flatMap(({ from, to }) =>
    find(placeOf(from)).flatMap((one) =>
      find(placeOf(to)).flatMap((other): readonly KnownLink[] => {
        const told = seen.get(one) ?? new Set();
        seen.set(one, told);
        if (one === other || told.has(other)) return [];
        told.add(other);
        return [{ from: one, to: other, basis: 'read' }];
      }),
    ),
  );
};
