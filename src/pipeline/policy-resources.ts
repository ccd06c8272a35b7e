/** What of a pipeline a policy can name: its log groups and its streams, as ARNs. */
import { partitionOf } from '../origin.ts';
import type { Pipeline } from './stage.ts';

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();

/** `*` stands for an account that the file does not tell. */
export const policyResources = ({ stages }: Pipeline) => ({
  logGroup: unique(
    stages.flatMap(({ region, logGroups, deployments, accountId }) =>
      [...logGroups, ...(deployments === undefined ? [] : [deployments.group])].map((group) =>
        group.startsWith('arn:')
          ? group
          : `arn:${partitionOf(region)}:logs:${region}:${accountId ?? '*'}:log-group:${group}`,
      ),
    ),
  ),
  stream: unique(
    stages.flatMap(({ region, table, accountId }) =>
      table === undefined
        ? []
        : [`arn:${partitionOf(region)}:dynamodb:${region}:${accountId ?? '*'}:table/${table}/stream/*`],
    ),
  ),
});
