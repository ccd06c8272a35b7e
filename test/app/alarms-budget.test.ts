/** `--budget` on the list of alarms: what is drawn of an alarm that is open is paid from it, too. */
import { expect, test } from 'vitest';
import { openAcknowledged } from '../../src/app/alarms/acknowledged.ts';
import { showAlarms } from '../../src/app/alarms/alarms-screen.tsx';
import { createClients } from '../../src/aws/clients.ts';
import type { WatchRequest } from '../../src/backend/backend.ts';
import { backendOf } from '../helpers/backend.ts';
import { manualClock } from '../helpers/clock.ts';
import { runIn } from '../helpers/state-home.ts';

/** What the list asks a backend to watch. */
const watchedWith = (budget: number | undefined): WatchRequest | undefined => {
  const clock = manualClock();
  const { env, stalls } = runIn('/nonexistent');
  let asked: WatchRequest | undefined;
  const backend = {
    ...backendOf(createClients({ region: 'eu-west-1', clock }), 'eu-west-1', clock),
    watch: (request: WatchRequest) => {
      asked = request;
      return [];
    },
  };
  const list = {
    historyMs: 0,
    acknowledged: openAcknowledged({ env, stalls }),
    opened: () => undefined,
    utc: () => true,
    series: () => [],
    draw: () => () => null,
  };
  showAlarms(
    { backend, pipeline: undefined },
    { list, options: { budget, 'name-prefix': undefined, notify: false }, runtime: { env, stalls } },
    {
      take: () => {},
      show: () => {},
      use: () => {},
      charge: () => {},
      expect: () => {},
      fail: () => {},
      notify: () => {},
      exited: new Promise(() => {}),
      signal: new AbortController().signal,
    },
  );
  return asked;
};

test('graphs of alarms are polled on the budget that was given, and on none where none was', () => {
  const budget = watchedWith(0.06)?.budget;
  expect(budget?.readyAt()).toBe(0);
  budget?.spend(0.001);
  // A tenth of a cent of six cents an hour: a minute.
  expect(budget?.readyAt()).toBe(manualClock().now() + 60_000);
  expect(watchedWith(undefined)).toMatchObject({ budget: undefined });
});
