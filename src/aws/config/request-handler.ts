/** How requests leave: straight, or through the proxy of the environment; whom TLS trusts. Loaded where one of them is set. */

import { createSecureContext, type SecureContext } from 'node:tls';
import { HttpRequest } from '@smithy/core/protocols';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { worded } from '../worded.ts';
import type { Environment } from './environment.ts';
import { type HttpProxy, proxyFor } from './proxy.ts';
import { proxyBroken, proxyRefused } from './proxy-errors.ts';
import { createTunnelAgent } from './tunnel.ts';

export type HandlerOptions = {
  readonly env: Environment;
  /** PEM certificates, in the place of those that Node trusts. */
  readonly ca?: string | undefined;
  readonly timeouts: NodeHttpHandlerOptions;
};

type Handle = NodeHttpHandler['handle'];
type Sent = Parameters<Handle>[0];

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Over plain HTTP the proxy takes the whole address in the request's first line (RFC 9112, 3.2.2). The Host header is signed: it stays. */
const forwarded = (request: Sent, proxy: HttpProxy): Sent => {
  const port = request.port === undefined ? '' : `:${request.port}`;
  return Object.assign(HttpRequest.clone(request), {
    protocol: proxy.isTls ? 'https:' : 'http:',
    hostname: proxy.host,
    port: proxy.port,
    path: `${request.protocol}//${request.hostname}${port}${request.path}`,
    headers: {
      ...request.headers,
      ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
    },
  });
};

/** True where the connection itself failed: nothing of the request has reached anybody. */
const isOfConnection = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  ['connect', 'getaddrinfo'].includes(String(Reflect.get(error, 'syscall')));

/** A system's own bundle takes 60 ms to read: all clients of the process share it. */
let last: { readonly ca: string; readonly context: SecureContext } | undefined;
const secureContextOf = (ca: string): SecureContext => {
  last = last?.ca === ca ? last : { ca, context: createSecureContext({ ca }) };
  return last.context;
};

/** A request handler for the SDK's clients, and for those that fetch credentials. */
export const createRequestHandler = ({ env, ca, timeouts }: HandlerOptions) => {
  const secureContext = ca === undefined ? undefined : secureContextOf(ca);
  const straight = new NodeHttpHandler({
    ...timeouts,
    ...(secureContext === undefined ? {} : { httpsAgent: { secureContext } }),
  });
  const tunnels = new Map<string, NodeHttpHandler>();
  const tunnelOf = (proxy: HttpProxy): NodeHttpHandler => {
    const key = JSON.stringify(proxy);
    const open =
      tunnels.get(key) ??
      new NodeHttpHandler({ ...timeouts, httpsAgent: createTunnelAgent({ proxy, secureContext }) });
    tunnels.set(key, open);
    return open;
  };
  const forward = async (proxy: HttpProxy, ...[request, options]: Parameters<Handle>): ReturnType<Handle> => {
    try {
      const answer = await straight.handle(forwarded(request, proxy), options);
      if (answer.response.statusCode !== 407) return answer;
    } catch (error) {
      throw isOfConnection(error) ? proxyBroken(proxy, error) : error;
    }
    throw proxyRefused(proxy, 407, request.hostname);
  };
  const handle: Handle = async (request, options) => {
    const { protocol, hostname, port = defaultPorts[protocol] } = request;
    const found = proxyFor({ protocol, hostname, port }, env);
    if (!found.ok) throw worded(found.failure);
    const proxy = found.value;
    if (proxy === undefined) return straight.handle(request, options);
    return protocol === 'https:'
      ? tunnelOf(proxy).handle(request, options)
      : forward(proxy, request, options);
  };
  return {
    metadata: straight.metadata,
    handle,
    destroy: () => {
      straight.destroy();
      for (const tunnel of tunnels.values()) tunnel.destroy();
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: (): NodeHttpHandlerOptions => timeouts,
  };
};
