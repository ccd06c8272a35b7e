/**
 * What to ask DescribeStream next (rules 2, 4, 5, 8, 24), for one stream: a state machine without calls or clocks. One
 * call is under way at a time. A pass is a whole listing, page by page; between its pages the children of shards that
 * have ended are asked for. What is known is never discarded: a page that fails is asked again.
 */
import { backoffMs } from '../../pacing/backoff.ts';
import { type Allowance, fullAllowance, spend, waitForAllowance } from '../../pacing/limiter.ts';
import { closedLeaves, completePass, type Lineage, merge, type Shard, wasThere } from './lineage.ts';
import { awayBackoff, describeLimit, passIntervalMs } from './pace.ts';
import { createShardEnds } from './shard-ends.ts';
import type { ShardsPage } from './streams-api.ts';

export type ListingCall = { readonly after?: string; readonly childrenOf?: string };

export type Listing = {
  /** When the next call is due (epoch ms). */
  readonly dueAt: () => number;
  /** What to ask now. */
  readonly next: (now: number) => ListingCall;
  /** Takes in the answer to a call made at `askedAt`: the shards that are new, and whether it ended a pass. */
  readonly answered: (
    call: ListingCall,
    page: ShardsPage,
    times: { readonly askedAt: number; readonly now: number },
  ) => { readonly found: readonly Shard[]; readonly passEnded: boolean };
  /** The call failed; `gone` where the shard that it named is not known any more. Gives failures in a row. */
  readonly failed: (call: ListingCall, why: 'gone' | 'throttled' | 'other', now: number) => number;
  /** A shard has ended: its children are asked for at once, and again and again for a while (rules 8 and 24). */
  readonly ended: (shard: Shard, now: number) => void;
  /** The shard has not ended, as was thought: nothing follows it yet. */
  readonly goesOn: (shard: Shard) => void;
  /** The shard was there at `at`, so what it descends from had ended: a listing of long after that has told of it. */
  readonly wasThere: (shard: Shard, at: number, now: number) => void;
  /** Ended shards that may have children which nobody knows of: nothing is complete past these (rule 24). */
  readonly openEnds: () => readonly Shard[];
  /** A pass is to begin soon. */
  readonly hurry: (now: number) => void;
  /** Passes in a row that showed nothing new, since a shard last ended. */
  readonly quietPasses: () => number;
};

/** Asking shard by shard costs more than a pass once so many want to know. */
const mostByFilter = 8;
/** The least time from one look for further children to the next, for each call of it: half of what we may ask. */
const furtherApartMs = 2 * (1000 / describeLimit.perSecond);

type Pass = {
  readonly beganAt: number;
  readonly after?: string;
  readonly pages: number;
  readonly found: number;
};

export const createListing = (lineage: Lineage, now: number, random: () => number): Listing => {
  const ends = createShardEnds(lineage, random);
  let allowance: Allowance = fullAllowance(describeLimit, now);
  let pass: Pass | undefined;
  /** Pages of the last whole pass. */
  let pages = 1;
  let nextPassAt = now;
  /** Further children are not looked for before this. */
  let furtherAt = now;
  let isEnabled = true;
  /** The server was seen to list all where the children of one shard were asked for. */
  let ignoresFilter = false;
  let holes = 0;
  let quiet = 0;
  let failures = 0;
  let notBefore = now;

  const hurry = (at: number): void => {
    nextPassAt = Math.min(nextPassAt, at);
  };

  /** A hole in the listing (rule 5) is looked at again soon, and less and less often; all else twice a minute or so. */
  const endPass = ({ beganAt, found, pages: made }: Pass, at: number): void => {
    completePass(lineage, at);
    ends.allListed(beganAt, at);
    pages = made;
    furtherAt = at + made * furtherApartMs;
    const inDoubt = closedLeaves(lineage).length > 0;
    quiet = found > 0 ? 0 : quiet + 1;
    holes = inDoubt && found === 0 ? holes + 1 : 0;
    const regular = passIntervalMs * (0.7 + 0.6 * random());
    nextPassAt = at + (inDoubt ? Math.min(regular, 1000 * 2 ** Math.min(holes, 10)) : regular);
  };

  /** The shard to ask the children of, where that is cheaper than a pass for all that want to know. */
  const byFilter = (at: number): string | undefined => {
    const due = ends.due(at, furtherAt);
    const first = due.find(({ hasChild }) => !hasChild) ?? due[0];
    if (first === undefined || ignoresFilter || due.length > mostByFilter) return undefined;
    if (due.some((one) => one.byPass) || (first.hasChild && pages <= due.length)) return undefined;
    return first.shardId;
  };

  /** What the children of one shard were answered with (rule 4). */
  const childrenAnswered = (parent: string, page: ShardsPage, askedAt: number, at: number): void => {
    ignoresFilter ||=
      page.next !== undefined ||
      page.shards.some(({ shardId, parentShardId }) => shardId !== parent && parentShardId !== parent);
    if (page.next === undefined) ends.listed(parent, askedAt, at);
    else ends.notTold(parent, at);
    furtherAt = at + furtherApartMs;
  };

  return {
    dueAt: () => {
      const soonest = pass === undefined ? Math.min(nextPassAt, ends.nextAt(furtherAt)) : notBefore;
      return Math.max(soonest, notBefore);
    },
    next: (at) => {
      allowance = spend(describeLimit, allowance, at);
      const childrenOf = byFilter(at);
      if (childrenOf !== undefined) return { childrenOf };
      pass ??= { beganAt: at, pages: 0, found: 0 };
      return pass.after === undefined ? {} : { after: pass.after };
    },
    answered: (call, page, { askedAt, now: at }) => {
      failures = 0;
      notBefore = at + waitForAllowance(describeLimit, allowance, at);
      isEnabled = page.status !== 'DISABLED';
      const found = merge(lineage, page.shards, at);
      if (call.childrenOf !== undefined) {
        childrenAnswered(call.childrenOf, page, askedAt, at);
        return { found, passEnded: false };
      }
      const sofar = {
        beganAt: pass?.beganAt ?? askedAt,
        pages: (pass?.pages ?? 0) + 1,
        found: (pass?.found ?? 0) + found.length,
      };
      // A page that names its own start as the next one would never end.
      if (page.next !== undefined && page.next !== call.after) {
        pass = { ...sofar, after: page.next };
        return { found, passEnded: false };
      }
      pass = undefined;
      endPass(sofar, at);
      return { found, passEnded: true };
    },
    failed: (call, why, at) => {
      failures += 1;
      notBefore = at + backoffMs(awayBackoff, failures, random());
      // Its parent is trimmed, or the server knows no ShardFilter (rule 4): the whole listing tells.
      if (call.childrenOf !== undefined && why !== 'throttled') {
        ends.notTold(call.childrenOf, why === 'gone' ? at : notBefore);
      }
      // The shard that the page was to follow is trimmed: from the start again, with all that is known.
      if (call.after !== undefined && why === 'gone') {
        pass = { beganAt: at, pages: 0, found: pass?.found ?? 0 };
      }
      return failures;
    },
    ended: (shard, at) => {
      quiet = 0;
      ends.add(shard, at);
    },
    goesOn: (shard) => ends.forget(shard),
    wasThere: (shard, when, at) => ends.older(wasThere(lineage, shard, when), at),
    openEnds: () => ends.open(isEnabled),
    hurry,
    quietPasses: () => quiet,
  };
};
