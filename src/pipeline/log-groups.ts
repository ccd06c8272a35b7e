/** The log groups of a pipeline's stages, and what a group is called in a row. */
import { isSameOrigin, type Origin, originName, originOf } from '../origin.ts';
import { shortGroup } from '../output/log-row.ts';
import { bareName } from './regions.ts';
import type { Pipeline, Stage } from './stage.ts';

export type LogGroup = Origin & { readonly group: string };

/** `eu-west-1 /aws/lambda/payment-worker`: two Regions may have a group of one name. */
export const groupKey = (group: LogGroup): string => `${originName(group)} ${group.group}`;

/** The log groups of these stages, each once. */
export const groupsOf = (stages: readonly Stage[]): readonly LogGroup[] => {
  const groups = stages.flatMap((stage) => stage.logGroups.map((group) => ({ ...originOf(stage), group })));
  return [...new Map(groups.map((group) => [groupKey(group), group])).values()];
};

/** A group as a line names it: some ways of asking tell no origin. */
type GroupOfLine = {
  readonly group: string;
  readonly region?: string;
  readonly profile?: string | undefined;
};

/** The stage whose log group it is. */
export const stageOfGroup = (
  { group, region, profile }: GroupOfLine,
  pipeline: Pipeline | undefined,
): Stage | undefined =>
  pipeline?.stages.find(
    (stage) =>
      stage.logGroups.includes(group) && (region === undefined || isSameOrigin(stage, { region, profile })),
  );

/** The name of its stage, in whichever Region; the end of its own where it has none, or no pipeline is known. */
export const groupName = (of: GroupOfLine, pipeline: Pipeline | undefined): string => {
  const stage = stageOfGroup(of, pipeline);
  return stage === undefined ? shortGroup(of.group) : bareName(stage);
};
