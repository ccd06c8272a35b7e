/** Which systems an account has, read from the names of its metrics. */
import { kinds, pickDimensions, stageKinds } from '../catalogue.ts';
import type { StageKind } from '../stage.ts';

/** A metric as ListMetrics names it. */
export type ListedMetric = {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly region: string;
  readonly accountId?: string;
};

export type Resource = {
  readonly kind: StageKind;
  /** Short, as a person would call it; unique once all are known (`uniqueNames`). */
  readonly name: string;
  readonly region: string;
  readonly accountId?: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Names of its metrics: what a function is fed by shows in them. */
  readonly metrics: ReadonlySet<string>;
};

/** The end of an ARN, the middle of `app/name/id`: what a person calls it. */
const shortName = (kind: StageKind, value: string): string => {
  if (kind === 'alb') return value.split('/')[1] ?? value;
  return kind === 'step-functions' ? (value.split(':').at(-1) ?? value) : value;
};

const sameNames = (set: readonly string[], dimensions: Readonly<Record<string, string>>): boolean =>
  set.length === Object.keys(dimensions).length && set.every((name) => dimensions[name] !== undefined);

/** Namespaces that the catalogue reads, and those of AWS that it does not: nothing of the user's own. */
const foreign = new Set(
  stageKinds.flatMap((kind) =>
    Object.values(kinds[kind].metrics).flatMap(({ namespace }) => namespace ?? []),
  ),
);
const isCustom = (namespace: string): boolean =>
  !namespace.startsWith('AWS/') &&
  namespace !== 'CWAgent' &&
  namespace !== 'ContainerInsights' &&
  !foreign.has(namespace);

/** Resources of the kinds in the catalogue, one for each value of the dimension that names it. */
export const findResources = (metrics: readonly ListedMetric[]): Resource[] => {
  const found = new Map<string, Resource & { rank: number; readonly metrics: Set<string> }>();
  for (const { namespace, metric, dimensions, region, accountId } of metrics) {
    for (const kind of stageKinds) {
      const definition = kinds[kind];
      if (kind === 'custom' || definition.namespace !== namespace) continue;
      const rank = definition.dimensions.findIndex((set) => sameNames(set, dimensions));
      const set = definition.dimensions[rank];
      if (set === undefined) continue;
      const named = definition.named ?? set[0] ?? '';
      const value = dimensions[named] ?? dimensions[set[0] ?? ''] ?? '';
      // A cluster's services are told apart by both of their dimensions; a rule with and without its bus is one.
      const whole = kind === 'ecs' ? JSON.stringify(dimensions) : value;
      const key = [kind, region, accountId ?? '', whole].join(' ');
      const known = found.get(key);
      if (known === undefined || rank < known.rank) {
        found.set(key, {
          kind,
          name: shortName(kind, value),
          region,
          ...(accountId === undefined ? {} : { accountId }),
          dimensions: pickDimensions([set], dimensions) ?? {},
          metrics: new Set([...(known?.metrics ?? []), metric]),
          rank,
        });
      } else known.metrics.add(metric);
    }
  }
  return [...found.values()].map(({ rank: _, ...resource }) => resource);
};

/** Metrics in namespaces of the user's own, by namespace and Region. */
export const findCustom = (
  metrics: readonly ListedMetric[],
): (readonly [ListedMetric, ...ListedMetric[]])[] => {
  const groups = new Map<string, [ListedMetric, ...ListedMetric[]]>();
  for (const listed of metrics) {
    if (!isCustom(listed.namespace)) continue;
    const key = [listed.region, listed.accountId ?? '', listed.namespace].join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [listed]);
    else group.push(listed);
  }
  return [...groups.values()];
};

/** Names are what stages are linked by: a queue and a service of one name become `fulfilment` and `fulfilment-ecs`. */
export const uniqueNames = (resources: readonly Resource[]): Resource[] => {
  const taken = new Set<string>();
  return resources.map((resource) => {
    const { name, kind, region } = resource;
    const candidates = [name, `${name}-${kind}`, `${name}-${kind}-${region}`];
    let free = candidates.find((candidate) => !taken.has(candidate));
    for (let number = 2; free === undefined; number += 1) {
      const candidate = `${name}-${kind}-${number}`;
      if (!taken.has(candidate)) free = candidate;
    }
    taken.add(free);
    return free === name ? resource : { ...resource, name: free };
  });
};
