/**
 * What the SDK throws, in our words: what failed, where, what to do next. The services spell one error in several ways
 * (ExpiredToken in CloudWatch, ExpiredTokenException in Logs), Node gives the network's own codes, and the SDK has
 * plain errors of its own that only their message tells apart.
 */
import type { Failure } from '../observation/health-of-sources.ts';
import type { Origin } from '../origin.ts';
import { wordsOf } from './worded.ts';

export type CallSite = Origin & { readonly operation: string };

type Meaning = {
  readonly kind: Failure['kind'];
  /** Ends in no full stop; `{op}` and `{region}` stand for the call's. Absent: AWS's own message is the clearest. */
  readonly says?: string;
  readonly hint: string;
};

const expired: Meaning = {
  kind: 'access',
  says: 'the credentials have expired',
  hint: 'Sign in again (aws sso login, or new keys): the tool goes on by itself.',
};
const expiredSso: Meaning = {
  kind: 'access',
  says: 'the SSO session has expired',
  hint: 'Sign in again (aws sso login, with the --profile in use): the tool goes on by itself.',
};
const denied: Meaning = {
  kind: 'access',
  says: 'no permission for {op}',
  hint: 'Ask for the action {op}: orders-watch iam-policy prints the policy.',
};
const badKeys: Meaning = {
  kind: 'access',
  says: 'AWS does not accept these credentials',
  hint: 'Check --profile, AWS_PROFILE and the access keys, and that the Region is enabled for the account.',
};
const noKeys: Meaning = {
  kind: 'access',
  says: 'no credentials found',
  hint: 'Run aws configure or aws sso login, choose --profile NAME, or try --sandbox.',
};
const badClock: Meaning = {
  kind: 'access',
  says: "AWS refused the signature: this machine's clock is off, or the secret key is wrong",
  hint: 'Set the clock, then check the secret access key.',
};
const throttled: Meaning = {
  kind: 'throttled',
  says: 'AWS asks for fewer {op} calls',
  hint: 'Nothing to do: calls are spaced out until it answers again.',
};
const noHost: Meaning = {
  kind: 'access',
  says: 'no AWS service found for Region {region}',
  hint: 'Check the Region (us-east-1, eu-west-1, ...), then the network and its DNS.',
};
const noRegion: Meaning = {
  kind: 'access',
  says: 'no Region is set',
  hint: 'Give --region us-east-1, set AWS_REGION, or add region to the profile.',
};
const offline: Meaning = {
  kind: 'network',
  hint: 'Check the network, proxy and --endpoint-url; the tool tries again by itself.',
};
const slow: Meaning = { ...offline, says: 'no answer in time' };
const notFound: Meaning = { kind: 'not-found', hint: 'Check the name, the Region and the account.' };
const badQuestion: Meaning = {
  kind: 'usage',
  hint: 'Check the names and values given, and those in the pipeline file.',
};
const unwell: Meaning = { kind: 'service', hint: 'Nothing to do: the tool tries again by itself.' };
const noAws: Meaning = {
  kind: 'service',
  says: 'the answer does not come from AWS (a proxy or a sign-in page?)',
  hint: 'Check --endpoint-url, the proxy and the network.',
};

