import { minuteMs, type World } from './world.ts';

/** Writes one system's figures of the minute `[from, at]`, as samples of its last instant. */
export type SideSystem = (from: number, at: number) => void;

/** A figure that drifts about 0 between -1 and 1, the same at every run for the same minute and number. */
export const drift = ({ draw }: World, from: number, number: number): number => {
  const minute = from / minuteMs;
  const noise = draw(minute, 0xd21f, number) / 2 ** 32 - 0.5;
  return 0.6 * Math.sin(minute / 17 + number * 2.1) + 0.8 * noise;
};
