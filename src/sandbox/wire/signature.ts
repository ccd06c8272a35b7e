import type { IncomingHttpHeaders } from 'node:http';
import type { Route } from './route.ts';
import type { ServiceError } from './service-error.ts';

/**
 * The scope of a request's signature. The signature itself is not checked: any key opens the sandbox. The Region is
 * read off the scope, as that is where a client says which one it means.
 */
export const readScope = (
  headers: IncomingHttpHeaders,
  route: Route,
): { readonly region: string } | { readonly error: ServiceError } => {
  const authorization = headers.authorization;
  if (authorization === undefined) {
    return refusal(route, 'MissingAuthenticationToken', missingTokenWords(route));
  }
  if (!/^AWS4-HMAC-SHA256\s/.test(authorization)) {
    return refusal(
      route,
      'IncompleteSignature',
      "Authorization header requires 'AWS4-HMAC-SHA256' credentials.",
    );
  }
  const credential = /Credential=([^,\s]+)/.exec(authorization)?.[1];
  if (
    credential === undefined ||
    !/SignedHeaders=/.test(authorization) ||
    !/Signature=/.test(authorization)
  ) {
    const part =
      credential === undefined
        ? 'Credential'
        : /SignedHeaders=/.test(authorization)
          ? 'Signature'
          : 'SignedHeaders';
    return refusal(
      route,
      'IncompleteSignature',
      `Authorization header requires '${part}' parameter. Authorization=AWS4-HMAC-SHA256`,
    );
  }
  const [terminator, service, region = ''] = credential.split('/').reverse();
  if (terminator !== 'aws4_request') {
    return refusal(
      route,
      'SignatureDoesNotMatch',
      `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`,
    );
  }
  if (service !== route.service.signingName) {
    return refusal(
      route,
      'SignatureDoesNotMatch',
      `Credential should be scoped to correct service: '${route.service.signingName}'.`,
    );
  }
  if (!isRegion(region)) {
    return refusal(
      route,
      'SignatureDoesNotMatch',
      `Credential should be scoped to a valid region, not '${region}'.`,
    );
  }
  return { region };
};

const isRegion = (name: string): boolean =>
  /^(af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov|eusc-de)-(central|north|south|east|west|northeast|northwest|southeast|southwest)-\d$/.test(
    name,
  );

const missingTokenWords = ({ service }: Route): string =>
  service.signingName === 'dynamodb'
    ? 'Request is missing Authentication Token'
    : 'Missing Authentication Token';

/** The JSON and CBOR names end in Exception; a signature that does not match is called invalid there. */
const refusal = (
  { protocolName }: Route,
  queryCode: 'MissingAuthenticationToken' | 'IncompleteSignature' | 'SignatureDoesNotMatch',
  message: string,
): { readonly error: ServiceError } => ({
  error: {
    code: queryCode === 'SignatureDoesNotMatch' ? 'InvalidSignatureException' : `${queryCode}Exception`,
    queryCode,
    message,
    status: protocolName === 'query' ? 403 : 400,
  },
});
