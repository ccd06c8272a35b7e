/** What goes wrong at a proxy, in words that name it: its answer is never taken for one of AWS. */
import { type Worded, worded } from '../worded.ts';
import { type HttpProxy, proxyName } from './proxy.ts';

const checkProxy = ({ from }: HttpProxy): string =>
  `Check ${from} and the network; NO_PROXY lists hosts that need no proxy.`;

const network = (proxy: HttpProxy, code: string, message: string): Worded => ({
  kind: 'network',
  code,
  message,
  hint: checkProxy(proxy),
});

const byCode = (proxy: HttpProxy, code: string): Worded => {
  const name = proxyName(proxy);
  switch (code) {
    case 'ECONNREFUSED':
      return network(proxy, code, `nothing answers at the proxy ${name}`);
    case 'ENOTFOUND':
      return network(proxy, code, `there is no host for the proxy ${name}`);
    case 'EAI_AGAIN':
      return network(proxy, code, `the name of the proxy ${name} cannot be looked up`);
    case 'ETIMEDOUT':
      return network(proxy, code, `the proxy ${name} does not answer in time`);
    case 'ECONNRESET':
    case 'EPIPE':
      return network(proxy, code, `the proxy ${name} cut the connection`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return network(proxy, code, `the proxy ${name} cannot be reached`);
    default:
      return network(
        proxy,
        code,
        `the proxy ${name} cannot be used: it does not speak as an HTTP proxy does`,
      );
  }
};

/** An error of the connection to the proxy, before it has let anything through. */
export const proxyBroken = (proxy: HttpProxy, error: unknown): Error => {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return worded(byCode(proxy, typeof code === 'string' ? code : 'ProxyError'));
};

/** A proxy that answered something else than 200 when it was to let `target` through. */
export const proxyRefused = (proxy: HttpProxy, status: number, target: string): Error => {
  const name = proxyName(proxy);
  if (status === 407) {
    const hasLogin = proxy.authorization !== undefined;
    return worded({
      kind: 'access',
      code: 'HTTP407',
      message: `the proxy ${name} ${hasLogin ? 'does not accept the name and password given' : 'wants a name and a password'}`,
      hint: `Set ${proxy.from} to http://USER:PASSWORD@HOST:PORT.`,
    });
  }
  const isFinal = status >= 400 && status < 500 && status !== 429;
  return worded({
    kind: isFinal ? 'access' : 'network',
    code: `HTTP${status}`,
    message: `the proxy ${name} does not let through to ${target}: HTTP ${status}`,
    hint: isFinal ? `Ask for ${target} to be allowed, or list it in NO_PROXY.` : checkProxy(proxy),
  });
};
