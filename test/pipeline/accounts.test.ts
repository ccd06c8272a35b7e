/** Stages that another account owns: cross-account observability. */
import { expect, test } from 'vitest';
import { iamPolicy } from '../../src/aws/iam-policy.ts';
import { stageOfAlarm } from '../../src/pipeline/alarm-stage.ts';
import { groupName, groupsOf, stageOfGroup } from '../../src/pipeline/log-groups.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { policyResources } from '../../src/pipeline/policy-resources.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { versionWatches } from '../../src/pipeline/versions.ts';
import { alarm } from '../output/observations.ts';

const parse = (text: string, regions: readonly string[] = ['eu-west-1']): Pipeline => {
  const parsed = parsePipelineFile(text, { file: 'p.yaml', regions });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  return parsed.value[0];
};

const pipeline = parse(`
name: orders
stages:
  - { name: ours, kind: lambda, dimensions: { FunctionName: worker } }
  - { name: theirs, kind: lambda, account: '222222222222', dimensions: { FunctionName: worker } }
`);
const theirGroup = 'arn:aws:logs:eu-west-1:222222222222:log-group:/aws/lambda/worker';

test('their log groups are asked for by ARN, and their lines are told by the name of the stage', () => {
  expect(groupsOf(pipeline.stages)).toEqual([
    { region: 'eu-west-1', group: '/aws/lambda/worker' },
    { region: 'eu-west-1', group: theirGroup },
  ]);
  const line = { group: theirGroup, region: 'eu-west-1' };
  expect(stageOfGroup(line, pipeline)?.name).toBe('theirs');
  expect(groupName(line, pipeline)).toBe('theirs');
  expect(groupName({ ...line, group: '/aws/lambda/worker' }, pipeline)).toBe('ours');
  expect(versionWatches(pipeline).streams.map(({ group }) => group)).toEqual([
    '/aws/lambda/worker',
    theirGroup,
  ]);
});

test('in several Regions they are those of each Region, of its partition', () => {
  const spread = parse("name: x\nstages:\n  - { name: a, kind: lambda, account: '222222222222' }\n", [
    'us-gov-west-1',
    'cn-north-1',
  ]);
  expect(groupsOf(spread.stages).map(({ group }) => group)).toEqual([
    'arn:aws-us-gov:logs:us-gov-west-1:222222222222:log-group:/aws/lambda/a',
    'arn:aws-cn:logs:cn-north-1:222222222222:log-group:/aws/lambda/a',
  ]);
});

test('a group that the file names by its ARN is that group', () => {
  const named = parse(`name: x\nstages:\n  - { name: a, kind: lambda, logs: ['${theirGroup}'] }\n`);
  expect(groupsOf(named.stages)).toEqual([{ region: 'eu-west-1', group: theirGroup }]);
  expect(JSON.stringify(iamPolicy(policyResources(named)))).toContain(`"${theirGroup}"`);
});

test('an alarm is of the stage whose account owns its metric', () => {
  const of = (accountId?: string) =>
    stageOfAlarm(
      alarm({ dimensions: { FunctionName: 'worker' }, ...(accountId === undefined ? {} : { accountId }) }),
      pipeline,
    )?.name;
  expect(of()).toBe('ours');
  expect(of('123456789012')).toBe('ours');
  expect(of('222222222222')).toBe('theirs');
  expect(of('333333333333')).toBeUndefined();
});
