/**
 * What the SDK throws, in our words: what failed, where, what to do next. Names and codes are in `meanings.ts`; the SDK has plain errors of its
 * own that only their message tells apart.
 */
import type { Failure } from '../observation/health-of-sources.ts';
import type { Origin } from '../origin.ts';
import { denialHint, denialIn, denialText } from './denied.ts';
import { byStatus, type Judged, pageOf } from './http-status.ts';
import {
  badQuestion,
  bareName,
  cut,
  denied,
  expiredSso,
  forbidden,
  isBug,
  type Meaning,
  meaningOf,
  noAws,
  noKeys,
  noName,
  noRegion,
  noSuchRegion,
  notFound,
  offline,
  ours,
} from './meanings.ts';
import { isKnownRegion } from './region.ts';
import { wordsOf } from './worded.ts';

export type CallSite = Origin & {
  readonly operation: string;
  /** The permission that it needs: `logs:StartQuery`. */
  readonly action?: string;
  /** The profile in hand, for what is to be typed. */
  readonly profileName?: string | undefined;
};

const profileWrong: Meaning = { kind: 'access', hint: 'Check the profile in ~/.aws/config.' };

/** Errors that have no name of their own. */
const byMessage: readonly (readonly [RegExp, string, Meaning])[] = [
  [/region is missing/i, 'RegionMissing', noRegion],
  [/region not accepted|invalid hostname component/i, 'InvalidRegion', noSuchRegion],
  [/could not load credentials|unable to locate credentials/i, 'CredentialsProviderError', noKeys],
  [
    /sso (session|token).*(expired|invalid|not found)|token (is|has) expired|refresh this sso session|UnauthorizedException/i,
    'ExpiredToken',
    expiredSso,
  ],
  [
    /re-?authenticate using aws login/i,
    'ExpiredToken',
    {
      ...expiredSso,
      says: 'the session of aws login has ended',
      hint: 'Sign in again (aws login{named}): the tool goes on by itself.',
    },
  ],
  [
    /ForbiddenException/,
    'SsoForbidden',
    {
      kind: 'access',
      says: 'this SSO user may not take the role of the profile',
      hint: 'Check sso_account_id and sso_role_name of the profile, or ask for the assignment.',
    },
  ],
  [
    /multi-factor authentication/i,
    'MfaNeeded',
    {
      kind: 'access',
      says: 'the profile wants an MFA code',
      hint: 'Sign in with MFA first (aws sts get-session-token, aws-vault ...), and use the keys that it gives.',
    },
  ],
  [
    /could not resolve credentials using profile/i,
    'CredentialsProviderError',
    { ...profileWrong, says: 'the profile holds no credentials' },
  ],
  [/cycle attempting to resolve|unsupported credential source/i, 'ProfileWrong', profileWrong],
  [
    /invalid url|err_invalid_url/i,
    'InvalidEndpoint',
    { ...offline, kind: 'usage', says: 'the endpoint is no URL' },
  ],
  [/socket hang up|premature close|^aborted$/i, 'ECONNRESET', cut],
];

