/** Keys that end soon, or have ended, in words: for the header, and for stderr where a command goes on (issue 15, 8). */
import { formatDuration } from '../format.ts';
import type { HeldKeys } from '../observation/health-of-sources.ts';
import { sanitize } from '../terminal/sanitize.ts';

const minuteMs = 60_000;
/** From here on it is said. */
export const keysWarnMs = 15 * minuteMs;

/** Whole minutes, until the last one: a figure that changes each second draws the eye. */
const minutes = (ms: number): string =>
  formatDuration(ms < minuteMs ? Math.max(0, ms) : Math.floor(ms / minuteMs) * minuteMs);

export type KeysText = {
  readonly hasEnded: boolean;
  /** `credentials end in 14 m`, `credentials ended 2 m ago`; of several profiles with the name. */
  readonly short: string;
  /** With what brings new ones. */
  readonly long: string;
};

/** Those that end first; undefined while none ends within a quarter of an hour. */
export const keysText = (all: readonly HeldKeys[], now: number): KeysText | undefined => {
  const [first] = all
    .flatMap(({ endsAt, ...keys }) => (endsAt === undefined ? [] : [{ ...keys, endsAt }]))
    .sort((a, b) => a.endsAt - b.endsAt);
  if (first === undefined || first.endsAt - now > keysWarnMs) return undefined;
  const whose = all.length > 1 && first.profile !== undefined ? ` of ${first.profile}` : '';
  const hasEnded = first.endsAt <= now;
  const short = sanitize(
    hasEnded
      ? `credentials${whose} ended ${minutes(now - first.endsAt)} ago`
      : `credentials${whose} end in ${minutes(first.endsAt - now)}`,
  );
  return { hasEnded, short, long: `${short}: ${sanitize(first.renewal)}` };
};
