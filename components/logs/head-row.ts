/** What stands above log lines: whose they are, how many came when, and up to when they are all there. */
import { formatDuration, formatNumber } from '../../src/format.ts';
import type { LogEntry } from '../../src/store/entries.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { cut } from '../../src/terminal/width.ts';
import { blank, type Look, rowWidth } from '../frame/layout.ts';
import { histogramOf, histogramSpans } from './histogram.ts';

export type LogHead = {
  /** Groups, account, Regions; cut where the figures need the room. */
  readonly title: readonly string[];
  /** The lines below, as the filter leaves them. */
  readonly entries: readonly LogEntry[];
  readonly now: number;
  /** `complete up to 14:03:19`. */
  readonly complete: string;
  /** Before that there are errors and warnings only. */
  readonly wholeSince?: number | undefined;
};

/** Cells of the histogram; fewer on a narrow screen. */
const histogramCells = (width: number): number => Math.max(10, Math.min(30, width - 90));
const rateMs = 60_000;
const leastTitleCells = 12;

const countSince = (entries: readonly LogEntry[], from: number): number => {
  let count = 0;
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry?.type !== 'log') continue;
    if (entry.at < from) break;
    count += 1;
  }
  return count;
};

/** `payment-worker · prod   66/s ▇▇█▇ of 10 s  31 errors  complete up to 14:03:19`. */
export const logHeadRow = (
  { title, entries, now, complete, wholeSince }: LogHead,
  width: number,
  look: Look,
): Row => {
  const { dot, ellipsis } = glyphsFor(look.ascii);
  const histogram = histogramOf(entries, now, histogramCells(width), wholeSince);
  const errors = histogram.errors.reduce((sum, count) => sum + count, 0);
  const rate = countSince(entries, now - rateMs) / (rateMs / 1000);
  const figures: Span[] = [
    { text: `${formatNumber(rate)}/s `.padStart(8), bold: true },
    ...histogramSpans(histogram, look.ascii),
    { text: ` of ${formatDuration(histogram.bucketMs)}`, role: 'dim' },
    ...(errors > 0 ? [{ text: `  ${formatNumber(errors)} errors`, role: 'bad' as const }] : []),
    { text: `  ${complete} `, role: 'ok' },
  ];
  const room = width - rowWidth(figures);
  const named = ` ${title.filter((part) => part !== '').join(` ${dot} `)}`;
  const shown: Span = {
    text: room < leastTitleCells ? '' : cut(named, room, ellipsis),
    role: 'title',
    bold: true,
  };
  return fitRow([shown, blank(room - rowWidth([shown])), ...figures], width);
};
