/**
 * What the names of errors mean, in our words: AWS's names without `Exception` (the services spell one error in several ways: ExpiredToken in
 * CloudWatch, ExpiredTokenException in Logs), and the codes of Node, OpenSSL and the HTTP parser.
 */
import type { Failure } from '../observation/health-of-sources.ts';

export type Meaning = {
  readonly kind: Failure['kind'];
  /** Ends in no full stop; `{op}` and `{region}` stand for the call's, `{named}` for ` --profile NAME`, `{said}` for the message. Absent: AWS's own message is the clearest. */
  readonly says?: string;
  readonly hint: string;
  /** The same call would be answered alike until somebody does something, whatever its kind. */
  readonly isLasting?: true;
};

export const expired: Meaning = {
  kind: 'access',
  says: 'the credentials have expired',
  hint: 'Sign in again (aws sso login{named}, or new keys): the tool goes on by itself.',
};
export const expiredSso: Meaning = {
  kind: 'access',
  says: 'the SSO session has expired',
  hint: 'Sign in again (aws sso login{named}): the tool goes on by itself.',
};
export const denied: Meaning = {
  kind: 'access',
  says: 'denied: {op}',
  hint: 'Ask for the action: orders-watch iam-policy prints the policy.',
};
const badKeys: Meaning = {
  kind: 'access',
  says: 'AWS does not accept these credentials',
  hint: 'Check --profile, AWS_PROFILE and the access keys, and that the Region is enabled for the account.',
};
export const noKeys: Meaning = {
  kind: 'access',
  says: 'no credentials found',
  hint: 'Run aws configure or aws sso login, choose --profile NAME, or try --sandbox.',
};
const badClock: Meaning = {
  kind: 'access',
  says: "AWS refused the signature: this machine's clock is off, or the secret key is wrong",
  hint: 'Set the clock, then check the secret access key.',
};
export const throttled: Meaning = {
  kind: 'throttled',
  says: 'AWS asks for fewer {op} calls',
  hint: 'Nothing to do: calls are spaced out until it answers again.',
};
export const noSuchRegion: Meaning = {
  kind: 'access',
  says: 'no AWS service found for Region {region}',
  hint: 'Check the Region (us-east-1, eu-west-1, ...), then the network and its DNS.',
};
export const noRegion: Meaning = {
  kind: 'access',
  says: 'no Region is set',
  hint: 'Give --region us-east-1, set AWS_REGION, or add region to the profile.',
};
export const offline: Meaning = {
  kind: 'network',
  hint: 'Check the network, proxy and --endpoint-url; the tool tries again by itself.',
};
export const noName: Meaning = {
  kind: 'network',
  says: 'the name of the AWS service cannot be looked up',
  hint: 'Check the network, its DNS and a VPN; the tool tries again by itself.',
};
export const cut: Meaning = { ...offline, says: 'the connection was cut' };
const down: Meaning = { ...offline, says: 'the network is down' };
export const slow: Meaning = { ...offline, says: 'no answer in time' };
export const notFound: Meaning = { kind: 'not-found', hint: 'Check the name, the Region and the account.' };
export const badQuestion: Meaning = {
  kind: 'usage',
  hint: 'Check the names and values given, and those in the pipeline file.',
};
export const unwell: Meaning = { kind: 'service', hint: 'Nothing to do: the tool tries again by itself.' };
export const noAws: Meaning = {
  kind: 'service',
  says: 'the answer does not come from AWS (a proxy or a sign-in page?)',
  hint: 'Check --endpoint-url, the proxy and the network.',
};
const damaged: Meaning = {
  kind: 'service',
  says: 'the answer is damaged and cannot be read',
  hint: 'Check --endpoint-url, the proxy and the network; the tool tries again by itself.',
};
/** A bug of ours: the next try would come to the same. */
export const ours: Meaning = {
  kind: 'service',
  says: 'internal error: {said}',
  hint: 'Please report it; with DEBUG=1 and --log-file FILE there is more to read.',
  isLasting: true,
};

