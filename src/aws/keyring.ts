/**
 * The keys of one profile, for all services of an origin. The SDK keeps what it has once been given, for the life of a client, and what files held
 * for the life of the process. Here they are taken anew when they end, and when AWS no longer accepts them (issue 15, 8).
 */
import type { Clock } from '../clock.ts';
import type { Failure, HeldKeys } from '../observation/health-of-sources.ts';
import type { KeySource, Keys } from './config/credentials/context.ts';
import type { Environment } from './config/environment.ts';
import { isDenied, isOfKeys } from './failure.ts';
import { checkedKeys, heldKeys } from './keys.ts';

/** Takes keys from where the profile says, as they are there now. */
export type TakeKeys = () => Promise<Keys>;

export type Keyring = {
  /** Those to sign with. Rejects where there are none, with what the provider said. */
  readonly keys: (take: TakeKeys) => Promise<Keys>;
  /** AWS refused a call: where that was for its keys, the next call takes them anew. */
  readonly refused: (failure: Failure) => void;
  /** Those in hand, for screens; the same object until others are taken. Undefined where none end, nor ever did. */
  readonly held: () => HeldKeys | undefined;
  readonly source: () => KeySource | undefined;
  /** They are being taken, and there are none in hand that are good. */
  readonly isTaking: () => boolean;
};

/** Before their end they are renewed from here on, a minute before anything is said of it. botocore's advisory time is 15 minutes. */
const renewMs = 16 * 60_000;
/** While those in hand are still good. */
const renewEveryMs = 10_000;
/** While they are refused. */
const againMs = 3_000;
/** Of an access that is denied: other keys may have it. A process may show a window each time. */
const deniedAgainMs = 15_000;
const deniedProcessAgainMs = 300_000;
/** Somebody may rewrite the profile while the keys in hand still work. */
const lookEveryMs = 5_000;
/** A home folder on a mount that hangs holds no call up. */
const mostLookMs = 1_000;
/** A provider that is silent for so long is left to itself: the next call begins anew. */
const mostTakingMs = 30_000;

type Held = { readonly keys: Keys; readonly takenAt: number; readonly renewFrom: number };

export type KeyringOptions = {
  readonly profile: string | undefined;
  readonly env: Environment;
  readonly clock: Clock;
  /** What the profile says now, as a text to compare. Absent: nothing of it changes. */
  readonly look?: () => Promise<string>;
};

export const createKeyring = ({ profile, env, clock, look }: KeyringOptions): Keyring => {
  let held: Held | undefined;
  let shown: HeldKeys | undefined;
  let isDoubted = false;
  /** Why there are none. */
  let failed: { readonly error: unknown } | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** What the profile said when those in hand were taken. */
  let said: string | undefined;
  let taking: { readonly keys: Promise<Keys>; readonly since: number } | undefined;

  const hold = (keys: Keys): Keys => {
    const now = clock.now();
    const endsAt = keys.expiration?.getTime();
    // Of keys that live for a quarter of an hour, half of it: they would be renewed all the time.
    const renewFrom =
      endsAt === undefined ? Number.POSITIVE_INFINITY : endsAt - Math.min(renewMs, (endsAt - now) / 2);
    held = { keys, takenAt: now, renewFrom };
    const next = heldKeys(keys, profile);
    if (shown !== undefined || next.endsAt !== undefined) {
      shown = shown?.endsAt === next.endsAt && shown?.renewal === next.renewal ? shown : next;
    }
    isDoubted = false;
    failed = undefined;
    return keys;
  };

  const isTaking = (): boolean => taking !== undefined && clock.now() - taking.since < mostTakingMs;

  /** What the profile says; undefined where that cannot be told now. */
  const lookNow = async (at: NonNullable<typeof look>): Promise<string | undefined> => {
    lookedAt = clock.now();
    const over = new AbortController();
    try {
      return await Promise.race([at(), clock.sleep(mostLookMs, over.signal).then(() => undefined)]);
    } finally {
      over.abort();
    }
  };

  const takeAsSaid = async (take: TakeKeys): Promise<Keys> => {
    const before = look === undefined ? undefined : await lookNow(look);
    const keys = hold(checkedKeys(await take(), env));
    said = before;
    return keys;
  };

  const takeNow = (take: TakeKeys): Promise<Keys> => {
    if (taking !== undefined && isTaking()) return taking.keys;
    const mine = {
      since: clock.now(),
      keys: takeAsSaid(take)
        .catch((error: unknown) => {
          failed = { error };
          throw error;
        })
        .finally(() => {
          if (taking === mine) taking = undefined;
        }),
    };
    taking = mine;
    return mine.keys;
  };

  /** Taken anew, but not all the time: those in hand, or what was said, until then. */
  const takeAgain = (take: TakeKeys, now: number): Promise<Keys> => {
    if (isTaking()) return takeNow(take);
    if (now - triedAt >= againMs) {
      triedAt = now;
      return takeNow(take);
    }
    if (failed !== undefined) return Promise.reject(failed.error);
    return held === undefined ? takeNow(take) : Promise.resolve(held.keys);
  };

  /** Those that the profile names by now; those in hand where it says what it said, or nothing that works. */
  const asSaidNow = async (at: NonNullable<typeof look>, take: TakeKeys, inHand: Keys): Promise<Keys> => {
    const now = await lookNow(at);
    return now === undefined || now === said ? inHand : takeNow(take).catch(() => inHand);
  };

  return {
    keys: (take) => {
      const now = clock.now();
      if (held === undefined && failed === undefined) return takeNow(take);
      const endsAt = held?.keys.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      if (held === undefined || isDoubted || endsAt <= now) return takeAgain(take, now);
      if (now >= held.renewFrom && now - triedAt >= renewEveryMs) {
        triedAt = now;
        // Those in hand are good for some minutes: what goes wrong is said when they end.
        void takeNow(take).catch(() => {});
      }
      if (look !== undefined && held.keys.source !== 'environment' && now - lookedAt >= lookEveryMs) {
        return asSaidNow(look, take, held.keys);
      }
      return Promise.resolve(held.keys);
    },
    refused: (failure) => {
      if (held === undefined) return;
      if (isOfKeys(failure)) isDoubted = true;
      if (!isDenied(failure)) return;
      const afterMs = held.keys.source === 'process' ? deniedProcessAgainMs : deniedAgainMs;
      if (clock.now() - held.takenAt >= afterMs) isDoubted = true;
    },
    held: () => shown,
    source: () => held?.keys.source,
    isTaking: () => isTaking() && (held === undefined || isDoubted),
  };
};
