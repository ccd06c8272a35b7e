/** A state folder of a test's own, as commands see it. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../../src/observation/health-of-sources.ts';
import { createStalls } from '../../src/stalls.ts';
import { manualClock } from './clock.ts';

export const emptyStateHome = (): string => mkdtempSync(join(tmpdir(), 'orders-watch-state-'));

/** One run of the tool in that home; `told` is what it says, `undefined` where that is over. */
export const runIn = (home: string) => {
  const clock = manualClock(0);
  const stalls = createStalls(clock);
  const told: (Failure | undefined)[] = [];
  stalls.tellTo((_, failure) => told.push(failure));
  return { env: { XDG_STATE_HOME: home }, stalls, told, clock };
};