type Traits = {
  readonly name: string;
  /** Of a name that could not be looked up. */
  readonly hostname: string | undefined;
  readonly code: string | undefined;
  /** What the operating system was asked for: `connect`, `open`. */
  readonly syscall: string | undefined;
  readonly message: string;
  readonly status: number | undefined;
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const traitsOf = (error: unknown): Traits => {
  if (typeof error !== 'object' || error === null) {
    return {
      name: 'Error',
      code: undefined,
      hostname: undefined,
      syscall: undefined,
      message: String(error),
      status: undefined,
    };
  }
  const field = (key: string): unknown => fieldOf(error, key);
  const status = fieldOf(field('$metadata'), 'httpStatusCode');
  return {
    name: textOf(field('name')) ?? 'Error',
    code: textOf(field('code')) ?? textOf(field('Code')),
    hostname: textOf(field('hostname')),
    syscall: textOf(field('syscall')),
    message: textOf(field('message')) ?? '',
    status: typeof status === 'number' ? status : undefined,
  };
};

const byWords = (message: string): Judged | undefined => {
  const found = byMessage.find(([pattern]) => pattern.test(message));
  return found && { code: found[1], meaning: found[2] };
};

/** The hosts of AWS's partitions. */
const isAwsHost = (hostname: string): boolean => /\.amazonaws\.(com|eu|com\.cn)$/.test(hostname);

/** A name that nobody knows: AWS knows that of each of its Regions, so the network is away, or there is no such Region. */
const unknownHost = (hostname: string | undefined, region: string): Meaning => {
  if (hostname !== undefined && !isAwsHost(hostname)) {
    return { ...offline, says: `there is no host ${hostname}` };
  }
  return isKnownRegion(region) ? noName : noSuchRegion;
};

/** Node's codes for a network that is away, in the words of a provider of credentials. */
const networkCode = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/;

/** The providers of credentials have one name for all that goes wrong: only their words tell what. */
const ofProvider = (message: string): Judged | undefined => {
  const worded = byWords(message);
  if (worded !== undefined) return worded;
  const [code] = networkCode.exec(message) ?? [];
  const meaning = code === undefined ? undefined : meaningOf(code);
  if (code === undefined || meaning === undefined) return undefined;
  return {
    code,
    meaning: { ...meaning, says: `the credentials could not be fetched: ${meaning.says ?? code}` },
  };
};

/** The meaning and the name under which it is shown. Node's code tells more than the SDK's TimeoutError around it. */
const judge = ({ name, code, hostname, syscall, message, status }: Traits, region: string): Judged => {
  if (code === 'ENOTFOUND') return { code, meaning: unknownHost(hostname, region) };
  if ((code === 'EACCES' || code === 'EPERM') && syscall === 'connect') return { code, meaning: forbidden };
  // The SDK reads an answer as if each member were what it should be: what it throws at one that is not is no bug of ours (issue 15).
  const isUnreadable = (name === 'SyntaxError' || isBug(name)) && status !== undefined;
  if (isUnreadable && status >= 300) return pageOf(status);
  if (isUnreadable && isBug(name)) return { code: 'MalformedAnswer', meaning: noAws };
  const known = code === undefined ? undefined : meaningOf(code);
  if (code !== undefined && known !== undefined) return { code, meaning: known };
  const said = name === 'CredentialsProviderError' ? ofProvider(message) : undefined;
  if (said !== undefined) return said;
  const named = meaningOf(name);
  if (named !== undefined) return { code: name, meaning: named };
  const worded = byWords(message);
  if (worded !== undefined) return worded;
  if (isBug(name)) return { code: name, meaning: ours };
  const isOfAws = awsName.test(name) && name !== noNameOfSdk && message !== noNameOfSdk;
  const meaning = byStatus(status);
  return {
    code: isOfAws && name !== 'Error' && name !== 'Unknown' ? name : (code ?? `HTTP${status ?? ''}`),
    // AWS names what it refuses: who does not is somebody between, and what was given is not to blame.
    meaning: (meaning === badQuestion || meaning === notFound) && !isOfAws ? noAws : meaning,
  };
};

/** Of one without a name the SDK says this, as its name or as its message. */
const noNameOfSdk = 'UnknownError';
/** How AWS's errors are named. */
const awsName = /^[A-Za-z][\w.:#-]{0,99}$/;

/** Where a query is wrong: MalformedQueryException tells the place beside its message. */
const mistakeOf = (error: unknown): Failure['mistake'] => {
  const location = fieldOf(fieldOf(error, 'queryCompileError'), 'location');
  const from = fieldOf(location, 'startCharOffset');
  const to = fieldOf(location, 'endCharOffset');
  if (typeof from !== 'number') return undefined;
  return { from, to: typeof to === 'number' && to > from ? to : from + 1 };
};

const oneLine = (text: string): string => text.split('\n', 1)[0]?.replace(/\s+/g, ' ').trim() ?? '';

/** So much of a message stands in words of ours. */
const mostSaid = 200;
/** And so much where it stands alone: AWS's longest name the values that they refuse. */
const mostAlone = 1_000;

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)} ...` : text;

/** Says in one line what was thrown. `kind` decides the exit code: access is 4, whatever else 1 (usage 2). Never throws. */
export const failureOf = (
  error: unknown,
  { operation, region, profile, action, profileName }: CallSite,
): Failure => {
  const words = wordsOf(error);
  if (words !== undefined) {
    return { operation, region, ...words, ...(profile === undefined ? {} : { profile }) };
  }
  const traits = traitsOf(error);
  const { code, meaning } = judge(traits, region);
  const said = oneLine(traits.message);
  const fill = (text: string): string =>
    text
      .replaceAll('{op}', operation)
      .replaceAll('{region}', region || 'none')
      .replaceAll('{named}', () => (profileName === undefined ? '' : ` --profile ${profileName}`))
      .replaceAll('{said}', () => shortened(said, mostSaid));
  // Who asked, and for what, only AWS's own sentence knows; it may go over several lines.
  const denial = meaning === denied ? denialIn(traits.message.replace(/\s+/g, ' '), action) : undefined;
  const message =
    denial !== undefined
      ? denialText(denial)
      : meaning.says === undefined
        ? shortened(said, mostAlone) || code
        : fill(meaning.says);
  const mistake = mistakeOf(error);
  // In its newer messages AWS names the place itself.
  const place =
    mistake === undefined || /\bposition \d/.test(message) ? '' : ` (at character ${mistake.from + 1})`;
  return {
    kind: meaning.kind,
    code,
    message: `${message}${place}`,
    ...(traits.message.trim().includes('\n') ? { said: traits.message } : {}),
    ...(mistake === undefined ? {} : { mistake }),
    ...(denial === undefined ? {} : { denial }),
    ...(meaning.isLasting === undefined ? {} : { isLasting: meaning.isLasting }),
    operation,
    region,
    ...(profile === undefined ? {} : { profile }),
    hint: denial === undefined ? fill(meaning.hint) : denialHint(denial),
  };
};

/** Names under which AWS says that it does not accept, or no longer accepts, the keys that a call was signed with. */
const ofKeys = new Set([
  'ExpiredToken',
  'RequestExpired',
  'TokenRefreshRequired',
  'UnrecognizedClient',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'MissingAuthenticationToken',
  'IncompleteSignature',
  'SignatureDoesNotMatch',
  'InvalidSignature',
  'AuthFailure',
]);

/** True where other keys are needed. */
export const isOfKeys = (failure: Failure): boolean => ofKeys.has(bareName(failure.code));

/** True where these keys are accepted and may not do it: others may. */
export const isDenied = (failure: Failure): boolean => failure.denial !== undefined;
