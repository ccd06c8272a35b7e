/** What the readers of all services have in common: one Region, its clients, and what was proposed there. */
import type { Answer } from '../../../aws/call.ts';
import type { AllCalls } from '../../../aws/clients.ts';
import type { linkServices } from '../../../aws/services/links/link-services.ts';
import type { Clock } from '../../../clock.ts';
import type { Failure } from '../../../observation/health-of-sources.ts';
import { persist } from '../../../pacing/persist.ts';
import type { FoundLink, LinkService, Mention, Place } from '../../../pipeline/discovery/found-links.ts';
import type { Resource } from '../../../pipeline/discovery/resources.ts';
import { type Listed, listPages, type Page } from '../list-pages.ts';

/** The operations of the services that links are read of. */
export type LinkCalls = AllCalls<typeof linkServices>;

/** A stage that is proposed, as far as it is looked at. */
export type Proposed = Pick<Resource, 'kind' | 'region' | 'dimensions'>;

export type LinkScope = {
  readonly region: string;
  /** In this Region: what needs a call an item is read of them alone. */
  readonly proposed: readonly Proposed[];
  /** How many of them the account has, where that decides what is cheaper. */
  readonly functions: number;
  readonly clock: Clock;
  readonly onProgress: (text: string) => void;
  readonly signal: AbortSignal;
};

/** What was read of one service in one Region; a problem means that not all of it was. */
export type ReadLinks = {
  readonly links: readonly FoundLink[];
  readonly mentions: readonly Mention[];
  readonly problems: readonly Failure[];
};

export type LinkReader = {
  readonly service: LinkService;
  readonly read: (calls: LinkCalls, scope: LinkScope) => Promise<ReadLinks>;
};

/** An end that has no ARN at hand. */
export const placeAt = (
  kind: Place['kinds'][number],
  region: string,
  dimensions: Place['dimensions'],
): Place => ({ kinds: [kind], region, dimensions });

export const nothingRead: ReadLinks = { links: [], mentions: [], problems: [] };

export const allRead = (parts: readonly ReadLinks[]): ReadLinks => ({
  links: parts.flatMap(({ links }) => links),
  mentions: parts.flatMap(({ mentions }) => mentions),
  problems: parts.flatMap(({ problems }) => problems),
});

/** A look-alike of AWS that has no such call does not learn it while it is tried again. */
const isUnknown = ({ code }: Failure): boolean => /^(UnknownOperation|InvalidAction)/.test(code);

/** No answer within the deadline of a call: a firewall, a VPC without that service's endpoint. */
const isSilent = ({ kind, code }: Failure): boolean => kind === 'network' && /timeout|TIMEDOUT/i.test(code);

/**
 * What a service answers, given up at once where another try is as good as lost: `init` does without it, and must not wait a minute for
 * who has not said a word so far. One that has answered before is tried again.
 */
const orGivenUp = async <Output>(
  answer: Promise<Answer<Output>>,
  isFirst: boolean,
): Promise<Answer<Output>> => {
  const given: Answer<Output> = await answer;
  return given.ok || !(isUnknown(given.failure) || (isFirst && isSilent(given.failure)))
    ? given
    : { ...given, failure: { ...given.failure, isLasting: true } };
};

/** The items of all pages of a list, and why there are no more. */
export const listItems = <Output, Item>(
  { region, clock, onProgress, signal }: LinkScope,
  noun: string,
  call: (token: string | undefined) => Promise<Answer<Output>>,
  pageOf: (output: Output) => Page<Item>,
): Promise<Listed<Item>> =>
  listPages(
    { clock, noun, region },
    (token) => orGivenUp(call(token), token === undefined),
    pageOf,
    onProgress,
    signal,
  );

/** All pages of a list; those that came before a failure count. */
export const readList = async <Output, Item>(
  scope: LinkScope,
  noun: string,
  call: (token: string | undefined) => Promise<Answer<Output>>,
  pageOf: (output: Output) => Page<Item>,
  toRead: (item: Item) => Pick<ReadLinks, 'links'> & Partial<ReadLinks>,
): Promise<ReadLinks> => {
  const { items, problem } = await listItems(scope, noun, call, pageOf);
  const all = allRead(items.map((item) => ({ ...nothingRead, ...toRead(item) })));
  return { ...all, problems: problem === undefined ? [] : [problem] };
};

/** Of each item one call. After a failure, which all would meet, the others are not asked. */
export const readEach = async <Item, Output>(
  { region, clock, onProgress, signal }: LinkScope,
  noun: string,
  items: readonly Item[],
  call: (item: Item) => Promise<Answer<Output>>,
  toRead: (output: Output, item: Item) => Pick<ReadLinks, 'links'> & Partial<ReadLinks>,
): Promise<ReadLinks> => {
  const parts: ReadLinks[] = [];
  for (const [nth, item] of items.entries()) {
    if (signal.aborted) break;
    const answer: Answer<Output> = await persist({ clock }, signal, () => orGivenUp(call(item), nth === 0));
    onProgress(`${region}: ${nth + 1} of ${items.length} ${noun}`);
    if (answer.ok) {
      parts.push({ ...nothingRead, ...toRead(answer.value, item) });
      continue;
    }
    // Deleted meanwhile, or long ago where only its metrics tell of it.
    if (answer.failure.kind === 'not-found') continue;
    parts.push({ ...nothingRead, problems: [answer.failure] });
    break;
  }
  return allRead(parts);
};
