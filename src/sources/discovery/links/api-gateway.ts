/** What API Gateway tells of REST APIs: the integration of each method. */
import type { Integration } from '@aws-sdk/client-api-gateway';
import type { FoundLink, LinkEnd } from '../../../pipeline/discovery/found-links.ts';
import { endsInTemplate } from './ends.ts';
import { allRead, type LinkReader, listItems, nothingRead, placeAt, readEach } from './reader.ts';

const apisOfPage = 500;
const resourcesOfPage = 500;

/** `arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`, or a queue's path (API Reference, Integration, uri). */
export const endsOfUri = (uri: string, region: string): readonly LinkEnd[] => {
  const [, functionArn] = /\/functions\/(arn:[^/]+)\/invocations$/.exec(uri) ?? [];
  if (functionArn !== undefined) return functionArn.includes('${') ? [] : [functionArn];
  const [, queue] = /:sqs:path\/(?:\d{12}\/)?([\w.-]+)$/.exec(uri) ?? [];
  if (queue !== undefined) return [placeAt('sqs', region, { QueueName: queue })];
  return uri.startsWith('arn:') && !/:apigateway:/.test(uri) ? [uri] : [];
};

/** Templates of calls that only look say nothing of where a request is handed on. */
const isRead = (uri: string): boolean => /:action\/(?:Get|Query|Scan|BatchGet|List|Describe)/.test(uri);

const endsOf = (
  { uri = '', requestTemplates = {}, requestParameters = {}, integrationTarget }: Integration,
  region: string,
): readonly LinkEnd[] => [
  ...endsOfUri(uri, region),
  ...(integrationTarget === undefined ? [] : [integrationTarget]),
  ...(isRead(uri)
    ? []
    : [...Object.values(requestTemplates), ...Object.values(requestParameters)].flatMap((text) =>
        endsInTemplate(text, region),
      )),
];

export const apiGatewayLinks: LinkReader = {
  service: 'apigateway',
  read: async (calls, scope) => {
    const { region, signal } = scope;
    const names = new Set(
      scope.proposed.flatMap(({ kind, dimensions }) =>
        kind === 'api-gateway' ? (dimensions['ApiName'] ?? []) : [],
      ),
    );
    if (names.size === 0) return nothingRead;
    const { items, problem } = await listItems(
      scope,
      'REST APIs',
      (token) =>
        calls.getRestApis({ limit: apisOfPage, ...(token === undefined ? {} : { position: token }) }, signal),
      ({ items: apis = [], position }) => ({ items: apis, next: position }),
    );
    if (problem !== undefined) return { ...nothingRead, problems: [problem] };
    const apis = items.flatMap(({ id, name }) =>
      id !== undefined && name !== undefined && names.has(name) ? [{ id, name }] : [],
    );
    const read = await readEach(
      scope,
      'REST APIs',
      apis,
      ({ id }) => calls.getResources({ restApiId: id, limit: resourcesOfPage, embed: ['methods'] }, signal),
      ({ items: resources = [] }, { name }) => {
        const from = placeAt('api-gateway', region, { ApiName: name });
        const integrations = resources.flatMap(({ resourceMethods = {} }) =>
          Object.values(resourceMethods).flatMap(({ methodIntegration }) => methodIntegration ?? []),
        );
        return {
          links: integrations
            .flatMap((one) => endsOf(one, region))
            .map((to): FoundLink => ({ from, to, list: 'integration' })),
        };
      },
    );
    return allRead([read]);
  },
};
