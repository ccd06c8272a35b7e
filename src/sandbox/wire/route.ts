import type { IncomingHttpHeaders } from 'node:http';
import { formServiceOf, restRequestOf, targetedLists } from './links/link-services.ts';
import type { Protocol } from './protocol/protocol.ts';
import { queryAction } from './protocol/query.ts';
import { plainJson, promQlService, queryService, type Service, services } from './services.ts';

/** What a request asks for, and in which protocol. */
export type Route = {
  readonly service: Service;
  readonly protocol: Protocol;
  readonly protocolName: 'json' | 'cbor' | 'query';
  /** As the client names it; the service may not know it. */
  readonly operation: string;
  /** Of a request whose path says it, in the place of its body. */
  readonly input?: Readonly<Record<string, string>>;
};

const cborPath = /^\/service\/([^/]+)\/operation\/([^/]+)\/?$/;

/** Reads the service and the operation off a request; undefined where it speaks none of AWS's protocols. */
export const routeOf = (path: string, headers: IncomingHttpHeaders, body: Uint8Array): Route | undefined => {
  if (path === '/api/v1/query_range') {
    const { json: protocol } = promQlService;
    return { service: promQlService, protocol, protocolName: 'json', operation: 'QueryMetrics' };
  }
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const dot = target.lastIndexOf('.');
    const service = [...services, ...targetedLists].find(
      (candidate) => candidate.target === target.slice(0, dot),
    );
    return service === undefined
      ? undefined
      : { service, protocol: service.json, protocolName: 'json', operation: target.slice(dot + 1) };
  }
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') {
    const [, name, operation] = cborPath.exec(path) ?? [];
    const service = services.find((candidate) => candidate.target === name);
    return service?.cbor === undefined || operation === undefined
      ? undefined
      : { service, protocol: service.cbor, protocolName: 'cbor', operation };
  }
  const rest = restRequestOf(path);
  if (rest !== undefined) return { ...rest, protocol: rest.service.json, protocolName: 'json' };
  const operation = queryAction(body);
  const service = formServiceOf(body) ?? queryService;
  return operation === undefined || service.query === undefined
    ? undefined
    : { service, protocol: service.query, protocolName: 'query', operation };
};

/** The protocol of a request that is refused before anybody reads its body; JSON where its headers name none. */
export const protocolOf = (path: string, headers: IncomingHttpHeaders): Protocol => {
  const route = routeOf(path, headers, new Uint8Array());
  if (route !== undefined) return route.protocol;
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(String(headers['content-type'] ?? ''));
  return (isForm ? queryService.query : undefined) ?? plainJson;
};
