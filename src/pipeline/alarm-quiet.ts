/** Why an alarm tells nobody just now: a rule mutes it, or it is so new that it is not judged yet. In few words. */
import { formatClock, formatDay } from '../format.ts';
import type { ActiveMute, Alarm } from '../observation/alarms.ts';

/** The moment that words are said at, and in which zone times are told. */
export type WordClock = { readonly now: number; readonly utc: boolean };

const dayMs = 86_400_000;

/** `14:10`, and the day where that is not within one: `30 Nov 14:10`. */
export const untilText = (until: number, { now, utc }: WordClock): string => {
  const clock = formatClock(until, { utc });
  return until - now < dayMs ? clock : `${formatDay(until, utc)} ${clock}`;
};

/** `muted to 14:10`, which has room at the end of a row of 80 cells; `muted` where it is not known how long. */
export const mutedText = ({ until }: ActiveMute, clock: WordClock): string =>
  until === undefined ? 'muted' : `muted to ${untilText(until, clock)}`;

/** Up to when it is not judged; undefined where it is, or would be had it data. */
export const warmingUntil = ({ state, warmUp }: Alarm, now: number): number | undefined =>
  state === 'INSUFFICIENT_DATA' && warmUp !== undefined && warmUp.until > now ? warmUp.until : undefined;

/** `warming up until 14:10`; undefined where it is not. */
export const warmingText = (alarm: Alarm, clock: WordClock): string | undefined => {
  const until = warmingUntil(alarm, clock.now);
  return until === undefined ? undefined : `warming up until ${untilText(until, clock)}`;
};
