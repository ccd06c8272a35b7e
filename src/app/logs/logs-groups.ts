/**
 * Which log groups are meant: named by themselves, with `*` in them, by their ARN, by a stage of the pipeline, or all of the
 * pipeline's.
 */
import type { Backend } from '../../backend/backend.ts';
import type { Origin } from '../../origin.ts';
import { isPattern, readGroupArn } from '../../pipeline/group-pattern.ts';
import { groupKey, groupsOf, type LogGroup } from '../../pipeline/log-groups.ts';
import { bareName } from '../../pipeline/regions.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';

/** What one command follows or asks at the most: AWS takes no more for one query. */
const mostGroups = 50;

export type ChosenGroups = {
  readonly groups: readonly LogGroup[];
  readonly pipeline: Pipeline | undefined;
  /** How many groups each pattern stands for, a line each. */
  readonly matched: readonly string[];
};

const groupsNamed = (
  name: string,
  pipeline: Pipeline | undefined,
  origins: readonly Origin[],
): readonly LogGroup[] => {
  // Its account is part of what it names: a monitoring account reads the groups of others by it.
  const arn = readGroupArn(name);
  if (arn !== undefined) return [{ group: arn.arn, region: arn.region }];
  // In several Regions a stage of the file stands once in each.
  const stages = (pipeline?.stages ?? []).filter(
    (stage) => (stage.name === name || bareName(stage) === name) && stage.logGroups.length > 0,
  );
  return stages.length === 0 ? origins.map((origin) => ({ ...origin, group: name })) : groupsOf(stages);
};

const namesIn = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => name.split(',')).filter((name) => name !== '');

type Listing = Pick<Backend, 'origins' | 'findLogGroups' | 'absent'>;

/** All that a pattern stands for, in each Region in use; fails where that is nothing, or too much. */
const matching = async (
  pattern: string,
  { origins, findLogGroups, absent }: Listing,
  signal: AbortSignal,
): Promise<Result<readonly LogGroup[]>> => {
  if (findLogGroups === undefined) {
    return fail(usageFailure('NoListing', `${pattern}: ${absent}`, 'Name the log groups without *'));
  }
  const arn = readGroupArn(pattern);
  const places: readonly Origin[] = arn === undefined ? origins : [{ region: arn.region }];
  const groups: LogGroup[] = [];
  let isWhole = true;
  for (const origin of places) {
    const found = await findLogGroups(pattern, origin, signal);
    if (!found.ok) return found;
    groups.push(...found.value.groups);
    isWhole &&= found.value.isWhole;
  }
  if (!isWhole) {
    const message = `${pattern}: there are more log groups than are listed to look for it`;
    return fail(usageFailure('TooManyLogGroups', message, 'Begin the pattern with more of the name'));
  }
  if (groups.length > 0) return succeed(groups);
  return fail({
    kind: 'not-found',
    code: 'ResourceNotFoundException',
    message: `no log group matches ${pattern} in ${places.map(({ region }) => region).join(', ')}`,
    operation: 'DescribeLogGroups',
    hint: 'Check the name, the Region and the account; * stands for any characters',
  });
};

/**
 * The log groups that `names` stand for, each once; those of the pipeline where none is named. Fails where there is none
 * or there are more than 50, and for a pipeline file that is wrong.
 */
export const chooseGroups = async (
  names: readonly string[],
  backend: Listing & Pick<Backend, 'pipelines'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result<ChosenGroups>> => {
  const loaded = await backend.pipelines();
  if (!loaded.ok) return loaded;
  return resolveGroups(names, loaded.value?.[0], backend, signal);
};

/** The same, where the pipeline is known. */
export const resolveGroups = async (
  names: readonly string[],
  pipeline: Pipeline | undefined,
  backend: Listing,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result<ChosenGroups>> => {
  const wanted = namesIn(names);
  const all: LogGroup[] = wanted.length === 0 ? [...groupsOf(pipeline?.stages ?? [])] : [];
  const matched: string[] = [];
  for (const name of wanted) {
    if (!isPattern(name)) {
      all.push(...groupsNamed(name, pipeline, backend.origins));
      continue;
    }
    const found = await matching(name, backend, signal);
    if (!found.ok) return found;
    all.push(...found.value);
    const { length } = found.value;
    matched.push(`${name} matches ${length} log group${length === 1 ? '' : 's'}`);
  }
  const groups = bounded(all);
  return groups.ok ? succeed({ groups: groups.value, pipeline, matched }) : groups;
};

/** The same without listing anything: `*` stands for itself. */
export const groupsFor = (
  names: readonly string[],
  pipeline: Pipeline | undefined,
  { origins }: Pick<Backend, 'origins'>,
): Result<readonly LogGroup[]> => {
  const wanted = namesIn(names);
  return bounded(
    wanted.length === 0
      ? groupsOf(pipeline?.stages ?? [])
      : wanted.flatMap((name) => groupsNamed(name, pipeline, origins)),
  );
};

/** Each once; fails where there is none, or more than one command takes. */
const bounded = (all: readonly LogGroup[]): Result<readonly LogGroup[]> => {
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
