/** A command that goes on says on stderr when its credentials end in 15 and in 5 minutes, and that they have ended: each once. */
import type { Clock } from '../../clock.ts';
import type { ApiCall, HeldKeys } from '../../observation/health-of-sources.ts';
import { keysText } from '../../output/keys-text.ts';

const minuteMs = 60_000;
const stepsMs = [15 * minuteMs, 5 * minuteMs, 0];

/** To be told of each call: one that goes on makes them all the time. */
export const createKeysNotice = (
  clock: Pick<Clock, 'now'>,
  say: (line: string) => void,
): ((call: ApiCall) => void) => {
  /** By profile: the keys, and how many of the steps were said. */
  const said = new Map<string, { readonly keys: HeldKeys; readonly steps: number }>();
  return ({ keys }) => {
    if (keys?.endsAt === undefined) return;
    const profile = keys.profile ?? '';
    const before = said.get(profile);
    const leftMs = keys.endsAt - clock.now();
    const steps = stepsMs.filter((step) => leftMs <= step).length;
    const done = before?.keys.endsAt === keys.endsAt ? before.steps : 0;
    if (steps > done) {
      const text = keysText([keys], clock.now());
      if (text !== undefined) say(`orders-watch: ${text.long}`);
    }
    said.set(profile, { keys, steps: Math.max(steps, done) });
  };
};
