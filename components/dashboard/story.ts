/** The story's rows of the dashboard, and what they leave of the screen. */
import type { Row } from '../../src/terminal/row.ts';
import type { Size } from '../frame/layout.ts';
import { mostStoryRows, storyRows } from '../story/story-rows.ts';
import { type DashboardInput, lookOf } from './input.ts';
import { shownMoment } from './time-context.ts';

type StoryInput = Pick<DashboardInput, 'state' | 'snapshot' | 'pipeline' | 'ascii' | 'size' | 'acknowledged'>;

/** Before the story on a screen that shows the past: it tells of now. */
const ofNow = ' now:';

export const storyOf = (input: StoryInput): Row[] => {
  const { width } = input.size;
  const { isPast } = shownMoment(input.state, input.snapshot.at);
  const rows = storyRows({
    stories: input.snapshot.stories,
    at: input.snapshot.at,
    width: isPast ? width - ofNow.length : width,
    most: mostStoryRows(input.size),
    look: lookOf(input),
    alarms: input.snapshot.alarms.alarms,
    acknowledged: input.acknowledged,
  });
  if (!isPast) return rows;
  return rows.map(
    (row, index): Row => [{ text: index === 0 ? ofNow : ' '.repeat(ofNow.length), role: 'dim' }, ...row],
  );
};

/** Between the story and the footer. */
export const bodySize = (input: StoryInput): Size => ({
  width: input.size.width,
  height: Math.max(0, input.size.height - 2 - storyOf(input).length),
});
