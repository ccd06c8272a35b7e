/** What the readers of all services have in common: one Region, its clients, and what was proposed there. */
import type { Answer } from '../../../aws/call.ts';
import type { AllCalls } from '../../../aws/clients.ts';
import type { linkServices } from '../../../aws/services/links/link-services.ts';
import type { Clock } from '../../../clock.ts';
import type { Failure } from '../../../observation/health-of-sources.ts';
import { persist } from '../../../pacing/persist.ts';
import type { FoundLink, LinkService, Mention, Place } from '../../../pipeline/discovery/found-links.ts';
import type { Resource } from '../../../pipeline/discovery/resources.ts';
import { listPages, type Page } from '../list-pages.ts';

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
const unlessUnknown = async <Output>(answer: Promise<Answer<Output>>): Promise<Answer<Output>> => {
  const given: Answer<Output> = await answer;
  return given.ok || !/^(UnknownOperation|InvalidAction)/.test(given.failure.code)
    ? given
    : { ...given, failure: { ...given.failure, isLasting: true } };
};

/** All pages of a list; those that came before a failure count. */
export const readList = async <Output, Item>(
  { region, clock, onProgress, signal }: LinkScope,
  noun: string,
  call: (token: string | undefined) => Promise<Answer<Output>>,
  pageOf: (output: Output) => Page<Item>,
  toRead: (item: Item) => Pick<ReadLinks, 'links'> & Partial<ReadLinks>,
): Promise<ReadLinks> => {
  const { items, problem } = await listPages({ clock, noun, region }, call, pageOf, onProgress, signal);
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
    const answer: Answer<Output> = await persist({ clock }, signal, () => unlessUnknown(call(item)));
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
