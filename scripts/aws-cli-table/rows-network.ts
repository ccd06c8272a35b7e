/** How: proxies, whom TLS trusts. */
import type { Row } from './row.ts';

const trusted = { AWS_CA_BUNDLE: '{ca}' };
const ownHost = { AWS_ENDPOINT_URL: 'http://cloudwatch.test:4566' };

const proxies: readonly Row[] = [
  { name: 'HTTPS_PROXY', env: { ...trusted, HTTPS_PROXY: 'http://{proxy}' } },
  { name: 'https_proxy', env: { ...trusted, https_proxy: 'http://{proxy}' } },
  { name: 'HTTPS_PROXY as host:port', env: { ...trusted, HTTPS_PROXY: '{proxy}' } },
  {
    name: 'https_proxy before HTTPS_PROXY',
    env: { ...trusted, HTTPS_PROXY: '127.0.0.1:1', https_proxy: '{proxy}' },
  },
  {
    name: 'HTTPS_PROXY with a name and a password',
    env: { ...trusted, HTTPS_PROXY: 'http://us%40er:pa%3Ass@{proxy}' },
  },
  { name: 'HTTP_PROXY for plain HTTP', env: { ...ownHost, HTTP_PROXY: 'http://{proxy}' } },
  {
    name: 'HTTP_PROXY with a name and a password',
    env: { ...ownHost, HTTP_PROXY: 'http://user:pass@{proxy}' },
  },
  {
    name: 'HTTP_PROXY is not for HTTPS',
    env: { ...trusted, HTTP_PROXY: '127.0.0.1:1', AWS_ENDPOINT_URL: '{https}' },
  },
  {
    name: 'HTTPS_PROXY is not for plain HTTP',
    env: { HTTPS_PROXY: '127.0.0.1:1', AWS_ENDPOINT_URL: '{http}' },
  },
  {
    name: 'ALL_PROXY is not read',
    env: { ...trusted, ALL_PROXY: '127.0.0.1:1', AWS_ENDPOINT_URL: '{https}' },
  },
  {
    name: 'loopback goes through the proxy too',
    env: { HTTP_PROXY: '{proxy}', AWS_ENDPOINT_URL: 'http://localhost:4566' },
  },
  {
    name: 'NO_PROXY by name',
    env: {
      ...trusted,
      HTTPS_PROXY: '127.0.0.1:1',
      NO_PROXY: 'x.test, 127.0.0.1',
      AWS_ENDPOINT_URL: '{https}',
    },
  },
  {
    name: 'no_proxy',
    env: { ...trusted, HTTPS_PROXY: '127.0.0.1:1', no_proxy: '127.0.0.1', AWS_ENDPOINT_URL: '{https}' },
  },
  {
    name: 'NO_PROXY=*',
    env: { ...trusted, HTTPS_PROXY: '127.0.0.1:1', NO_PROXY: '*', AWS_ENDPOINT_URL: '{https}' },
  },
  {
    name: 'NO_PROXY of another host',
    env: { ...trusted, HTTPS_PROXY: '{proxy}', NO_PROXY: 'other.test,.internal' },
  },
  {
    name: 'NO_PROXY with a star in it',
    env: { ...trusted, HTTPS_PROXY: '{proxy}', NO_PROXY: '*.amazonaws.com' },
  },
  { name: 'NO_PROXY of half a label', env: { ...trusted, HTTPS_PROXY: '{proxy}', NO_PROXY: 'onaws.com' } },
  { name: 'HTTPS_PROXY with a slash at its end', env: { ...trusted, HTTPS_PROXY: 'http://{proxy}/' } },
  {
    name: 'NO_PROXY with a port',
    env: { ...trusted, HTTPS_PROXY: '{proxy}', NO_PROXY: 'monitoring.us-east-1.amazonaws.com:444' },
  },
  {
    name: 'HTTPS_PROXY that is none',
    env: { ...trusted, HTTPS_PROXY: 'http://' },
    says: 'HTTPS_PROXY is no URL',
  },
  {
    name: 'the proxy wants a password',
    env: { ...trusted, HTTPS_PROXY: '{proxy}' },
    proxyStatus: 407,
    says: '(HTTPS_PROXY) wants a name and a password (HTTP407)',
  },
  {
    name: 'the proxy does not let through',
    env: { ...trusted, HTTPS_PROXY: '{proxy}' },
    proxyStatus: 403,
    says: '(HTTPS_PROXY) does not let through to monitoring.us-east-1.amazonaws.com:443: HTTP 403',
  },
  {
    name: 'nobody at the proxy',
    env: { ...trusted, HTTPS_PROXY: '127.0.0.1:1' },
    says: 'nothing answers at the proxy 127.0.0.1:1 (HTTPS_PROXY)',
  },
  {
    name: 'the proxy has no host',
    env: { ...trusted, HTTPS_PROXY: 'proxy.invalid:1' },
    says: 'proxy proxy.invalid:1 (HTTPS_PROXY)',
  },
];

