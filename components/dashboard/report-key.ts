/** The key that writes a report of what is on the screen. */
import type { GraphWindow } from '../../src/graph-window.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';

export type ReportWish = {
  readonly snapshot: Snapshot;
  /** Of the graphs: of one that follows the clock, up to now. */
  readonly window: GraphWindow;
  readonly utc: boolean;
};

/** Resolves with a line for the last row: where it is, or why there is none. */
export type WriteReport = (wish: ReportWish) => Promise<string>;
