/** Right values: Python's urllib.request, which the AWS CLI asks (getproxies_environment, proxy_bypass_environment). */
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../src/aws/config/environment.ts';
import { hasProxy, proxyFor, proxyName } from '../../../src/aws/config/proxy.ts';

const monitoring = { protocol: 'https:', hostname: 'monitoring.us-east-1.amazonaws.com', port: 443 };
const at = (env: Environment, target = monitoring) => {
  const found = proxyFor(target, env);
  if (!found.ok) return found.failure.message;
  return found.value === undefined ? 'straight' : proxyName(found.value);
};

describe('proxyFor', () => {
  it.each([
    [{ HTTPS_PROXY: 'http://corp:3128' }, 'corp:3128 (HTTPS_PROXY)'],
    [{ HTTPS_PROXY: 'corp:3128' }, 'corp:3128 (HTTPS_PROXY)'],
    [{ HTTPS_PROXY: '//corp:3128' }, 'corp:3128 (HTTPS_PROXY)'],
    [{ HTTPS_PROXY: 'http://corp' }, 'corp:80 (HTTPS_PROXY)'],
    [{ HTTPS_PROXY: 'https://corp' }, 'corp:443 (HTTPS_PROXY)'],
    [{ HTTPS_PROXY: 'http://[::1]:3128' }, '[::1]:3128 (HTTPS_PROXY)'],
    [{ Https_Proxy: 'corp:1' }, 'corp:1 (Https_Proxy)'],
    [{ HTTPS_PROXY: 'one:1', https_proxy: 'two:2' }, 'two:2 (https_proxy)'],
    [{ HTTPS_PROXY: 'one:1', https_proxy: '' }, 'straight'],
    [{ HTTP_PROXY: 'one:1' }, 'straight'],
    [{ ALL_PROXY: 'one:1' }, 'straight'],
    [{}, 'straight'],
  ])('%j: %s', (env, expected) => {
    expect(at(env)).toBe(expected);
  });

  it.each([
    ['monitoring.us-east-1.amazonaws.com', true],
    ['amazonaws.com', true],
    ['.amazonaws.com', true],
    ['other.test, .AMAZONAWS.com', true],
    ['*', true],
    ['monitoring.us-east-1.amazonaws.com:443', true],
    ['monitoring.us-east-1.amazonaws.com:444', false],
    ['*.amazonaws.com', false],
    ['*,other.test', false],
    ['azonaws.com', false],
    ['', false],
    [',', false],
  ])('NO_PROXY=%s: straight is %s', (list, isStraight) => {
    expect(at({ HTTPS_PROXY: 'corp:1', NO_PROXY: list }) === 'straight').toBe(isStraight);
  });

  it('reads a name and a password, and never shows them', () => {
    const found = proxyFor(monitoring, { HTTPS_PROXY: 'http://us%40er:p%3Aw@corp:1' });
    expect(found).toMatchObject({
      value: { authorization: `Basic ${Buffer.from('us@er:p:w').toString('base64')}` },
    });
    expect(at({ HTTPS_PROXY: 'http://user:secret@corp:1' })).not.toContain('secret');
    expect(at({ HTTPS_PROXY: 'http://user:secret@' })).toBe('HTTPS_PROXY is no URL');
    expect(at({ HTTPS_PROXY: 'socks5://user:secret@corp:1' })).toBe(
      'HTTPS_PROXY names a socks5 proxy: only http and https can be used',
    );
  });

  it('costs nothing where there is none', () => {
    expect(hasProxy({ NO_PROXY: '*', ALL_PROXY: 'x:1', HTTPS_PROXY: '' })).toBe(false);
    expect(hasProxy({ http_proxy: 'x:1' })).toBe(true);
  });
});
