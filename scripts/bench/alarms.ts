/**
 * What 5,000 alarms cost: until the first row and the last, how fast the list scrolls, how many calls AWS sees in a second, and what
 * hours of it keep in memory. `npm run bench -- alarms`, with `--json` for one object a line. Build first.
 */
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/clock.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { type Pty, startPty } from '../../test/helpers/pty.ts';
import { alarmAccount } from './alarm-account.ts';
import { hoursOfAlarms } from './alarm-hours.ts';
import { residentMb } from './resident.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const deadlineMs = 60_000;
const screenRows = 40;
const mostPages = 100;
const mostRowsHeld = 300;
const keyRepeatMs = 33;
/** Listed at the start, and again after half a minute. */
const watchedMs = 100_000;

export type AlarmCost = {
  readonly bench: 'alarms';
  readonly alarms: number;
  /** From the start of the process; the page that it is of was the first one. */
  readonly firstRowMs: number;
  /** From the first page's answer until its rows were seen. */
  readonly firstRowAfterAnswerMs: number;
  readonly listedMs: number;
  /** DescribeAlarms calls in the worst second, of all listings: AWS allows 9. */
  readonly mostCallsInASecond: number;
  readonly listings: number;
  /** From a key to its row on the screen. */
  readonly pageDownMs: number;
  readonly pageDownP99Ms: number;
  /** What a key that was held for ten seconds lags behind at the end. */
  readonly heldLagMs: number;
  readonly rssMb: number;
  readonly rssLaterMb: number;
};

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;

const rss = async (pid: number): Promise<number> => Math.round((await residentMb(pid)) ?? 0);

/** Calls within the second that begins with each call. */
const mostInASecond = (times: readonly number[]): number =>
  times.reduce(
    (most, from) => Math.max(most, times.filter((at) => at >= from && at < from + 1000).length),
    0,
  );

const seen = async (pty: Pty, holds: (text: string) => boolean): Promise<number> => {
  await pty.waitFor(holds, deadlineMs);
  return performance.now();
};

const pressed = async (pty: Pty, key: string): Promise<number> => {
  const before = pty.screen().slice(1).join('\n');
  const at = performance.now();
  pty.send(key);
  return (await seen(pty, () => pty.screen().slice(1).join('\n') !== before)) - at;
};

const costOf = async (count: number): Promise<AlarmCost> => {
  const listings: number[] = [];
  const account = alarmAccount(count, () => Date.now());
  const server = await startSandboxServer({
    account,
    onCall: ({ operation }) => {
      if (operation === 'DescribeAlarms') listings.push(performance.now());
    },
  });
  const startedAt = performance.now();
  const pty = startPty({
    command: process.execPath,
    args: [cli, 'alarms', '--endpoint-url', server.url],
    columns: 120,
    rows: screenRows,
    env: { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', AWS_REGION: 'us-east-1' },
  });
  const firstRowAt = await seen(pty, (text) => text.includes('service-'));
  const [firstAnswerAt = firstRowAt] = listings;
  const listedAt = await seen(pty, (text) => / OK /.test(text.split('\n')[0] ?? ''));
  const rssMb = await rss(pty.pid);

  const pages: number[] = [];
  for (let page = 0; page < Math.min(mostPages, Math.floor(count / screenRows)); page += 1)
    pages.push(await pressed(pty, '\x1b[6~'));
  pty.send('g');
  await systemClock.sleep(1000);
  for (let row = 0; row < Math.min(mostRowsHeld, count - 1); row += 1) {
    pty.send('j');
    await systemClock.sleep(keyRepeatMs);
  }
  const releasedAt = performance.now();
  // Where the cursor comes to rest is where the last key led.
  let lastChangeAt = releasedAt;
  for (let before = ''; performance.now() < lastChangeAt + 700; await systemClock.sleep(10)) {
    const now = pty
      .screen()
      .slice(1)
      .map((row) => row.replaceAll(/\d+(?:m\d+)? [smh]|\d+m\d+s/g, ''))
      .join('\n');
    if (now !== before && before !== '') lastChangeAt = performance.now();
    before = now;
    if (performance.now() > releasedAt + 10_000) break;
  }
  await systemClock.sleep(Math.max(0, watchedMs - (performance.now() - startedAt)));
  const rssLaterMb = await rss(pty.pid);
  pty.send('q');
  await pty.exited;
  await server.close();
  return {
    bench: 'alarms',
    alarms: count,
    firstRowMs: Math.round(firstRowAt - startedAt),
    firstRowAfterAnswerMs: Math.round(firstRowAt - firstAnswerAt),
    listedMs: Math.round(listedAt - startedAt),
    mostCallsInASecond: mostInASecond(listings),
    listings: Math.round(listings.length / Math.ceil(count / 100)),
    pageDownMs: Math.round(pages.reduce((sum, ms) => sum + ms, 0) / pages.length),
    pageDownP99Ms: Math.round(quantile(pages, 0.99)),
    heldLagMs: Math.round(lastChangeAt - releasedAt),
    rssMb,
    rssLaterMb,
  };
};

/** Measures and prints; tables, or with `--json` one object a line. */
export const run = async (json = process.argv.includes('--json')): Promise<void> => {
  const costs: AlarmCost[] = [];
  for (const count of [50, 5_000]) costs.push(await costOf(count));
  const hours = await hoursOfAlarms(5_000, 6);
  if (json) for (const row of [...costs, hours]) console.log(JSON.stringify(row));
  else for (const rows of [costs, [hours]]) console.table(rows);
};