const untrusted: Meaning = {
  kind: 'network',
  says: 'nobody who is trusted here has signed the certificate of the other side',
  hint: 'A proxy that reads along? Give its certificate: AWS_CA_BUNDLE=FILE, or ca_bundle in the profile.',
  isLasting: true,
};
const noTls: Meaning = {
  kind: 'network',
  says: 'no TLS is spoken at that address',
  hint: 'Check host and port of --endpoint-url (http:// where it is plain) and the proxy.',
  isLasting: true,
};
const noHttp: Meaning = {
  ...offline,
  says: 'what answers at that address does not speak HTTP',
  hint: 'Check host, port and http or https of --endpoint-url, and the proxy; the tool tries again by itself.',
};
const unreadable: Meaning = {
  kind: 'access',
  says: 'a file of the credentials cannot be read: {said}',
  hint: 'Check AWS_WEB_IDENTITY_TOKEN_FILE, web_identity_token_file and the profile.',
};
export const forbidden: Meaning = {
  kind: 'network',
  says: 'this machine does not let the tool connect ({said})',
  hint: 'Check the firewall and the rules of the container or sandbox that it runs in.',
  isLasting: true,
};
const role: Meaning = { kind: 'access', hint: 'Check role_arn, its trust policy and what signs in to it.' };
const account: Meaning = { kind: 'access', hint: 'Check the account with who runs it, and --profile.' };

