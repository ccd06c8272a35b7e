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

export const linksOf = (stages: readonly Stage[]): Links => {
  const byName = new Map(stages.map((stage) => [stage.name, stage]));
  const fed = new Map(stages.map((stage) => [stage.name, [...stage.next, ...givesUpInto(stage, stages)]]));
  const next = (stage: string): readonly string[] => fed.get(stage) ?? [];
  const dependsOn = (stage: string): readonly string[] => byName.get(stage)?.dependsOn ?? [];
  const after = new Map<string, ReadonlySet<string>>();
  const afterOf = (first: string): ReadonlySet<string> => {
    const known = after.get(first);
    if (known !== undefined) return known;
    const found = new Set<string>();
    const toVisit = [...(byName.get(first)?.next ?? [])];
    for (let one = toVisit.pop(); one !== undefined; one = toVisit.pop()) {
      if (found.has(one)) continue;
      found.add(one);
      toVisit.push(...(byName.get(one)?.next ?? []));
    }
    after.set(first, found);
    return found;
  };
  const depths = new Map<string, number>();
  /** The longest way to it; in a circle each stage counts once. */
  const depth = (stage: string, under: ReadonlySet<string> = new Set()): number => {
    const known = depths.get(stage);
    if (known !== undefined) return known;
    const inHand = new Set([...under, stage]);
    const before = stages.filter(
      ({ name, next: to, dependsOn: on = [] }) =>
        !inHand.has(name) && (to.includes(stage) || on.includes(stage)),
    );
    const most = before.reduce((far, { name }) => Math.max(far, depth(name, inHand) + 1), 0);
    if (under.size === 0) depths.set(stage, most);
    return most;
  };
  return {
    next,
    dependsOn,
    isAfter: (first, second) => afterOf(first).has(second),
    depth: (stage) => depth(stage),
    stageOf: (name) => byName.get(name),
  };
};
