/** The least that the tool needs to be allowed: reads only, and of what a pipeline has. Derived from the services' tables. */
import { linkServices } from './services/links/link-services.ts';
import { actionsOf, type Operation, type ResourceKind, type Statement } from './services/operation.ts';
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

/** A service's table, as far as a policy is made of it. */
type Table = {
  readonly iamPrefix: string;
  readonly statements: Readonly<Record<string, Statement>>;
  readonly operations: Readonly<Record<string, Operation<never, unknown>>>;
};

const policyOf = (
  tables: readonly Table[],
  resources: PolicyResources,
  isWanted: (row: Operation<never, unknown>) => boolean,
): IamPolicy => ({
  Version: '2012-10-17',
  Statement: tables.flatMap((table) =>
    Object.entries(table.statements).flatMap(([id, { needs, arnsOf }]): readonly PolicyStatement[] => {
      const arns = needs === undefined ? undefined : resources[needs];
      if (arns?.length === 0) return [];
      const actions = new Set(
        Object.entries(table.operations)
          .filter(([, row]) => row.allowedBy === id && isWanted(row))
          .flatMap(([method]) => actionsOf(table, method)),
      );
      if (actions.size === 0) return [];
      return [
        {
          Sid: id,
          Effect: 'Allow',
          Action: [...actions].sort(),
          Resource: arns === undefined || arnsOf === undefined ? '*' : arns.flatMap(arnsOf),
        },
      ];
    }),
  ),
});

/** For watching: nothing that only `init` asks for. */
export const iamPolicy = (resources: PolicyResources): IamPolicy => policyOf(services, resources, () => true);

/** For `init` alone, which looks at all of an account: its lists, the services' lists of links, some records of tables. */
export const initPolicy = (partition: string): IamPolicy => {
  const resources = { logGroup: ['*'], stream: [`arn:${partition}:dynamodb:*:*:table/*/stream/*`] };
  const watching = policyOf(services, resources, ({ forInit }) => forInit === true);
  const links = policyOf(linkServices, resources, () => true);
  return { ...watching, Statement: [...watching.Statement, ...links.Statement] };
};
