/** The story's rows of the dashboard, and what they leave of the screen. */
import type { Row } from '../../src/terminal/row.ts';
import type { Size } from '../frame/layout.ts';
import { mostStoryRows, storyRows } from '../story/story-rows.ts';
import { type DashboardInput, lookOf } from './input.ts';

type StoryInput = Pick<DashboardInput, 'state' | 'snapshot' | 'pipeline' | 'ascii' | 'size' | 'acknowledged'>;

export const storyOf = (input: StoryInput): Row[] =>
  storyRows({
    stories: input.snapshot.stories,
    at: input.snapshot.at,
    width: input.size.width,
    most: mostStoryRows(input.size),
    look: lookOf(input),
    alarms: input.snapshot.alarms.alarms,
    acknowledged: input.acknowledged,
  });

/** Between the story and the footer. */
export const bodySize = (input: StoryInput): Size => ({
  width: input.size.width,
  height: Math.max(0, input.size.height - 2 - storyOf(input).length),
});
