/** How many log lines there were over time, and where errors were among them. */
import { sparkline } from '../../src/chart/sparkline.ts';
import { isError } from '../../src/reading/log-reading.ts';
import { readLog } from '../../src/reading/read-log.ts';
import type { LogEntry } from '../../src/store/entries.ts';
import type { Span } from '../../src/terminal/row.ts';

export type Histogram = {
  /** Lines of each bucket, oldest first. */
  readonly counts: readonly number[];
  readonly errors: readonly number[];
  readonly bucketMs: number;
};

/** Buckets that a reader can name. */
const bucketsMs: readonly number[] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 21_600, 86_400].map(
  (seconds) => seconds * 1000,
);

/** From the oldest line held, but not before `wholeSince`, to `now`, in at most `cells` buckets. Lines of the future are left out. */
export const histogramOf = (
  entries: readonly LogEntry[],
  now: number,
  cells: number,
  wholeSince = Number.NEGATIVE_INFINITY,
): Histogram => {
  const oldest = entries.find((entry) => entry.type === 'log' && entry.at >= wholeSince);
  const spanMs = oldest?.type === 'log' ? Math.max(0, now - oldest.at) : 0;
  const bucketMs = bucketsMs.find((ms) => spanMs / ms < cells) ?? Math.ceil(spanMs / Math.max(1, cells - 1));
  const last = Math.floor(now / bucketMs);
  const size = Math.max(0, Math.min(cells, last - Math.floor((now - spanMs) / bucketMs) + 1));
  const counts = new Array<number>(size).fill(0);
  const errors = new Array<number>(size).fill(0);
  for (const entry of entries) {
    if (entry.type !== 'log' || entry.at < wholeSince) continue;
    const index = size - 1 - (last - Math.floor(entry.at / bucketMs));
    if (index < 0 || index >= size) continue;
    counts[index] = (counts[index] ?? 0) + 1;
    if (isError(readLog(entry).level)) errors[index] = (errors[index] ?? 0) + 1;
  }
  return { counts, errors, bucketMs };
};

/** One cell a bucket; those with errors are drawn as such. */
export const histogramSpans = ({ counts, errors }: Histogram, ascii: boolean): Span[] => {
  const cells = [...(sparkline(counts, counts.length, { ascii })[0]?.text ?? '')];
  return cells.map((text, index) => ({
    text,
    role: (errors[index] ?? 0) > 0 ? 'bad' : 'series1',
    picture: true,
  }));
};
