/** A service of AWS: its table, and its operations as calls that answer. */
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Origin } from '../../origin.ts';
import { endlessPages } from '../../pacing/trouble.ts';
import { spoiltIn } from '../answers/read-answers.ts';
import type { Spoilt } from '../answers/read-shape.ts';
import type { ClientSettings } from '../call.ts';
import { type ByClock, type ClockWatch, withClockOfAws } from '../clock-skew.ts';
import { deadlineOf, notReady, tookTooLong, usualDeadlineMs } from '../deadline.ts';
import { failureOf, isOfKeys } from '../failure.ts';
import type { Keyring } from '../keyring.ts';
import type { Meter } from '../meter.ts';
import { createPageGuard } from '../page-guard.ts';
import type { ScanBill } from '../price.ts';
import { profileInHand } from '../profile.ts';
import { servedAtOf } from '../served-at.ts';
import { spaced } from '../spaced.ts';
import {
  type Attempt,
  actionsOf,
  type Bound,
  type Caller,
  type Operation,
  operationName,
  type Sample,
  type Statement,
} from './operation.ts';

/** A service's client, loaded and made. */
type Opened = { readonly client: ByClock; readonly close: () => void };

type Operations<Connection> = Readonly<Record<string, Operation<Connection, unknown>>>;

export type ServiceTable<Connection extends Opened, Rows extends Operations<Connection>> = {
  /** What its calls are counted under. */
  readonly name: string;
  /** `cloudwatch` of `cloudwatch:GetMetricData`. */
  readonly iamPrefix: string;
  /** Loads the SDK's client and makes one. */
  readonly open: (settings: ClientSettings) => Promise<Connection>;
  readonly statements: Readonly<Record<Rows[keyof Rows]['allowedBy'], Statement>>;
  /** By the method's name: `getMetricData` calls GetMetricData. */
  readonly operations: Rows;
};

/** What `doctor` tries of a permission. */
export type PermissionProbe = Attempt & {
  readonly permission: string;
  readonly optional?: string | undefined;
};

export type CallsOf<Rows> = {
  readonly [Method in keyof Rows]: Rows[Method] extends Operation<never, infer Call> ? Call : never;
};

/** What all services of an origin share. */
export type Context = {
  readonly settings: ClientSettings;
  readonly where: Origin;
  readonly clock: Clock;
  readonly clockWatch: ClockWatch;
  readonly meter: Meter;
  readonly scanBill: ScanBill;
  readonly keyring: Keyring;
  /** Why nothing can be asked: the profile is not there. */
  readonly profileMissing: () => Promise<Failure | undefined>;
};

/** What was left out of an answer, in words; undefined where nothing was. */
const spoiltText = ([first, ...others]: readonly Spoilt[]): string | undefined => {
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `${first.path} ${first.why}${more}`;
};

const endlessListing = (message: string): Failure => ({
  kind: 'service',
  code: endlessPages,
  isLasting: true,
  message: `the listing was given up: ${message}`,
  hint: 'Check --endpoint-url and the proxy: AWS ends its listings.',
});

/** The keys of the environment are those of its start: no sign-in brings others. */
const withRenewal = (failure: Failure, keyring: Keyring): Failure =>
  isOfKeys(failure) && keyring.source() === 'environment'
    ? { ...failure, hint: 'Set new keys in the environment and start again.' }
    : failure;

/** Where AWS may refuse what its own answers told, the refusal is no mistake of the user's. */
const ofAnswer = (failure: Failure, givenBack: readonly string[], input: object): Failure =>
  failure.kind === 'usage' && givenBack.some((name) => Reflect.get(input, name) !== undefined)
    ? {
        ...failure,
        isOfAnswer: true,
        hint: 'Check --endpoint-url and the proxy: AWS takes what its answers tell.',
      }
    : failure;

