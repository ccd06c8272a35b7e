import { expect, test } from 'vitest';
import { shownMoment } from '../../components/dashboard/time-context.ts';

const now = Date.UTC(2026, 0, 15, 12, 0);
const minuteMs = 60_000;
const none = { crosshair: undefined, end: undefined, moment: undefined };
const moment = { name: 'a', stage: 's', at: now - 7 * minuteMs, from: 0, to: now };

test('a screen shows now until the crosshair, a jump or the window leads back', () => {
  expect(shownMoment(none, now)).toEqual({ at: now, isPast: false, by: 'now' });
  expect(shownMoment({ ...none, end: now - minuteMs }, now)).toEqual({
    at: now - minuteMs,
    isPast: true,
    by: 'window',
  });
  expect(shownMoment({ ...none, moment, end: now - minuteMs }, now).by).toBe('moment');
  expect(shownMoment({ ...none, moment, crosshair: now - 3 * minuteMs }, now)).toEqual({
    at: now - 3 * minuteMs,
    isPast: true,
    by: 'crosshair',
  });
});

test('a moment is never after now', () => {
  expect(shownMoment({ ...none, end: now + minuteMs }, now)).toEqual({ at: now, isPast: false, by: 'now' });
  expect(shownMoment({ ...none, crosshair: now + minuteMs }, now).at).toBe(now);
});