/** By AWS's name without `Exception`, or Node's code. */
const meanings: Readonly<Record<string, Meaning>> = {
  ExpiredToken: expired,
  RequestExpired: expired,
  TokenRefreshRequired: expired,
  AccessDenied: denied,
  UnauthorizedOperation: denied,
  NotAuthorized: denied,
  Unauthorized: denied,
  UnrecognizedClient: badKeys,
  InvalidClientTokenId: badKeys,
  InvalidAccessKeyId: badKeys,
  IncompleteSignature: badKeys,
  MissingAuthenticationToken: badKeys,
  MissingAuthenticationTokenToken: badKeys,
  OptInRequired: badKeys,
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
  UnknownEndpoint: noHost,
  ENOTFOUND: noHost,
  EAI_AGAIN: { ...offline, says: 'the name of the AWS service cannot be looked up' },
  ECONNREFUSED: { ...offline, says: 'nothing answers at that address' },
  ECONNRESET: { ...offline, says: 'the connection was cut' },
  EPIPE: { ...offline, says: 'the connection was cut' },
  ECONNABORTED: { ...offline, says: 'the connection was cut' },
  EHOSTUNREACH: { ...offline, says: 'the network is down' },
  ENETUNREACH: { ...offline, says: 'the network is down' },
  ENETDOWN: { ...offline, says: 'the network is down' },
  NetworkingError: { ...offline, says: 'the network is down' },
  ETIMEDOUT: slow,
  TimeoutError: slow,
  RequestTimeout: slow,
  AbortError: { kind: 'network', says: 'the call was given up', hint: 'Nothing to do.' },
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

/** Errors that have no name of their own. */
const byMessage: readonly (readonly [RegExp, string, Meaning])[] = [
  [/region is missing/i, 'RegionMissing', noRegion],
  [/region not accepted|invalid hostname component/i, 'InvalidRegion', noHost],
  [/could not load credentials|unable to locate credentials/i, 'CredentialsProviderError', noKeys],
  [
    /sso (session|token).*(expired|invalid|not found)|token (is|has) expired|refresh this sso session/i,
    'ExpiredToken',
    expiredSso,
  ],
  [
    /invalid url|err_invalid_url/i,
    'InvalidEndpoint',
    { ...offline, kind: 'usage', says: 'the endpoint is no URL' },
  ],
  [/socket hang up|premature close|^aborted$/i, 'ECONNRESET', { ...offline, says: 'the connection was cut' }],
];

type Traits = {
  readonly name: string;
  /** Of a name that could not be looked up. */
  readonly hostname: string | undefined;
  readonly code: string | undefined;
  readonly message: string;
  readonly status: number | undefined;
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const traitsOf = (error: unknown): Traits => {
  if (typeof error !== 'object' || error === null) {
    return { name: 'Error', code: undefined, hostname: undefined, message: String(error), status: undefined };
  }
  const field = (key: string): unknown => fieldOf(error, key);
  const status = fieldOf(field('$metadata'), 'httpStatusCode');
  return {
    name: textOf(field('name')) ?? 'Error',
    code: textOf(field('code')) ?? textOf(field('Code')),
    hostname: textOf(field('hostname')),
    message: textOf(field('message')) ?? '',
    status: typeof status === 'number' ? status : undefined,
  };
};

const bareName = (name: string): string => name.replace(/^.*[#.]/, '').replace(/Exception$/, '');

const meaningOf = (name: string): Meaning | undefined => {
  const bare = bareName(name);
  return Object.hasOwn(meanings, bare) ? meanings[bare] : undefined;
};

const byStatus = (status: number | undefined): Meaning => {
  if (status === 429) return throttled;
  if (status === 401 || status === 403) return denied;
  if (status === 404) return notFound;
  return status !== undefined && status >= 400 && status < 500 ? badQuestion : unwell;
};

type Judged = { readonly code: string; readonly meaning: Meaning };

const byWords = (message: string): Judged | undefined => {
  const found = byMessage.find(([pattern]) => pattern.test(message));
  return found && { code: found[1], meaning: found[2] };
};

/** The meaning and the name under which it is shown. Node's code tells more than the SDK's TimeoutError around it. */
const judge = ({ name, code, hostname, message, status }: Traits): Judged => {
  if (code === 'ENOTFOUND' && hostname !== undefined && !/\.amazonaws\.(com|eu)/.test(hostname)) {
    return { code, meaning: { ...offline, says: `there is no host ${hostname}` } };
  }
  // A page of HTML from something that broke, not from something that is no AWS.
  if (name === 'SyntaxError' && status !== undefined && status >= 500) {
    return { code: `HTTP${status}`, meaning: { ...unwell, says: `the service broke down (HTTP ${status})` } };
  }
  const known = code === undefined ? undefined : meaningOf(code);
  if (code !== undefined && known !== undefined) return { code, meaning: known };
  // The providers of credentials have one name for all that goes wrong: only their words tell what.
  const said = name === 'CredentialsProviderError' ? byWords(message) : undefined;
  if (said !== undefined) return said;
  const named = meaningOf(name);
  if (named !== undefined) return { code: name, meaning: named };
  const worded = byWords(message);
  if (worded !== undefined) return worded;
  return {
    code: name === 'Error' || name === 'Unknown' ? (code ?? `HTTP${status ?? ''}`) : name,
    meaning: byStatus(status),
  };
};

/** Where a query is wrong: MalformedQueryException tells the place beside its message. */
const mistakeOf = (error: unknown): Failure['mistake'] => {
  const location = fieldOf(fieldOf(error, 'queryCompileError'), 'location');
  const from = fieldOf(location, 'startCharOffset');
  const to = fieldOf(location, 'endCharOffset');
  if (typeof from !== 'number') return undefined;
  return { from, to: typeof to === 'number' && to > from ? to : from + 1 };
};

const oneLine = (text: string): string => text.split('\n', 1)[0]?.replace(/\s+/g, ' ').trim() ?? '';

/** Says in one line what was thrown. `kind` decides the exit code: access is 4, whatever else 1 (usage 2). Never throws. */
export const failureOf = (error: unknown, { operation, region, profile }: CallSite): Failure => {
  const words = wordsOf(error);
  if (words !== undefined) {
    return { ...words, operation, region, ...(profile === undefined ? {} : { profile }) };
  }
  const traits = traitsOf(error);
  const { code, meaning } = judge(traits);
  const fill = (text: string): string =>
    text.replaceAll('{op}', operation).replaceAll('{region}', region || 'none');
  const said = oneLine(traits.message);
  const message = meaning.says === undefined ? said || code : fill(meaning.says);
  // Who asked, and for what, only AWS's own sentence knows.
  const detail = meaning === denied && /is not authorized/.test(said) ? `${message} (${said})` : message;
  const mistake = mistakeOf(error);
  // In its newer messages AWS names the place itself.
  const place =
    mistake === undefined || /\bposition \d/.test(detail) ? '' : ` (at character ${mistake.from + 1})`;
  return {
    kind: meaning.kind,
    code,
    message: `${detail}${place}`,
    ...(traits.message.trim().includes('\n') ? { said: traits.message } : {}),
    ...(mistake === undefined ? {} : { mistake }),
    operation,
    region,
    ...(profile === undefined ? {} : { profile }),
    hint: fill(meaning.hint),
  };
};

/** Under which names a service says that the keys in use have run out. */
export const isExpired = (failure: Failure): boolean =>
  bareName(failure.code) === 'ExpiredToken' || bareName(failure.code) === 'RequestExpired';
