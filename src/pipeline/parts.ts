/** A pipeline in parts: one where all of it stands in one place, else one for each place. */
import { originName } from '../origin.ts';
import { bareName } from './regions.ts';
import type { Pipeline, Stage } from './stage.ts';

export type PipelinePart = {
  /** A Region, with the profile that it is read with where the file names one. */
  readonly name: string;
  readonly stages: readonly Stage[];
};

const partNameOf = (pipeline: Pick<Pipeline, 'regions'>, stage: Stage): string =>
  // Copies of one pipeline stay together, whosever credentials read them.
  pipeline.regions === undefined ? originName(stage) : stage.region;

/** In the order in which its stages come. */
export const partsOf = (pipeline: Pick<Pipeline, 'regions' | 'stages'>): readonly PipelinePart[] => {
  const parts = new Map<string, Stage[]>();
  for (const stage of pipeline.stages) {
    const name = partNameOf(pipeline, stage);
    const stages = parts.get(name) ?? [];
    stages.push(stage);
    parts.set(name, stages);
  }
  return [...parts].map(([name, stages]) => ({ name, stages }));
};

/** The stage that stands for this one in another part: its copy, else the first. */
export const counterpart = (stage: Stage, { stages }: PipelinePart): Stage | undefined =>
  stages.find((one) => bareName(one) === bareName(stage)) ?? stages[0];
