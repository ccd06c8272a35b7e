/** Rule 26: whether a shard was over before the time in question, told by the first record of one of its children. */
import type { Follow } from './follow.ts';
import type { Shard } from './lineage.ts';
import type { ShardReader } from './shard-reader.ts';

/** Empty pages are normal (rule 7). After so many of one child nobody can tell, and the shard is read. */
const mostPages = 3;

type Dated = ShardReader & { readonly since: number };

/** Only where the shard would be read from its first record: an iterator of a time finds its end by itself. */
export const mayBeOver = (shard: Shard, reader: ShardReader): reader is Dated =>
  reader.start.type === 'TRIM_HORIZON' &&
  reader.since !== undefined &&
  reader.mayReach === undefined &&
  shard.closed &&
  shard.children.size > 0;

/** Two calls as a rule. False where it cannot be told: then the shard is read, which is never wrong. */
export const isOverBefore = async (
  { api, signal, streamArn }: Follow,
  { children }: Shard,
  since: number,
): Promise<boolean> => {
  for (const shardId of children) {
    const taken = await api.getShardIterator({ streamArn, shardId, start: { type: 'TRIM_HORIZON' } }, signal);
    let iterator = taken.ok ? taken.value.iterator : undefined;
    for (let pages = 0; iterator !== undefined && pages < mostPages && !signal.aborted; pages += 1) {
      const page = await api.getRecords({ iterator, limit: 1 }, signal);
      const first = page.ok ? page.value.records.find(({ timeless }) => !timeless) : undefined;
      if (first !== undefined) return first.at < since;
      iterator = page.ok ? page.value.next : undefined;
    }
  }
  return false;
};
