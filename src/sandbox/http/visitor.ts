/**
 * Who may ask: programs on this machine, and no web page. A page reaches a server on loopback in two ways: by its own requests, which carry its
 * origin, and by a name of its own that it has resolved to 127.0.0.1 (DNS rebinding), which stands in the Host header.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { ServiceError } from '../wire/service-error.ts';

/** Any port: one that ssh or a container forwards is not ours, and a page cannot take the name. */
const loopbackHost = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/** What browsers say of a request that another page made; `none` is one that a person typed. */
const pageSites: readonly unknown[] = ['cross-site', 'same-site', 'same-origin'];

/** The refusal of one who may not ask; `hosts` are all Host headers of the request. Undefined for all others. */
export const refuseVisitor = (
  headers: IncomingHttpHeaders,
  hosts: readonly string[],
  url: string,
): ServiceError | undefined => {
  const [host = '', ...others] = hosts;
  if (others.length > 0 || !loopbackHost.test(host)) {
    return {
      code: 'MisdirectedRequestException',
      message: 'The sandbox answers to the hosts 127.0.0.1, localhost and [::1] alone.',
      status: 421,
    };
  }
  if (headers.origin !== undefined || pageSites.includes(headers['sec-fetch-site'])) {
    return {
      code: 'AccessDeniedException',
      message: 'The sandbox does not answer web pages.',
      status: 403,
    };
  }
  return url.startsWith('/')
    ? undefined
    : { code: 'InvalidRequestException', message: 'The target of a request is a path.', status: 400 };
};
