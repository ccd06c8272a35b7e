/** What Elastic Load Balancing tells: the target groups of balancers, and the functions and hosts in them. */
import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LinkEnd } from '../../../pipeline/discovery/found-links.ts';
import {
  allRead,
  type LinkReader,
  listItems,
  nothingRead,
  placeAt,
  type ReadLinks,
  readEach,
} from './reader.ts';

const groupsOfPage = 400;

/** `arn:aws:elasticloadbalancing:…:loadbalancer/app/shop/8c2e…`: its metrics name it by what follows the first stroke. */
const nameOf = (arn: string): string => arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);

const targetOf = (id: string, { TargetType }: TargetGroup, region: string): LinkEnd | undefined => {
  if (TargetType === 'lambda' || TargetType === 'alb') return id;
  // What is behind an address nobody tells here: a service of ECS names its target group itself.
  return TargetType === 'instance' ? placeAt('ec2', region, { InstanceId: id }) : undefined;
};

export const loadBalancingLinks: LinkReader = {
  service: 'elasticloadbalancing',
  read: async (calls, scope) => {
    const { region, signal } = scope;
    const names = new Set(scope.proposed.flatMap(({ dimensions }) => dimensions['LoadBalancer'] ?? []));
    if (names.size === 0) return nothingRead;
    const { items, problem } = await listItems(
      scope,
      'target groups',
      (token) =>
        calls.describeTargetGroups(
          { PageSize: groupsOfPage, ...(token === undefined ? {} : { Marker: token }) },
          signal,
        ),
      ({ TargetGroups = [], NextMarker }) => ({ items: TargetGroups, next: NextMarker }),
    );
    const groups = items.filter(({ LoadBalancerArns = [] }) =>
      LoadBalancerArns.some((arn) => names.has(nameOf(arn))),
    );
    const known: ReadLinks = {
      ...nothingRead,
      links: groups.flatMap(({ LoadBalancerArns = [], TargetGroupArn: to }) =>
        to === undefined ? [] : LoadBalancerArns.map((from) => ({ from, to, list: 'target group' })),
      ),
      problems: problem === undefined ? [] : [problem],
    };
    const looked = groups.flatMap((group) =>
      group.TargetGroupArn === undefined || group.TargetType === 'ip'
        ? []
        : [{ group, arn: group.TargetGroupArn }],
    );
    const targets = await readEach(
      scope,
      'target groups',
      looked,
      ({ arn }) => calls.describeTargetHealth({ TargetGroupArn: arn }, signal),
      ({ TargetHealthDescriptions = [] }, { group, arn }) => ({
        links: TargetHealthDescriptions.flatMap(({ Target }) => {
          const to = Target?.Id === undefined ? undefined : targetOf(Target.Id, group, region);
          return to === undefined ? [] : [{ from: arn, to, list: 'target group' as const }];
        }),
      }),
    );
    return allRead([known, targets]);
  },
};
