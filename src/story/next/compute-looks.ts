/** Functions, services, clusters and hosts. */
import { type Look, type LookContext, type Looks, look, trigger } from './look.ts';

const configuration = '[State,StateReason,LastUpdateStatus,Timeout,MemorySize,Version,LastModified]';

export const lambda: Looks = (context, sign) => {
  const name = context.stage.dimensions['FunctionName'];
  const flags = { 'function-name': name };
  const own = trigger(context, name, 'its trigger');
  const configured = look(context, 'see its state, timeout and memory', 'lambda get-function-configuration', {
    ...flags,
    query: { made: configuration },
  });
  switch (sign) {
    case 'throttles':
      return [
        look(
          context,
          'see whether concurrency is reserved for it, and how much',
          'lambda get-function-concurrency',
          flags,
        ),
        look(context, 'see the concurrency of the account', 'lambda get-account-settings', {}),
      ];
    case 'age':
    case 'lag':
    case 'depth':
      return [own];
    case 'lost':
    case 'deadLetters':
      return [
        look(context, 'see where what it gives up on goes', 'lambda get-function-event-invoke-config', flags),
        own,
      ];
    case 'traffic':
      return [own, configured];
    default:
      return [
        configured,
        look(context, 'see which versions its aliases send requests to', 'lambda list-aliases', flags),
      ];
  }
};

const serviceOf = ({ stage }: LookContext) => ({
  cluster: stage.dimensions['ClusterName'],
  services: stage.dimensions['ServiceName'],
});

export const ecs: Looks = (context) => {
  const { cluster, services } = serviceOf(context);
  return [
    look(context, 'see its deployments, its tasks and its last events', 'ecs describe-services', {
      cluster,
      services,
    }),
    look(context, 'see which of its tasks have stopped', 'ecs list-tasks', {
      cluster,
      'service-name': services,
      'desired-status': 'STOPPED',
    }),
  ];
};

export const eks: Looks = (context) => {
  const name = context.stage.dimensions['ClusterName'];
  return [
    look(context, 'see its state and version', 'eks describe-cluster', { name }),
    look(context, 'see its groups of nodes', 'eks list-nodegroups', { 'cluster-name': name }),
  ];
};

export const ec2: Looks = (context) => {
  const { InstanceId: id, AutoScalingGroupName: group } = context.stage.dimensions;
  return [
    look(context, 'see the checks of the instance and of its host', 'ec2 describe-instance-status', {
      'instance-ids': id,
    }),
    look(context, 'see what the group has started and ended', 'autoscaling describe-scaling-activities', {
      'auto-scaling-group-name': group,
      'max-items': '10',
    }),
  ];
};

/** What to look at of a version that came before: what it is, never how to undo it. */
export const lookAtVersion: (context: LookContext, version: string | undefined) => readonly Look[] = (
  context,
  version,
) => {
  if (context.stage.kind === 'ecs') {
    return [
      look(context, 'its task definition, and how far it has come', 'ecs describe-services', {
        ...serviceOf(context),
        query: { made: 'services[].deployments' },
      }),
    ];
  }
  return context.stage.kind !== 'lambda'
    ? []
    : [
        look(context, 'what it is, and since when', 'lambda get-function-configuration', {
          'function-name': context.stage.dimensions['FunctionName'],
          ...(version === undefined ? {} : { qualifier: version }),
          query: { made: '[Version,LastModified,Description,CodeSha256,Layers]' },
        }),
      ];
};