/** By AWS's name without `Exception`, or Node's code. */
const byName: Readonly<Record<string, Meaning>> = {
  ExpiredToken: expired,
  RequestExpired: expired,
  TokenRefreshRequired: expired,
  AccessDenied: denied,
  UnauthorizedOperation: denied,
  NotAuthorized: denied,
  Unauthorized: denied,
  Forbidden: denied,
  UnrecognizedClient: badKeys,
  InvalidClientTokenId: badKeys,
  InvalidAccessKeyId: badKeys,
  IncompleteSignature: badKeys,
  MissingAuthenticationToken: badKeys,
  MissingAuthenticationTokenToken: badKeys,
  OptInRequired: badKeys,
  AuthFailure: badKeys,
  SubscriptionRequired: account,
  AccountSuspended: account,
  InvalidIdentityToken: role,
  IDPRejectedClaim: role,
  MalformedPolicyDocument: role,
  RegionDisabled: role,
  SignatureDoesNotMatch: badClock,
  InvalidSignature: badClock,
  RequestTimeTooSkewed: badClock,
  RequestInTheFuture: badClock,
  CredentialsProviderError: noKeys,
  TokenProviderError: expired,
  Throttling: throttled,
  Throttled: throttled,
  ThrottledException: throttled,
  RequestThrottled: throttled,
  TooManyRequests: throttled,
  RequestLimitExceeded: throttled,
  ProvisionedThroughputExceeded: throttled,
  LimitExceeded: throttled,
  SlowDown: throttled,
  BandwidthLimitExceeded: throttled,
  UnknownEndpoint: noSuchRegion,
  ENOTFOUND: noName,
  EAI_AGAIN: noName,
  EAI_FAIL: noName,
  EAI_NODATA: noName,
  EAI_NONAME: noName,
  ECONNREFUSED: { ...offline, says: 'nothing answers at that address' },
  ECONNRESET: cut,
  EPIPE: cut,
  ECONNABORTED: cut,
  ERR_STREAM_PREMATURE_CLOSE: cut,
  EHOSTUNREACH: down,
  EHOSTDOWN: down,
  ENETUNREACH: down,
  ENETDOWN: down,
  ENETRESET: down,
  EADDRNOTAVAIL: down,
  NetworkingError: down,
  ETIMEDOUT: slow,
  TimeoutError: slow,
  RequestTimeout: slow,
  AbortError: { kind: 'network', says: 'the call was given up', hint: 'Nothing to do.' },
  EMFILE: { ...unwell, says: 'too many files and connections are open (ulimit -n)' },
  ENFILE: { ...unwell, says: 'too many files and connections are open on this machine' },
  EPROTO: noTls,
  CERT_HAS_EXPIRED: {
    ...untrusted,
    says: 'the certificate of the other side has expired',
    hint: "Check this machine's clock, then the proxy and --endpoint-url.",
  },
  CERT_NOT_YET_VALID: {
    ...untrusted,
    says: 'the certificate of the other side is not valid yet',
    hint: "Check this machine's clock.",
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    ...untrusted,
    says: 'the certificate of the other side is for another host',
    hint: 'Check --endpoint-url, the proxy and the DNS; or sign in to the network.',
  },
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_UNTRUSTED: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_REVOKED: untrusted,
  INVALID_CA: untrusted,
  ENOENT: unreadable,
  EACCES: unreadable,
  EPERM: unreadable,
  EISDIR: unreadable,
  ENOTDIR: unreadable,
  ERR_INVALID_CHAR: {
    kind: 'access',
    says: 'the access key or the session token holds a line break or a letter that no header can carry',
    hint: 'Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN again, each as one line.',
  },
  ResourceNotFound: notFound,
  ResourceNotFoundFault: notFound,
  DashboardNotFoundError: notFound,
  TrimmedDataAccess: { kind: 'not-found', hint: 'Read from the horizon: --from trim-horizon.' },
  ExpiredIterator: { kind: 'service', hint: 'Nothing to do: a new iterator is taken.' },
  Validation: badQuestion,
  ValidationError: badQuestion,
  InvalidParameter: badQuestion,
  InvalidParameterValue: badQuestion,
  InvalidParameterCombination: badQuestion,
  MissingRequiredParameter: badQuestion,
  MalformedQuery: { kind: 'usage', hint: 'Mend the query at the place named.' },
  PromQLInvalid: {
    kind: 'usage',
    hint: 'Mend the PromQL query: it must name a metric, such as {"orders.placed"}.',
  },
  PromQLLimit: {
    kind: 'usage',
    hint: 'Ask for less: name more labels, aggregate, or take a shorter range (7 days at the most).',
  },
  PromQLTimeout: {
    kind: 'service',
    says: 'the query took CloudWatch too long: {said}',
    hint: 'Ask for less: name more labels, or take a shorter range.',
  },
  InvalidNextToken: { kind: 'service', hint: 'Nothing to do: the listing starts again.' },
  InvalidOperation: badQuestion,
  UnknownOperation: {
    kind: 'service',
    says: 'this endpoint does not know {op}',
    hint: 'Check --endpoint-url: not every AWS look-alike has every call.',
  },
  InternalFailure: unwell,
  InternalServerError: unwell,
  InternalServiceError: unwell,
  InternalServiceFault: unwell,
  ServiceUnavailable: unwell,
  SyntaxError: noAws,
  MalformedAnswer: {
    kind: 'service',
    hint: 'Check --endpoint-url and the proxy: AWS answers otherwise.',
  },
};

/** Families of codes: the HTTP parser's, OpenSSL's, zlib's. */
const byFamily: readonly (readonly [RegExp, Meaning])[] = [
  [/^HPE_/, noHttp],
  [/^ERR_(SSL|TLS|OSSL)_/, noTls],
  [/^ERR_HTTP2_/, cut],
  [/^(Z_[A-Z]+_ERROR|ERR_PADDING_2)$/, damaged],
];

/** What the language throws where the code is wrong. SyntaxError is left out: that is an answer that is no JSON. */
const bugNames = new Set(['TypeError', 'RangeError', 'ReferenceError', 'EvalError', 'URIError', 'ZodError']);

/** `com.amazonaws.logs#AccessDeniedException` is AccessDenied. */
export const bareName = (name: string): string => name.replace(/^.*[#.]/, '').replace(/Exception$/, '');

/** What an error's name or code means; undefined where it is not in the tables. */
export const meaningOf = (name: string): Meaning | undefined => {
  const bare = bareName(name);
  if (Object.hasOwn(byName, bare)) return byName[bare];
  return byFamily.find(([pattern]) => pattern.test(bare))?.[1];
};

export const isBug = (name: string): boolean => bugNames.has(name);
