/** Which systems an account has, read from the names of its metrics. */

import { compilePattern } from '../../patterns/bounded-pattern.ts';
import type { KindDefinition } from '../catalogue/kind.ts';
import { allKinds, kindOf, noOwnKinds, type OfKind, type OwnKinds } from '../catalogue/kinds.ts';
import { pickDimensions } from '../catalogue.ts';
import { choiceNames } from '../choice.ts';
import { type Choices, shownChoice } from '../choices.ts';

/** A metric as ListMetrics names it. */
export type ListedMetric = {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly region: string;
  readonly accountId?: string;
  /** Where ListMetrics has none of it: what names it all the same. */
  readonly trace?: Trace;
};

export type Trace = 'an alarm' | 'its log group' | 'its stream';

export type Resource = OfKind & {
  /** Short, as a person would call it; unique once all are known (`uniqueNames`). */
  readonly name: string;
  readonly region: string;
  readonly accountId?: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Names of its metrics: what a function is fed by shows in them. */
  readonly metrics: ReadonlySet<string>;
  /** Of one without metrics: what names it. */
  readonly trace?: Trace;
  /** What its metrics show of what accounts have differently. */
  readonly choices?: Choices;
  /** Dimensions that would complete it, where there are several to take one from: the consumers of a stream. */
  readonly open?: Readonly<Record<string, readonly string[]>>;
};

const sameNames = (set: readonly string[], dimensions: Readonly<Record<string, string>>): boolean =>
  set.length === Object.keys(dimensions).length && set.every((name) => dimensions[name] !== undefined);

/** Namespaces that the kinds read, and those of AWS that they do not: no custom stage is made of them. */
const foreignTo = (own: OwnKinds): ReadonlySet<string> =>
  new Set([
    ...allKinds(own).flatMap((kind) =>
      Object.values(kindOf(kind).metrics).flatMap(({ namespace }) => namespace ?? []),
    ),
    ...Array.from(own.values(), ({ namespace }) => namespace),
  ]);
const agentNamespace = 'CWAgent';
const isCustom = (namespace: string, foreign: ReadonlySet<string>): boolean =>
  !namespace.startsWith('AWS/') &&
  namespace !== agentNamespace &&
  namespace !== 'ContainerInsights' &&
  !foreign.has(namespace);

type Dimensions = Readonly<Record<string, string>>;

type Candidate = Resource & {
  /** What has the same key is the same system, seen with more or fewer dimensions. */
  readonly key: string;
  readonly rank: number;
  readonly metrics: Set<string>;
};

const placeOf = ({ namespace, region, accountId = '' }: ListedMetric): string =>
  [namespace, region, accountId].join(' ');

const namedBy = ({ named, dimensions }: KindDefinition): string => named ?? dimensions[0]?.[0] ?? '';

/** Metrics that others publish of a system, as the CloudWatch agent does of a host: they show what was chosen there. */
const addForeign = (found: ReadonlyMap<string, Candidate>, metrics: readonly ListedMetric[]): void => {
  const byDimension = new Map([...found.values()].map((one) => [`${one.region} ${one.name}`, one]));
  for (const { namespace, metric, dimensions, region } of metrics) {
    if (namespace !== agentNamespace) continue;
    for (const value of Object.values(dimensions)) byDimension.get(`${region} ${value}`)?.metrics.add(metric);
  }
};

/** What a person calls a stage of the kind, by the value of its dimension. */
const namer = ({ nameOf }: KindDefinition): ((value: string) => string) => {
  if (nameOf === undefined) return (value) => value;
  const compiled = compilePattern(nameOf.pattern, { of: 'nameOf.pattern' });
  if (!compiled.ok) return (value) => value;
  return (value) => {
    const found = compiled.value.find(value);
    if (found === undefined) return value;
    const name = found.groups[0] ?? '';
    return nameOf.as?.replace('{}', () => name) ?? name;
  };
};

