/** What `doctor` finds of AWS in one Region with one profile: credentials, each permission, the clock, the paces of calls. */
import type { Clients } from '../../../aws/clients.ts';
import { isPolicyLineMissing } from '../../../aws/denied.ts';
import type { Sample } from '../../../aws/services/operation.ts';
import type { Clock } from '../../../clock.ts';
import { formatDuration } from '../../../format.ts';
import type { Failure } from '../../../observation/health-of-sources.ts';
import { isSameOrigin, type Origin, originName } from '../../../origin.ts';
import { keysText } from '../../../output/keys-text.ts';
import { persist } from '../../../pacing/persist.ts';
import { groupsOf } from '../../../pipeline/log-groups.ts';
import type { Pipeline } from '../../../pipeline/stage.ts';
import { type Check, failed, ok, warn } from './check.ts';
import { createThrottles, logPaceCheck, paceCheck, quotaCheck } from './quota-checks.ts';

/** AWS refuses a signature that is minutes off; long before that, windows are wrong. */
const warnSkewMs = 60_000;
/** Of a call that fails for a moment. */
const tries = 3;

/** What there is in an origin that a call may ask for. */
const sampleOf = (now: number, pipeline: Pipeline | undefined, origin: Origin): Sample => {
  const here = pipeline?.stages.filter((stage) => isSameOrigin(stage, origin)) ?? [];
  return {
    now,
    logGroup: groupsOf(here)[0]?.group,
    table: here.find(({ table }) => table !== undefined)?.table,
  };
};

const skewCheck = (where: string, skewMs: number): Check => {
  const size = Math.abs(skewMs);
  const check = `clock, ${where}`;
  if (size < 2_000) return ok(check, 'agrees with AWS');
  const detail = `${formatDuration(size)} ${skewMs > 0 ? 'behind' : 'ahead of'} AWS`;
  return size < warnSkewMs ? ok(check, detail) : warn(check, detail, 'Set the time of this machine.');
};

/** The statement that would allow it, as JSON, where one would. */
export const statementLine = ({ denial }: Failure): string | undefined =>
  denial === undefined || !isPolicyLineMissing(denial)
    ? undefined
    : JSON.stringify({ Effect: 'Allow', Action: denial.action, Resource: denial.resource ?? '*' });

const deniedCheck = (check: string, failure: Failure): Check => {
  const said = failed(check, failure);
  const statement = statementLine(failure);
  return statement === undefined ? said : { ...said, hint: `Add to the policy: ${statement}` };
};

/** What the tool does without: a warning, whatever it was that failed. */
const optionalCheck = (check: string, failure: Failure, optional: string): Check => {
  const { detail, hint } = deniedCheck(check, failure);
  return warn(check, `${detail}; optional: ${optional}`, hint);
};

const credentialsCheck = async (clients: Clients, where: string, clock: Clock): Promise<Check> => {
  const check = `credentials, ${where}`;
  const held = await clients.credentials();
  if (!held.ok) return failed(check, held.failure);
  const { source, keys } = held.value;
  const from = source === undefined ? 'given' : `from ${source}`;
  if (keys?.endsAt === undefined) return ok(check, `${from}, without an end`);
  const ending = keysText([keys], clock.now());
  return ending === undefined
    ? ok(check, `${from}, end in ${formatDuration(keys.endsAt - clock.now())}`)
    : warn(check, `${from}, ${ending.short}`, `New ones: ${keys.renewal}.`);
};

export type OriginOptions = {
  readonly clients: Clients;
  readonly pipeline: Pipeline | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** A check at a time, as it is done. */
export async function* originChecks(
  origin: Origin,
  { clients, pipeline, clock, signal }: OriginOptions,
): AsyncGenerator<Check, void, undefined> {
  const where = originName(origin);
  const credentials = await credentialsCheck(clients, where, clock);
  // Nothing can be asked with a profile that is not there: one line says so.
  if (credentials.failure?.code === 'ProfileNotFound') {
    yield { ...credentials, check: `profile, ${where}` };
    return;
  }
  yield credentials;
  yield paceCheck(origin);
  yield* logPaceCheck(origin, pipeline);
  // Nor without credentials.
  if (credentials.status === 'fail') return;
  const throttles = createThrottles();
  let skewMs: number | undefined;
  for (const { permission, on, optional, ask } of clients.probes(sampleOf(clock.now(), pipeline, origin))) {
    if (signal.aborted) return;
    const check = `${permission}${on === undefined ? '' : ` on ${on}`}, ${where}`;
    let askedAt = clock.now();
    const answer = await persist(
      { clock },
      signal,
      async () => {
        askedAt = clock.now();
        const answered = await ask(signal);
        if (!answered.ok) throttles.add(answered.failure);
        return answered;
      },
      tries,
    );
    const tookMs = clock.now() - askedAt;
    if (answer.ok) {
      // The Date header has whole seconds: half of one on average, and half of the way there and back.
      if (answer.servedAt !== undefined) skewMs ??= answer.servedAt + 500 - (askedAt + tookMs / 2);
      yield ok(check, formatDuration(tookMs));
    } else if (optional === undefined) yield deniedCheck(check, answer.failure);
    else yield optionalCheck(check, answer.failure, optional);
  }
  yield quotaCheck(origin, throttles.counted());
  if (skewMs !== undefined) yield skewCheck(where, skewMs);
}