const trust: readonly Row[] = [
  { name: 'AWS_CA_BUNDLE', env: { ...trusted, AWS_ENDPOINT_URL: '{https}' } },
  {
    name: 'ca_bundle of the profile',
    env: { AWS_ENDPOINT_URL: '{https}' },
    config: '[default]\nca_bundle = {ca}\n',
  },
  {
    name: 'ca_bundle of the profile in hand',
    env: { AWS_ENDPOINT_URL: '{https}' },
    config: '[profile dev]\nca_bundle = {ca}\n[default]\nca_bundle = {home}/gone.pem\n',
    credentials: '[dev]\naws_access_key_id = KEYOFDEV\naws_secret_access_key = x\n',
    flags: ['--profile', 'dev'],
  },
  {
    name: 'AWS_CA_BUNDLE before ca_bundle',
    env: { ...trusted, AWS_ENDPOINT_URL: '{https}' },
    config: '[default]\nca_bundle = {home}/gone.pem\n',
  },
  { name: 'REQUESTS_CA_BUNDLE', env: { REQUESTS_CA_BUNDLE: '{ca}', AWS_ENDPOINT_URL: '{https}' } },
  {
    name: 'a CA bundle that is not there',
    env: { AWS_CA_BUNDLE: '{home}/gone.pem', AWS_ENDPOINT_URL: '{https}' },
    says: 'gone.pem (AWS_CA_BUNDLE) is not there',
  },
  {
    name: 'a CA bundle that is none',
    env: { AWS_CA_BUNDLE: '{home}/junk.pem', AWS_ENDPOINT_URL: '{https}' },
    files: { 'junk.pem': 'junk\n' },
    says: 'junk.pem (AWS_CA_BUNDLE) holds no certificate',
  },
  { name: 'a server that nobody vouches for', env: { AWS_ENDPOINT_URL: '{https}' } },
];

const broken = { AWS_ENDPOINT_URL: '{http}' };

const tries: readonly Row[] = [
  { name: 'AWS_MAX_ATTEMPTS', env: { ...broken, AWS_MAX_ATTEMPTS: '3' }, isUnwell: true },
  {
    name: 'max_attempts of the profile in hand',
    env: { ...broken, AWS_MAX_ATTEMPTS: undefined },
    config: '[profile dev]\nmax_attempts = 2\n[default]\nmax_attempts = 4\n',
    credentials: '[dev]\naws_access_key_id = KEYOFDEV\naws_secret_access_key = x\n',
    flags: ['--profile', 'dev'],
    isUnwell: true,
  },
  {
    name: 'AWS_MAX_ATTEMPTS before max_attempts',
    env: { ...broken, AWS_MAX_ATTEMPTS: '2' },
    config: '[default]\nmax_attempts = 4\n',
    isUnwell: true,
  },
  {
    name: 'AWS_MAX_ATTEMPTS that is no number',
    env: { ...broken, AWS_MAX_ATTEMPTS: 'many' },
    says: 'AWS_MAX_ATTEMPTS is no number from 1 on',
  },
  {
    name: 'no max_attempts',
    env: { ...broken, AWS_MAX_ATTEMPTS: undefined },
    isUnwell: true,
    intended: 'the tool tries six times, backed off where it can say so; aws-cli five, in its own retry mode',
  },
];

export const networkRows: readonly Row[] = [...proxies, ...trust, ...tries];
