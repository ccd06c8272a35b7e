/** The log groups of a pipeline's stages, and what a group is called in a row. */
import { isSameOrigin, type Origin, originName, originOf, partitionOf } from '../origin.ts';
import { bareName } from './regions.ts';
import type { Pipeline, Stage } from './stage.ts';

/** The last part of a group's name: `/aws/lambda/payment-worker` is `payment-worker`. */
export const shortGroup = (group: string): string => group.slice(group.lastIndexOf('/') + 1);

export type LogGroup = Origin & { readonly group: string };

/** `eu-west-1 /aws/lambda/payment-worker`: two Regions may have a group of one name. */
export const groupKey = (group: LogGroup): string => `${originName(group)} ${group.group}`;

/** A stage's group by the name that it is asked for by: its ARN where another account owns the stage. */
export const groupIn = ({ region, accountId }: Pick<Stage, 'region' | 'accountId'>, name: string): string =>
  accountId === undefined || name.startsWith('arn:')
    ? name
    : `arn:${partitionOf(region)}:logs:${region}:${accountId}:log-group:${name}`;

/** True where both name one group: AWS tells rows with its name, whatever it was asked for by. */
export const isNamed = (group: string, name: string): boolean =>
  group === name || group.endsWith(`:log-group:${name}`);

/** The log groups of these stages, each once. */
export const groupsOf = (stages: readonly Stage[]): readonly LogGroup[] => {
  const groups = stages.flatMap((stage) =>
    stage.logGroups.map((name) => ({ ...originOf(stage), group: groupIn(stage, name) })),
  );
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
      stage.logGroups.some((name) => isNamed(groupIn(stage, name), group)) &&
      (region === undefined || isSameOrigin(stage, { region, profile })),
  );

/** The name of its stage, in whichever Region; the end of its own where it has none, or no pipeline is known. */
export const groupName = (of: GroupOfLine, pipeline: Pipeline | undefined): string => {
  const stage = stageOfGroup(of, pipeline);
  return stage === undefined ? shortGroup(of.group) : bareName(stage);
};

/** The name of the stage that a group is of, else the group's own, whole: what finds it again in a file. */
export const wholeGroupName = (of: GroupOfLine, pipeline: Pipeline | undefined): string => {
  const stage = stageOfGroup(of, pipeline);
  return stage === undefined ? of.group : bareName(stage);
};
