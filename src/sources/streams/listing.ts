/**
 * What to ask DescribeStream next (rules 2, 4, 5, 8), for one stream: a state machine without calls or clocks. One call
 * is under way at a time. A pass is a whole listing, page by page; between its pages the children of shards that have
 * ended are asked for. What is known is never discarded: a page that fails is asked again.
 */
import { closedLeaves, completePass, type Lineage, merge, type Shard } from './lineage.ts';
import {
  type Allowance,
  backoffMs,
  childrenBackoffMs,
  describeLimit,
  fullAllowance,
  passIntervalMs,
  spend,
  waitForAllowance,
} from './pace.ts';
import type { ShardsPage } from './streams-api.ts';

export type ListingCall = { readonly after?: string; readonly childrenOf?: string };

export type Listing = {
  /** When the next call is due (epoch ms). */
  readonly dueAt: () => number;
  /** What to ask now. */
  readonly next: (now: number) => ListingCall;
  /** Takes an answer in: the shards that are new, and whether it ended a pass. */
  readonly answered: (
    call: ListingCall,
    page: ShardsPage,
    now: number,
  ) => { readonly found: readonly Shard[]; readonly passEnded: boolean };
  /** The call failed; `gone` where the shard that it named is not known any more. Gives failures in a row. */
  readonly failed: (call: ListingCall, why: 'gone' | 'throttled' | 'other', now: number) => number;
  /** A shard has ended: its children are asked for until one is known (rule 8). */
  readonly wantChildren: (shardId: string, now: number) => void;
  /** A pass is to begin soon. */
  readonly hurry: (now: number) => void;
  /** Passes in a row that showed nothing new, since a shard last ended. */
  readonly quietPasses: () => number;
};

/** Asking shard by shard costs more than a pass once so many want to know. */
const mostWanted = 8;
/** After so many answers without a child, a pass is left to find it. */
const mostTries = 8;

export const createListing = (lineage: Lineage, now: number, random: () => number): Listing => {
  const wanted = new Map<string, { readonly tries: number; readonly dueAt: number }>();
  let allowance: Allowance = fullAllowance(describeLimit, now);
  let pass: { after?: string; found: number } | undefined;
  let nextPassAt = now;
  let holes = 0;
  let quiet = 0;
  let failures = 0;
  let notBefore = now;

  const firstWanted = (): { readonly shardId: string; readonly dueAt: number } | undefined => {
    let first: { readonly shardId: string; readonly dueAt: number } | undefined;
    for (const [shardId, { dueAt }] of wanted) {
      if (first === undefined || dueAt < first.dueAt) first = { shardId, dueAt };
    }
    return first;
  };

  const hurry = (at: number): void => {
    nextPassAt = Math.min(nextPassAt, at);
  };

  /** A hole in the listing (rule 5) is looked at again soon, and less and less often; all else twice a minute or so. */
  const endPass = (found: number, at: number): void => {
    completePass(lineage, at);
    const inDoubt = closedLeaves(lineage).length > 0;
    quiet = found > 0 ? 0 : quiet + 1;
    holes = inDoubt && found === 0 ? holes + 1 : 0;
    const regular = passIntervalMs * (0.7 + 0.6 * random());
    nextPassAt = at + (inDoubt ? Math.min(regular, 1000 * 2 ** Math.min(holes, 10)) : regular);
  };

  return {
    dueAt: () => {
      const soonest =
        pass === undefined
          ? Math.min(nextPassAt, firstWanted()?.dueAt ?? Number.POSITIVE_INFINITY)
          : notBefore;
      return Math.max(soonest, notBefore);
    },
    next: (at) => {
      allowance = spend(describeLimit, allowance, at);
      const first = firstWanted();
      if (first !== undefined && first.dueAt <= at && wanted.size <= mostWanted) {
        return { childrenOf: first.shardId };
      }
      if (wanted.size > mostWanted) wanted.clear();
      pass ??= { found: 0 };
      return pass.after === undefined ? {} : { after: pass.after };
    },
    answered: (call, page, at) => {
      failures = 0;
      notBefore = at + waitForAllowance(describeLimit, allowance, at);
      const found = merge(lineage, page.shards, at);
      if (call.childrenOf !== undefined) {
        const tries = (wanted.get(call.childrenOf)?.tries ?? 0) + 1;
        const known = (lineage.shards.get(call.childrenOf)?.children.size ?? 0) > 0;
        if (known) wanted.delete(call.childrenOf);
        else if (tries < mostTries) {
          wanted.set(call.childrenOf, { tries, dueAt: at + childrenBackoffMs(tries - 1, random()) });
        } else {
          wanted.delete(call.childrenOf);
          hurry(at + 1000);
        }
        return { found, passEnded: false };
      }
      const passFound = (pass?.found ?? 0) + found.length;
      // A page that names its own start as the next one would never end.
      if (page.next !== undefined && page.next !== call.after) {
        pass = { after: page.next, found: passFound };
        return { found, passEnded: false };
      }
      pass = undefined;
      endPass(passFound, at);
      return { found, passEnded: true };
    },
    failed: (call, why, at) => {
      failures += 1;
      notBefore = at + backoffMs(failures, random());
      if (call.childrenOf !== undefined && why !== 'throttled') {
        // Its parent is trimmed, or the server knows no ShardFilter (rule 4): the whole listing tells.
        const tries = (wanted.get(call.childrenOf)?.tries ?? 0) + 1;
        if (why === 'gone' || tries >= mostTries) {
          wanted.delete(call.childrenOf);
          hurry(at);
        } else wanted.set(call.childrenOf, { tries, dueAt: notBefore });
      }
      // The shard that the page was to follow is trimmed: from the start again, with all that is known.
      if (call.after !== undefined && why === 'gone') pass = { found: pass?.found ?? 0 };
      return failures;
    },
    wantChildren: (shardId, at) => {
      quiet = 0;
      wanted.set(shardId, { tries: 0, dueAt: at });
      if (wanted.size > mostWanted) hurry(at);
    },
    hurry,
    quietPasses: () => quiet,
  };
};
