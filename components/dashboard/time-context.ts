/** The dashboard in time: which moment it shows. */
import type { DashboardState } from './state.ts';

/** What a screen shows is of this moment: of now, which goes on with the clock, or of one that was picked. */
export type ShownMoment = {
  /** Epoch milliseconds. What happened up to then is known then. */
  readonly at: number;
  readonly isPast: boolean;
  /** What put it there: nothing, the crosshair of the graphs, their window's end, a jump to the logs around an alarm. */
  readonly by: 'now' | 'crosshair' | 'window' | 'moment';
};

/** Picks the one moment that graphs, tiles, alarms, logs, changes and the timeline show together; `now` is the snapshot's. */
export const shownMoment = (
  { crosshair, end, moment }: Pick<DashboardState, 'crosshair' | 'end' | 'moment'>,
  now: number,
): ShownMoment => {
  if (crosshair !== undefined) return { at: Math.min(crosshair, now), isPast: true, by: 'crosshair' };
  if (moment !== undefined) return { at: Math.min(moment.at, now), isPast: true, by: 'moment' };
  if (end !== undefined && end < now) return { at: end, isPast: true, by: 'window' };
  return { at: now, isPast: false, by: 'now' };
};
