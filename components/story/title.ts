/** The window's title while a pipeline is watched: how bad it is, seen from another window (issue 14). */
import { formatDuration } from '../../src/format.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Story } from '../../src/story/story.ts';
import { whatText } from '../../src/story/words.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';

const minuteMs = 60_000;

const saidOf = ({ cause, trend, health, pipeline, since }: Story, at: number): string => {
  if (cause === null) return health === 'ok' ? `${pipeline} is well` : `${pipeline}: cannot tell`;
  if (trend === 'over' || since === null) return `${whatText(cause)}, over`;
  return `${whatText(cause)} ${formatDuration(Math.max(0, Math.floor((at - since) / minuteMs)) * minuteMs)}`;
};

/** `✖ payment-worker fails 9 m · orders-watch`, of the worst there is; undefined where nothing is told yet. */
export const storyTitle = (
  { stories, at }: Pick<Snapshot, 'stories' | 'at'>,
  ascii: boolean,
): string | undefined => {
  const [worst] = stories;
  if (worst === undefined) return undefined;
  const glyphs = glyphsFor(ascii);
  return `${glyphs[worst.trend === 'over' ? 'ok' : worst.health]} ${saidOf(worst, at)} ${glyphs.dot} orders-watch`;
};
