/** One pipeline in several Regions: what names no Region of its own stands once in each. */
import type { Pipeline, Stage } from './stage.ts';

const nameIn = (name: string, region: string): string => `${name}@${region}`;

/** The stage's name in the file, for where its Region stands beside it: `payments` of `payments@eu-west-1`. */
export const bareName = ({ name, region }: Pick<Stage, 'name' | 'region'>): string =>
  name.endsWith(`@${region}`) ? name.slice(0, -region.length - 1) : name;

const copyIn = (stage: Stage, region: string, next: readonly string[]): Stage => {
  const name = nameIn(stage.name, region);
  return {
    ...stage,
    name,
    region,
    next,
    series: stage.series.map((spec) => ({
      ...spec,
      id: `${name}.${spec.key}`,
      stage: name,
      region,
    })),
  };
};

/**
 * The pipeline with a copy of each stage in each of these Regions, named `payments@eu-west-1`, Region after Region. Stages that
 * are pinned to their own Region stay what they are. A copy feeds the copies of its Region; where a pinned stage stands in
 * none of the Regions, it feeds the copies of all.
 */
export const spread = (
  pipeline: Pipeline,
  regions: readonly string[],
  isPinned: (stage: string) => boolean,
): Pipeline => {
  const { stages } = pipeline;
  if (regions.length < 2 || stages.every(({ name }) => isPinned(name))) return pipeline;
  const nextOf = ({ next }: Stage, region: string): readonly string[] =>
    next.flatMap((target) => {
      if (isPinned(target)) return [target];
      return (regions.includes(region) ? [region] : regions).map((one) => nameIn(target, one));
    });
  const placed = (stage: Stage): Stage => ({ ...stage, next: nextOf(stage, stage.region) });
  const inRegions = regions.flatMap((region) =>
    stages.flatMap((stage) => {
      if (!isPinned(stage.name)) return [copyIn(stage, region, nextOf(stage, region))];
      return stage.region === region ? [placed(stage)] : [];
    }),
  );
  const elsewhere = stages.filter(({ name, region }) => isPinned(name) && !regions.includes(region));
  return { ...pipeline, stages: [...inRegions, ...elsewhere.map(placed)], regions };
};
