import { describe, expect, it } from 'vitest';
import { failureOf, isOfKeys } from '../../src/aws/failure.ts';
import { isTemporary } from '../../src/pacing/trouble.ts';

const site = { operation: 'DescribeAlarms', region: 'eu-west-1' };
const named = (name: string, extra: object = {}) => Object.assign(new Error('said by AWS'), { name }, extra);

describe('credentials that a provider does not get', () => {
  it.each([
    [
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login',
      'ExpiredToken',
    ],
    [
      'The SSO session token associated with profile=prod was not found or is invalid. To refresh this SSO session run',
      'ExpiredToken',
    ],
    ['Token is expired. To refresh this SSO session run "aws sso login"', 'ExpiredToken'],
    ['Could not load credentials from any providers', 'CredentialsProviderError'],
  ])('%s', (message, code) => {
    const failure = failureOf(Object.assign(new Error(message), { name: 'CredentialsProviderError' }), site);
    expect([failure.code, failure.kind]).toEqual([code, 'access']);
    expect(failure.hint).toContain(code === 'ExpiredToken' ? 'aws sso login' : 'aws configure');
  });
});

describe('failureOf', () => {
  it.each([
    ['ExpiredToken', 'access'],
    ['ExpiredTokenException', 'access'],
    ['AccessDenied', 'access'],
    ['AccessDeniedException', 'access'],
    ['UnrecognizedClientException', 'access'],
    ['InvalidClientTokenId', 'access'],
    ['SignatureDoesNotMatch', 'access'],
    ['InvalidSignatureException', 'access'],
    ['CredentialsProviderError', 'access'],
    ['Throttling', 'throttled'],
    ['ThrottlingException', 'throttled'],
    ['ThrottledException', 'throttled'],
    ['ProvisionedThroughputExceededException', 'throttled'],
    ['LimitExceededException', 'throttled'],
    ['RequestLimitExceeded', 'throttled'],
    ['ResourceNotFoundException', 'not-found'],
    ['ResourceNotFound', 'not-found'],
    ['ValidationError', 'usage'],
    ['InvalidParameterException', 'usage'],
    ['MalformedQueryException', 'usage'],
    ['InternalServerError', 'service'],
    ['ServiceUnavailableException', 'service'],
    ['TimeoutError', 'network'],
    ['com.amazonaws.dynamodb.v20120810#LimitExceededException', 'throttled'],
  ])('%s is %s', (name, kind) => {
    const failure = failureOf(named(name), site);
    expect(failure.kind).toBe(kind);
    expect(failure.code).toBe(name);
    expect(failure).toMatchObject(site);
    expect(failure.message).not.toBe('');
    expect(failure.hint).not.toBe('');
    expect(`${failure.message}${failure.hint}`).not.toMatch(/[\n{}]/);
  });

  it.each([
    ['ECONNREFUSED', 'network'],
    ['ECONNRESET', 'network'],
    ['ETIMEDOUT', 'network'],
    ['EAI_AGAIN', 'network'],
  ])('%s of Node is %s, whatever name the SDK gives it', (code, kind) => {
    expect(failureOf(named('TimeoutError', { code }), site)).toMatchObject({ kind, code });
  });

  it('takes the host of a Region that AWS has, and that nobody knows, for a network that is away', () => {
    const error = named('Error', { code: 'ENOTFOUND', hostname: 'monitoring.eu-west-1.amazonaws.com' });
    expect(failureOf(error, site)).toMatchObject({ kind: 'network', code: 'ENOTFOUND' });
  });

  it('takes a host that does not exist for a wrong Region', () => {
    const error = named('Error', { code: 'ENOTFOUND', hostname: 'monitoring.us-moon-1.amazonaws.com' });
    const failure = failureOf(error, { operation: 'DescribeAlarms', region: 'us-moon-1' });
    expect(failure).toMatchObject({ kind: 'access', code: 'ENOTFOUND' });
    expect(failure.message).toContain('us-moon-1');
  });

  it('takes a host of the user that does not exist for a wrong endpoint', () => {
    const error = named('Error', { code: 'ENOTFOUND', hostname: 'localstack.internal' });
    const failure = failureOf(error, site);
    expect(failure.kind).toBe('network');
    expect(failure.message).toContain('localstack.internal');
  });

  it('knows the SDK errors that have no name', () => {
    expect(failureOf(new Error('Region is missing'), site)).toMatchObject({
      kind: 'access',
      code: 'RegionMissing',
    });
    expect(
      failureOf(new Error('Region not accepted: region="us east" is not a valid hostname component.'), site)
        .kind,
    ).toBe('access');
    expect(failureOf(new Error('Could not load credentials from any providers'), site).kind).toBe('access');
    expect(failureOf(new Error('aborted'), site).kind).toBe('network');
  });

  it('judges an unknown error by its HTTP status', () => {
    const withStatus = (httpStatusCode: number) => named('Unknown', { $metadata: { httpStatusCode } });
    expect(failureOf(withStatus(403), site)).toMatchObject({ kind: 'access', code: 'HTTP403' });
    expect(failureOf(withStatus(429), site).kind).toBe('throttled');
    expect(failureOf(withStatus(502), site).kind).toBe('service');
    expect(failureOf(withStatus(418), site).kind).toBe('usage');
  });

  it('says who was denied what, in one line', () => {
    const message =
      'User: arn:aws:iam::1:user/eve is not authorized to perform: cloudwatch:DescribeAlarms\non resource: *';
    const failure = failureOf(Object.assign(new Error(message), { name: 'AccessDenied' }), site);
    expect(failure.message).toContain('user/eve');
    expect(failure.message).not.toContain('\n');
  });

  it('survives whatever is thrown', () => {
    for (const thrown of [undefined, null, 'text', 42, {}, Object.create(null)]) {
      expect(failureOf(thrown, site).kind).toBe('service');
    }
  });

  it('tells what heals by itself, and keys that ran out', () => {
    expect(isTemporary(failureOf(named('Throttling'), site))).toBe(true);
    expect(isTemporary(failureOf(named('AccessDenied'), site))).toBe(false);
    expect(isOfKeys(failureOf(named('ExpiredTokenException'), site))).toBe(true);
    expect(isOfKeys(failureOf(named('AccessDenied'), site))).toBe(false);
  });
});
