/** Every page of one listing, and what came of it. */
import type { Answer } from '../../aws/call.ts';
import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { persist } from '../../pacing/persist.ts';

/** 200,000 metrics a Region (metrics, rule 9); listing more would take minutes and end in a file that nobody reads. */
const mostPages = 400;

export type Page<Item> = { readonly items: readonly Item[]; readonly next: string | undefined };

export type Listed<Item> = { readonly items: readonly Item[]; readonly problem: Failure | undefined };

/** All pages of one listing; those that came before a failure are kept. */
export const listPages = async <Output, Item>(
  { clock, noun, region }: { clock: Clock; noun: string; region: string },
  call: (token: string | undefined) => Promise<Answer<Output>>,
  pageOf: (output: Output) => Page<Item>,
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<Listed<Item>> => {
  const items: Item[] = [];
  let token: string | undefined;
  for (let pages = 0; pages < mostPages && !signal.aborted; pages += 1) {
    const answer: Answer<Output> = await persist({ clock }, signal, () => call(token));
    if (!answer.ok) return { items, problem: answer.failure };
    const page = pageOf(answer.value);
    for (const item of page.items) items.push(item);
    onProgress(`${region}: ${items.length} ${noun}`);
    token = page.next || undefined;
    if (token === undefined) return { items, problem: undefined };
  }
  return { items, problem: tooLong(noun, region) };
};

const tooLong = (noun: string, region: string): Failure => ({
  kind: 'service',
  code: 'ListingTooLong',
  message: `only the first ${mostPages} pages of ${noun} were read`,
  region,
  hint: 'What is missing has to be added to the file by hand.',
});
