/**
 * Which proxy a request goes through, as the AWS CLI finds it: Python's `urllib.request.getproxies_environment` and
 * `proxy_bypass_environment`, which botocore asks. Pure.
 */
import { fail, type Result, succeed } from '../../result.ts';
import type { Environment } from './environment.ts';

export type HttpProxy = {
  /** Without the name and the password. */
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** Value of the Proxy-Authorization header. */
  readonly authorization?: string;
  /** The variable that names it, for words. */
  readonly from: string;
};

export type Target = {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
};

type Found = { readonly name: string; readonly value: string };

/** The variable of this name in any case; in small letters it wins, and set to nothing it is none. */
const variable = (env: Environment, name: string): Found | undefined => {
  const small = env[name];
  if (small !== undefined) return small === '' ? undefined : { name, value: small };
  const [found] = Object.entries(env).filter(
    ([key, value]) => key.toLowerCase() === name && value !== undefined && value !== '',
  );
  return found?.[1] === undefined ? undefined : { name: found[0], value: found[1] };
};

/** True where NO_PROXY takes the host out: DNS suffixes with commas, or `*` alone for all. */
const isDirect = ({ hostname, port }: Target, env: Environment): boolean => {
  const list = variable(env, 'no_proxy')?.value;
  if (list === undefined) return false;
  if (list === '*') return true;
  const host = hostname.toLowerCase();
  const hosts = port === undefined ? [host] : [host, `${host}:${port}`];
  return list.split(',').some((part) => {
    const name = part.trim().replace(/^\.+/, '').toLowerCase();
    return name !== '' && hosts.some((one) => one === name || one.endsWith(`.${name}`));
  });
};

const unescaped = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const proxyOf = ({ name, value }: Found): Result<HttpProxy> => {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value)?.[1]?.toLowerCase();
  const isOther = scheme !== undefined && scheme !== 'http' && scheme !== 'https';
  const text = scheme !== undefined ? value : `http://${value.replace(/^\/\//, '')}`;
  const url = !isOther && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') {
    return fail({
      kind: 'access',
      code: 'InvalidProxy',
      message: isOther
        ? `${name} names a ${scheme} proxy: only http and https can be used`
        : `${name} is no URL`,
      hint: `Set ${name} to http://HOST:PORT, or unset it.`,
    });
  }
  const isTls = url.protocol === 'https:';
  const hasLogin = url.username !== '' || url.password !== '';
  const login = `${unescaped(url.username)}:${unescaped(url.password)}`;
  return succeed({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
    isTls,
    from: name,
    ...(hasLogin ? { authorization: `Basic ${Buffer.from(login).toString('base64')}` } : {}),
  });
};

/** The proxy for a request; undefined where it goes straight. Fails where the variable names no proxy. */
export const proxyFor = (target: Target, env: Environment): Result<HttpProxy | undefined> => {
  const found = variable(env, `${target.protocol.replace(/:$/, '')}_proxy`);
  return found === undefined || isDirect(target, env) ? succeed(undefined) : proxyOf(found);
};

/** True where some request may go through a proxy. */
export const hasProxy = (env: Environment): boolean =>
  variable(env, 'https_proxy') !== undefined || variable(env, 'http_proxy') !== undefined;

/** As users know it: `proxy.corp:3128 (HTTPS_PROXY)`. */
export const proxyName = ({ host, port, from }: HttpProxy): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port} (${from})`;
