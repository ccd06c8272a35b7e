/** What ECS tells: the target groups that a service is behind, and what its containers' environment names. */
import type { TaskDefinition } from '@aws-sdk/client-ecs';
import type { Mention } from '../../../pipeline/discovery/found-links.ts';
import { allRead, type LinkReader, placeAt, readEach } from './reader.ts';

const environmentOf = (
  { containerDefinitions = [] }: TaskDefinition,
  by: Mention['by'],
): readonly Mention[] =>
  containerDefinitions.flatMap(({ environment = [] }) =>
    environment.flatMap(({ name, value }) =>
      name === undefined || value === undefined ? [] : [{ by, variable: name, value }],
    ),
  );

export const ecsLinks: LinkReader = {
  service: 'ecs',
  read: async (calls, scope) => {
    const { region, signal } = scope;
    const proposed = scope.proposed.flatMap(({ kind, dimensions }) => {
      const { ClusterName, ServiceName } = dimensions;
      return kind !== 'ecs' || ClusterName === undefined || ServiceName === undefined
        ? []
        : [{ ClusterName, ServiceName }];
    });
    const definitions: { readonly arn: string; readonly by: Mention['by'] }[] = [];
    const services = await readEach(
      scope,
      'services',
      proposed,
      ({ ClusterName, ServiceName }) =>
        calls.describeServices({ cluster: ClusterName, services: [ServiceName] }, signal),
      ({ services: found = [] }, dimensions) => {
        const to = placeAt('ecs', region, dimensions);
        return {
          links: found.flatMap(({ loadBalancers = [], taskDefinition }) => {
            if (taskDefinition !== undefined) definitions.push({ arn: taskDefinition, by: to });
            return loadBalancers.flatMap(({ targetGroupArn: from }) =>
              from === undefined ? [] : [{ from, to, list: 'target group' as const }],
            );
          }),
        };
      },
    );
    const environments = await readEach(
      scope,
      'task definitions',
      definitions,
      ({ arn }) => calls.describeTaskDefinition({ taskDefinition: arn }, signal),
      ({ taskDefinition }, { by }) => ({
        links: [],
        mentions: taskDefinition === undefined ? [] : environmentOf(taskDefinition, by),
      }),
    );
    return allRead([services, environments]);
  },
};
