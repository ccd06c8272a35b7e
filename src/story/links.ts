/** How the stages of a pipeline are linked, for telling: who feeds or calls whom, what depends on what, what lies further down. */
import type { Stage } from '../pipeline/stage.ts';

export type Links = {
  /** Stages at the far end: what it feeds, and of a dead-letter queue whoever gives up into it. */
  readonly next: (stage: string) => readonly string[];
  readonly dependsOn: (stage: string) => readonly string[];
  /** True where the second comes after the first, however far. */
  readonly isAfter: (first: string, second: string) => boolean;
  /** How far down the road a stage is; what others depend on is further down than they. */
  readonly depth: (stage: string) => number;
  readonly stageOf: (name: string) => Stage | undefined;
};

const isQueueOf = ({ dimensions, name }: Stage, queue: string): boolean =>
  (dimensions['QueueName'] ?? name) === queue;

/** Who gives up into a queue: the stage that names it as its own, and what takes from that stage. */
const givesUpInto = (queue: Stage, stages: readonly Stage[]): readonly string[] =>
  stages.flatMap((stage) => {
    if (stage.name === queue.name || stage.region !== queue.region) return [];
    const { deadLetterQueue } = stage;
    if (deadLetterQueue === undefined || !isQueueOf(queue, deadLetterQueue)) return [];
    return [stage.name, ...stage.next];
  });

/** All that is reached from a stage, found once; itself where it stands in a circle. */
const reachOf = (stepsOf: (stage: string) => readonly string[]): ((stage: string) => ReadonlySet<string>) => {
  const known = new Map<string, ReadonlySet<string>>();
  return (first) => {
    const before = known.get(first);
    if (before !== undefined) return before;
    const found = new Set<string>();
    const toVisit = [...stepsOf(first)];
    for (let one = toVisit.pop(); one !== undefined; one = toVisit.pop()) {
      if (found.has(one)) continue;
      found.add(one);
      toVisit.push(...stepsOf(one));
    }
    known.set(first, found);
    return found;
  };
};

/** The longest way to a stage. Those of a circle are as far down as each other: each of them counts once. */
const depthIn = (stages: readonly Stage[]): ((stage: string) => number) => {
  const before = new Map<string, string[]>();
  for (const { name, next, dependsOn = [] } of stages) {
    for (const far of [...next, ...dependsOn]) before.set(far, [...(before.get(far) ?? []), name]);
  }
  const beforeOf = (stage: string): readonly string[] => before.get(stage) ?? [];
  const aboveOf = reachOf(beforeOf);
  const depths = new Map<string, number>();
  const depth = (stage: string): number => {
    const known = depths.get(stage);
    if (known !== undefined) return known;
    const circle = new Set([stage, ...[...aboveOf(stage)].filter((one) => aboveOf(one).has(stage))]);
    const outside = [...circle].flatMap(beforeOf).filter((one) => !circle.has(one));
    const way = outside.reduce((far, one) => Math.max(far, depth(one) + 1), 0) + circle.size - 1;
    for (const one of circle) depths.set(one, way);
    return way;
  };
  return depth;
};

export const linksOf = (stages: readonly Stage[]): Links => {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const fed = new Map(stages.map((stage) => [stage.name, [...stage.next, ...givesUpInto(stage, stages)]]));
  const next = (stage: string): readonly string[] => fed.get(stage) ?? [];
  const dependsOn = (stage: string): readonly string[] => byName.get(stage)?.dependsOn ?? [];
  const afterOf = reachOf((stage) => byName.get(stage)?.next ?? []);
  return {
    next,
    dependsOn,
    isAfter: (first, second) => afterOf(first).has(second),
    depth: depthIn(stages),
    stageOf: (name) => byName.get(name),
  };
};
