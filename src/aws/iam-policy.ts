/** The least that the tool needs to be allowed: reads only, and of what a pipeline has. Derived from the services' tables. */
import { actionsOf, type ResourceKind } from './services/operation.ts';
import { services } from './services/services.ts';

type PolicyStatement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
};

export type IamPolicy = { readonly Version: '2012-10-17'; readonly Statement: readonly PolicyStatement[] };

/** The ARNs of what there is to read, wildcards where an account is not known. */
export type PolicyResources = Readonly<Record<ResourceKind, readonly string[]>>;

export const iamPolicy = (resources: PolicyResources): IamPolicy => ({
  Version: '2012-10-17',
  Statement: services.flatMap((service) =>
    Object.entries(service.statements).flatMap(([id, { needs, arnsOf }]): readonly PolicyStatement[] => {
      const arns = needs === undefined ? undefined : resources[needs];
      if (arns?.length === 0) return [];
      const actions = Object.entries(service.operations)
        .filter(([, { allowedBy }]) => allowedBy === id)
        .flatMap(([method]) => actionsOf(service, method));
      return [
        {
          Sid: id,
          Effect: 'Allow',
          Action: [...new Set(actions)].sort(),
          Resource: arns === undefined || arnsOf === undefined ? '*' : arns.flatMap(arnsOf),
        },
      ];
    }),
  ),
});
