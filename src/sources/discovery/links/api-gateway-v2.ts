/** What API Gateway tells of HTTP and WebSocket APIs: their integrations (API Gateway v2 Reference, Integration). */
import type { Integration } from '@aws-sdk/client-apigatewayv2';
import type { LinkEnd } from '../../../pipeline/discovery/found-links.ts';
import { endsOfUri } from './api-gateway.ts';
import { endOf } from './ends.ts';
import { type LinkReader, placeAt, readEach } from './reader.ts';

const integrationsOfPage = '500';

const endsOf = (
  { IntegrationUri = '', RequestParameters = {} }: Integration,
  region: string,
): readonly LinkEnd[] => [
  // A function's ARN stands there bare, or in API Gateway's own.
  ...endsOfUri(IntegrationUri, region),
  ...Object.entries(RequestParameters).flatMap(([key, value]) => endOf(key, value, region) ?? []),
];

export const apiGatewayV2Links: LinkReader = {
  service: 'apigatewayv2',
  read: (calls, scope) => {
    const ids = scope.proposed.flatMap(({ kind, dimensions }) =>
      kind === 'http-api' || kind === 'websocket-api' ? (dimensions['ApiId'] ?? []) : [],
    );
    return readEach(
      scope,
      'HTTP APIs',
      [...new Set(ids)],
      (ApiId) => calls.getIntegrations({ ApiId, MaxResults: integrationsOfPage }, scope.signal),
      ({ Items = [] }, ApiId) => ({
        links: Items.flatMap((one) => endsOf(one, scope.region)).map((to) => ({
          from: { ...placeAt('http-api', scope.region, { ApiId }), kinds: ['http-api', 'websocket-api'] },
          to,
          list: 'integration',
        })),
      }),
    );
  },
};