/** The service as it is called from one origin: its client is opened by the first call, its operations are calls that answer. */
const connect = <Connection extends Opened, Rows extends Operations<Connection>>(
  service: ServiceTable<Connection, Rows>,
  { settings, where, clock, clockWatch, meter, scanBill, keyring, profileMissing }: Context,
) => {
  let current: Promise<Connection> | undefined;
  const profileName = profileInHand(settings.profile, settings.env ?? process.env);
  const open = (): Promise<Connection> =>
    service.open(settings).catch((error: unknown) => {
      // What a setting forbids may be mended: the next call looks again.
      current = undefined;
      throw error;
    });
  const forget = () => {
    current?.then((old) => old.close()).catch(() => {});
    current = undefined;
  };
  const callerOf =
    (method: string): Caller<Connection> =>
    ({ send, price, quota, deadlineMs = usualDeadlineMs, pages, fromAnswers = [] }) => {
      const operation = operationName(method);
      const [action] = actionsOf(service, method);
      const guard = pages && createPageGuard(pages);
      const givenBack = [...fromAnswers, ...(pages === undefined ? [] : [pages.input])];
      return spaced(quota, { operation, ...where, clock }, async (input, signal) => {
        let startedAt = clock.now();
        let isOpen = false;
        const deadline = deadlineOf(deadlineMs, signal);
        const whyLate = (): Error => {
          if (!isOpen) return notReady('settings');
          return keyring.isTaking() ? notReady('credentials') : tookTooLong(deadlineMs);
        };
        try {
          const missing = await deadline.within(profileMissing());
          if (missing !== undefined) return { ok: false, failure: { ...missing, operation, ...where } };
          current ??= open();
          const connection = await deadline.within(current);
          isOpen = true;
          startedAt = clock.now();
          const value = await deadline.within(
            withClockOfAws(connection.client, () =>
              send(connection, input, { abortSignal: deadline.signal }),
            ),
          );
          const bill = price(input, value, scanBill);
          const spoilt = spoiltIn(input);
          const dollars = meter.record(service.name, operation, startedAt, bill, spoiltText(spoilt));
          const endless = guard?.problemWith(input, value);
          if (endless !== undefined)
            return { ok: false, failure: { ...endlessListing(endless), operation, ...where } };
          const servedAt = servedAtOf(input);
          if (servedAt !== undefined) clockWatch.served(servedAt, startedAt);
          const partial = spoilt.length > 0 ? { isPartial: true as const } : {};
          return { ok: true, value, dollars, ...partial, ...(servedAt === undefined ? {} : { servedAt }) };
        } catch (error) {
          meter.record(service.name, operation, startedAt, undefined);
          const cause = deadline.isOver() ? whyLate() : error;
          const failure = failureOf(cause, { operation, action, profileName, ...where });
          keyring.refused(failure);
          return { ok: false, failure: ofAnswer(withRenewal(failure, keyring), givenBack, input) };
        } finally {
          deadline.clear();
        }
      });
    };
  const bound = Object.entries<Operation<Connection, unknown>>(service.operations).map(
    ([method, row]): readonly [string, Bound<unknown>] => [method, row.bind(callerOf(method))],
  );
  return {
    // What TypeScript cannot follow: each method's call is that of its own row.
    calls: Object.fromEntries(bound.map(([method, { call }]) => [method, call])) as CallsOf<Rows>,
    probes: (sample: Sample): readonly PermissionProbe[] =>
      bound.flatMap(([method, { attempt }]) => {
        const tried = attempt(sample);
        return tried === undefined
          ? []
          : [
              {
                ...tried,
                permission: actionsOf(service, method)[0],
                optional: service.operations[method]?.optional,
              },
            ];
      }),
    forget,
  };
};

/** A service as clients take it: of its own table only its calls still know. */
export type Connectable = {
  readonly operations: Operations<never>;
  readonly connect: (context: Context) => {
    readonly calls: object;
    readonly probes: (sample: Sample) => readonly PermissionProbe[];
    readonly forget: () => void;
  };
};

/** A table that can be connected. */
export const service = <Connection extends Opened, Rows extends Operations<Connection>>(
  table: ServiceTable<Connection, Rows>,
) => ({ ...table, connect: (context: Context) => connect(table, context) });
