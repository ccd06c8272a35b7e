/** Which statuses of orders end them: by the words that shops use, and by what the changes themselves show. */
import type { Item, ItemChange } from '../../observation/streams.ts';

const doneWords = new Set(
  (
    'DELIVERED COMPLETED COMPLETE DONE CLOSED CANCELLED CANCELED FULFILLED FINISHED SETTLED ARCHIVED REFUNDED RETURNED ' +
    'COLLECTED EXPIRED ABANDONED SUCCEEDED'
  ).split(' '),
);
const failedWords = new Set('FAILED FAILURE REJECTED DECLINED ERROR ERRORED DENIED'.split(' '));

/** `orderCompleted`, `order-completed` and `ORDER_COMPLETED` are `COMPLETED`. */
const bare = (status: string): string =>
  status
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[ -]/g, '_')
    .replace(/^ORDER_/, '');

export const isDoneWord = (status: string): boolean => doneWords.has(bare(status));

/** `PAYMENT_FAILED` is one as well. */
export const isFailedWord = (status: string): boolean =>
  failedWords.has(bare(status).split('_').at(-1) ?? '');

/** True for a status that some order was seen to leave for another. */
export type Left = (status: string) => boolean;

/** A status that orders leave does not end them, whatever it is called: REJECTED that is tried again, COMPLETED that is archived. */
export const leftBehind = (
  changes: readonly Pick<ItemChange, 'old' | 'new'>[],
  statusOf: (item: Item) => string | undefined,
): Left => {
  const left = new Map<string, Set<string>>();
  for (const { old, new: now } of changes) {
    const from = old === undefined ? undefined : statusOf(old);
    const to = now === undefined ? undefined : statusOf(now);
    if (from === undefined || to === undefined || from === to) continue;
    left.set(from, (left.get(from) ?? new Set()).add(to));
  }
  // From one end to another (DELIVERED to RETURNED) it stays ended.
  return (status) => [...(left.get(status) ?? [])].some((to) => !isDoneWord(to));
};
