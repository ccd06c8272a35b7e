/** Which log groups are meant: named by themselves, by their ARN, by a stage of the pipeline, or all of the pipeline's. */
import type { Backend } from '../../backend/backend.ts';
import type { Origin } from '../../origin.ts';
import { groupKey, groupsOf, type LogGroup } from '../../pipeline/log-groups.ts';
import { bareName } from '../../pipeline/regions.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';

/** What one command follows or asks at the most: AWS takes no more for one query. */
const mostGroups = 50;

export type ChosenGroups = {
  readonly groups: readonly LogGroup[];
  readonly pipeline: Pipeline | undefined;
};

const arn = /^arn:[\w-]+:logs:([\w-]+):\d{12}:log-group:([^:]+)(?::\*)?$/;

const groupsNamed = (
  name: string,
  pipeline: Pipeline | undefined,
  origins: readonly Origin[],
): readonly LogGroup[] => {
  const [, region, group] = arn.exec(name) ?? [];
  if (region !== undefined && group !== undefined) return [{ group, region }];
  // In several Regions a stage of the file stands once in each.
  const stages = (pipeline?.stages ?? []).filter(
    (stage) => (stage.name === name || bareName(stage) === name) && stage.logGroups.length > 0,
  );
  return stages.length === 0 ? origins.map((origin) => ({ ...origin, group: name })) : groupsOf(stages);
};

/**
 * The log groups that `names` stand for, each once; those of the pipeline where none is named. Fails where there is none
 * or there are more than 50, and for a pipeline file that is wrong.
 */
export const chooseGroups = async (
  names: readonly string[],
  backend: Pick<Backend, 'origins' | 'pipelines'>,
): Promise<Result<ChosenGroups>> => {
  const loaded = await backend.pipelines();
  if (!loaded.ok) return loaded;
  const pipeline = loaded.value?.[0];
  const groups = groupsFor(names, pipeline, backend);
  return groups.ok ? succeed({ groups: groups.value, pipeline }) : groups;
};

/** The same, where the pipeline is known. */
export const groupsFor = (
  names: readonly string[],
  pipeline: Pipeline | undefined,
  { origins }: Pick<Backend, 'origins'>,
): Result<readonly LogGroup[]> => {
  const wanted = names.flatMap((name) => name.split(',')).filter((name) => name !== '');
  const all =
    wanted.length === 0
      ? groupsOf(pipeline?.stages ?? [])
      : wanted.flatMap((name) => groupsNamed(name, pipeline, origins));
  const groups = [...new Map(all.map((one) => [groupKey(one), one])).values()];
  if (groups.length === 0) {
    const hint = 'Name one, as /aws/lambda/payment-worker, or give a pipeline file with --config';
    return fail(usageFailure('NoLogGroup', 'no log group is named, and the pipeline has none', hint));
  }
  if (groups.length > mostGroups) {
    const message = `${groups.length} log groups are more than ${mostGroups}`;
    return fail(usageFailure('TooManyLogGroups', message, 'Name fewer'));
  }
  return succeed(groups);
};
