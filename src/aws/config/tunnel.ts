/**
 * HTTPS through a proxy: CONNECT, then TLS inside. Node's own way (http module, event `connect`); its agents read the proxy by
 * themselves only from Node 24 on, and libraries hand the proxy's refusal on as the service's answer, or without the proxy's name.
 */
import { request as overHttp } from 'node:http';
import { Agent, request as overTls } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, type SecureContext } from 'node:tls';
import type { HttpProxy } from './proxy.ts';
import { proxyBroken, proxyRefused } from './proxy-errors.ts';

/** Under the request handler's own deadline for a connection, which knows of no proxy. */
const tunnelTimeoutMs = 4_500;
const mostSockets = 50;

type Connected = (error: Error | null, socket?: Duplex) => void;

export type TunnelOptions = { readonly proxy: HttpProxy; readonly secureContext?: SecureContext | undefined };

/** An agent whose connections all go through the proxy. */
export const createTunnelAgent = ({ proxy, secureContext }: TunnelOptions): Agent => {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: mostSockets,
    ...(secureContext === undefined ? {} : { secureContext }),
  });
  const open = (options: Readonly<Record<string, unknown>>, connected: Connected): void => {
    const host = String(options['host']);
    const target = `${host.includes(':') ? `[${host}]` : host}:${options['port']}`;
    const asked = (proxy.isTls ? overTls : overHttp)({
      method: 'CONNECT',
      host: proxy.host,
      port: proxy.port,
      path: target,
      agent: false,
      timeout: tunnelTimeoutMs,
      headers: {
        host: target,
        ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
      },
      ...(secureContext === undefined ? {} : { secureContext }),
    });
    let isSettled = false;
    const settle: Connected = (error, socket) => {
      if (isSettled) return;
      isSettled = true;
      connected(error, socket);
    };
    const timer = setTimeout(
      () => asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })),
      tunnelTimeoutMs,
    );
    asked.once('close', () => clearTimeout(timer));
    asked.on('error', (error) => settle(proxyBroken(proxy, error)));
    asked.once('response', (answer) => {
      answer.destroy();
      settle(proxyRefused(proxy, answer.statusCode ?? 0, target));
    });
    asked.once('connect', (answer, socket) => {
      clearTimeout(timer);
      if (answer.statusCode !== 200) {
        socket.destroy();
        settle(proxyRefused(proxy, answer.statusCode ?? 0, target));
        return;
      }
      socket.removeAllListeners('timeout');
      socket.setTimeout(0);
      settle(null, connect({ ...options, socket }));
    });
    asked.end();
  };
  return Object.assign(agent, {
    createConnection: (options: Readonly<Record<string, unknown>>, connected: Connected): undefined => {
      open(options, connected);
    },
  });
};
