import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { TimeRange } from '../../src/ranges.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Story } from '../../src/story/story.ts';

/** What a report is made of. */
export type ReportInput = {
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  /** What is reported on; its end is the moment as of which all is told. */
  readonly window: TimeRange;
  readonly utc: boolean;
  /** Where the data come from, as the header says it: pipeline, account, Regions. */
  readonly names: readonly string[];
  /** Flags that a command needs to read the same again: `--region eu-west-1`. */
  readonly flags: readonly string[];
  /** Of the tool. */
  readonly version: string;
  /** What could not be read, a line each. */
  readonly unread: readonly string[];
};

/** The incidents, the worst first; what else is told where there is none. */
export const toldStories = ({ stories }: Snapshot): readonly Story[] => {
  const incidents = stories.filter(({ incident }) => incident !== null);
  return incidents.length > 0 ? incidents : stories.slice(0, 1);
};