/** Every set of dimensions that a kind knows a system by. */
const findCandidates = (metrics: readonly ListedMetric[], own: OwnKinds): readonly Candidate[] => {
  const every = allKinds(own).map((of) => ({ of, definition: kindOf(of), nameOf: namer(kindOf(of)) }));
  const found = new Map<string, Candidate>();
  for (const listed of metrics) {
    const { namespace, metric, dimensions, region, accountId, trace } = listed;
    for (const { of, definition, nameOf } of every) {
      if (of.kind === 'custom' || definition.namespace !== namespace) continue;
      const rank = definition.dimensions.findIndex((set) => sameNames(set, dimensions));
      const set = definition.dimensions[rank];
      if (set === undefined) continue;
      const own = pickDimensions([set], dimensions) ?? {};
      const value = own[namedBy(definition)] ?? own[set[0] ?? ''] ?? '';
      const key = [of.kind, placeOf(listed), value].join(' ');
      const whole = `${key} ${JSON.stringify(own)}`;
      const known = found.get(whole);
      if (known !== undefined) {
        known.metrics.add(metric);
        continue;
      }
      found.set(whole, {
        ...of,
        name: nameOf(value),
        region,
        ...(accountId === undefined ? {} : { accountId }),
        ...(trace === undefined ? {} : { trace }),
        dimensions: own,
        metrics: new Set([metric]),
        key,
        rank,
      });
    }
  }
  addForeign(found, metrics);
  return [...found.values()].filter((candidate) => {
    const { metrics: its } = candidate;
    return (kindOf(candidate).shownBy ?? [...its]).some((metric) => its.has(metric));
  });
};

/** Values that further dimensions have beside the one that names a system: the target groups of a load balancer, operations. */
const findCompletions = (
  metrics: readonly ListedMetric[],
  own: OwnKinds,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const every = allKinds(own);
  const values = new Map<string, Set<string>>();
  for (const listed of metrics) {
    for (const of of every) {
      const definition = kindOf(of);
      const { namespace, completedBy = [], choices = {} } = definition;
      const owner = listed.dimensions[namedBy(definition)];
      if (namespace !== listed.namespace || owner === undefined) continue;
      const chosenBy = Object.values(choices).flatMap(({ dimension }) => dimension ?? []);
      for (const name of [...completedBy, ...chosenBy]) {
        const value = listed.dimensions[name];
        if (value === undefined) continue;
        const key = [of.kind, placeOf(listed), owner, name].join(' ');
        values.set(key, (values.get(key) ?? new Set()).add(value));
      }
    }
  }
  return values;
};

/**
 * Systems of the kinds in the catalogue, each once, by the best of its sets of dimensions: a rule with its bus, not without;
 * every service of a cluster, every stage of an API. `own` are kinds of a file.
 */
export const findResources = (metrics: readonly ListedMetric[], own: OwnKinds = noOwnKinds): Resource[] => {
  const candidates = findCandidates(metrics, own);
  const best = new Map<string, number>();
  for (const { key, rank } of candidates) best.set(key, Math.min(rank, best.get(key) ?? rank));
  const completions = findCompletions(metrics, own);
  return candidates
    .filter(({ key, rank }) => rank === best.get(key))
    .map(({ key, rank: _, ...resource }) => {
      const definition = kindOf(resource);
      const valuesOf = (name: string) => completions.get(`${key} ${name}`) ?? new Set<string>();
      const more: Record<string, string> = {};
      const open: Record<string, readonly string[]> = {};
      for (const name of definition.completedBy ?? []) {
        const [only, ...others] = [...valuesOf(name)].sort();
        if (only !== undefined && others.length === 0) more[name] = only;
        else if (only !== undefined) open[name] = [only, ...others];
      }
      const dimensions: Dimensions = { ...resource.dimensions, ...more };
      const choices = Object.fromEntries(
        choiceNames.flatMap((name) => {
          const choice = definition.choices?.[name];
          const shown = choice && shownChoice(choice, resource.metrics, valuesOf(choice.dimension ?? ''));
          return shown === undefined ? [] : [[name, shown]];
        }),
      );
      return { ...resource, dimensions, choices, open };
    });
};

/** Metrics in namespaces of the user's own, by namespace and Region. */
export const findCustom = (
  metrics: readonly ListedMetric[],
  own: OwnKinds = noOwnKinds,
): (readonly [ListedMetric, ...ListedMetric[]])[] => {
  const foreign = foreignTo(own);
  const groups = new Map<string, [ListedMetric, ...ListedMetric[]]>();
  for (const listed of metrics) {
    if (!isCustom(listed.namespace, foreign)) continue;
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
