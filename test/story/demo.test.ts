/** The story of the embedded account against the simulation's own truth: who, since when, what changed before, what backs up, when it was over. */
import { afterAll, describe, expect, test } from 'vitest';
import { evidenceNow } from '../../src/app/why/evidence.ts';
import { createClients } from '../../src/aws/clients.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { createAccount, type SimulatedAccount } from '../../src/sandbox/create-account.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { createFaults } from '../../src/sandbox/simulation/faults.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { backendOf } from '../helpers/backend.ts';
import { quickClock } from '../helpers/clock.ts';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 15, 12);

type Told = {
  readonly account: SimulatedAccount;
  readonly snapshot: Snapshot;
  readonly close: () => Promise<void>;
};

/** What is told so long after the start, of an outage that began nine minutes before it and ends twelve after. */
const tellAt = async (minutes: number): Promise<Told> => {
  const clock = quickClock(noon + minutes * minute, 1);
  const account = createAccount({ seed: 5, scenario: 'incident', startAt: noon, clock });
  const server = await startSandboxServer({ account, clock });
  const { region } = account;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const clients = createClients({ region, endpointUrl: server.url, clock, credentials });
  const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: [region] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  const backend = backendOf(clients, region, clock);
  const { signal } = new AbortController();
  const snapshot = await evidenceNow(parsed.value[0], { backend, budget: undefined, signal });
  return {
    account,
    snapshot,
    close: async () => {
      clients.close();
      await server.close();
    },
  };
};

const faultsAt = createFaults('incident', 5, noon);
/** First minute of the outage, and the first after it, as the simulation has it. */
const isOut = (at: number): boolean => faultsAt(at).gateway > 0;
const minutesOf = Array.from({ length: 60 }, (_, nth) => noon + (nth - 30) * minute);
const began = minutesOf.find(isOut) ?? Number.NaN;
const ended = minutesOf.find((at) => at > began && !isOut(at)) ?? Number.NaN;

/** Sum of a metric of payment-worker in a minute. */
const countOf = ({ account }: Told, name: string, at: number): number => {
  const dimensions = { FunctionName: 'payment-worker' };
  const [point] = account.metrics.read(
    { namespace: 'AWS/Lambda', name, dimensions },
    'Sum',
    60,
    at,
    at + minute,
  );
  return point?.value ?? 0;
};

const failedLines = ({ account }: Told, from: number, to: number): number =>
  [...account.logs.events('/aws/lambda/payment-worker', from, to)].filter(({ message }) =>
    /charge failed .*gateway timeout/.test(message),
  ).length;

describe('the story of the demo', { timeout: 120_000 }, () => {
  const open: Told[] = [];
  const told = async (minutes: number): Promise<Told> => {
    const one = await tellAt(minutes);
    open.push(one);
    return one;
  };
  afterAll(() => Promise.all(open.map(({ close }) => close())));

  test.each([0, 11])(
    '%i minutes after the start: who, since when, why, what came before, what backs up',
    async (after) => {
      const now = await told(after);
      const [story] = now.snapshot.stories;
      const { cause, effects = [], changes = [], messages = [] } = story ?? {};
      expect(story).toMatchObject({ health: 'bad', stage: 'payment-worker', since: began, explains: true });
      expect(cause).toMatchObject({ sign: 'errors', limit: 2, isOlder: false, until: undefined });
      // The figure is that of one of the last minutes, by the account's own counts.
      const rates = [1, 2, 3, 4, 5].map((ago) => {
        const at = Math.floor(now.snapshot.at / minute) * minute - ago * minute;
        return (100 * countOf(now, 'Errors', at)) / countOf(now, 'Invocations', at);
      });
      expect(rates.some((rate) => Math.abs(rate - (cause?.value ?? 0)) < 1e-9)).toBe(true);
      expect(changes).toMatchObject([{ stage: 'payment-worker', what: 'version 42' }]);
      expect(changes[0]?.at).toBeGreaterThanOrEqual(noon - 13 * minute);
      expect(changes[0]?.at).toBeLessThan(began);
      expect(effects).toContainEqual(
        expect.objectContaining({ stage: 'payments', sign: 'age', explainedBy: 'payment-worker' }),
      );
      expect(story?.text).toMatch(/^payment-worker fails since 11:51 /);
      expect(story?.text).toMatch(/version 42 deployed \d+ m before/);
      expect(story?.text).not.toMatch(/because|rollback/i);
      expect(messages[0]?.pattern).toContain('gateway timeout');
      const counted = messages
        .filter(({ pattern }) => /gateway timeout/.test(pattern))
        .reduce((sum, { count }) => sum + count, 0);
      const most = failedLines(now, began, now.snapshot.at);
      expect(counted).toBeLessThanOrEqual(most);
      // Of the lines that were read, which the message's own time tells; those of the last seconds come later.
      const read = failedLines(now, messages[0]?.since ?? began, now.snapshot.at - 30_000);
      expect(counted).toBeGreaterThan(0.97 * read);
    },
  );

  test('half an hour after the start: over, and since when', async () => {
    const { snapshot } = await told(30);
    const story = snapshot.stories.find(({ stage }) => stage === 'payment-worker');
    expect(story).toMatchObject({ health: 'ok', trend: 'over', since: began, cause: { until: ended } });
    expect(story?.text).toMatch(/^payment-worker failed from 11:51 to 12:12: /);
    expect(story?.text).toMatch(/over since 12:/);
  });
});
