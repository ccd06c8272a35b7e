/** The account that is spoilt: it stands still, so that what a command prints of it is the same at every run. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccount } from '../../../src/sandbox/create-account.ts';
import { idleClock } from '../../../test/helpers/clock.ts';
import { runTool, type ToolRun } from '../../../test/helpers/in-process.ts';
import {
  type Rewriting,
  type RewrittenAccount,
  startRewrittenAccount,
} from '../../../test/helpers/rewritten-account.ts';
import { shopPipeline as pipeline } from '../../../test/hostile/shop-pipeline.ts';

const startAt = Date.UTC(2026, 10, 27, 12, 0, 30);
const minuteMs = 60_000;

const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_EC2_METADATA_DISABLED: 'true' };

export type SpoiltAccount = {
  readonly account: RewrittenAccount;
  readonly folder: string;
  /** An order that went through it. */
  readonly order: string;
  readonly run: (
    args: readonly string[],
    rewriting: Rewriting,
    interruptAfterMs?: number,
  ) => Promise<ToolRun>;
  readonly close: () => void;
};

export const startSpoiltAccount = async (): Promise<SpoiltAccount> => {
  const folder = mkdtempSync(join(tmpdir(), 'orders-watch-spoil-'));
  const config = join(folder, 'orders-watch.yaml');
  mkdirSync(join(folder, 'state'));
  writeFileSync(config, pipeline);
  Object.assign(process.env, keys);
  const clock = { now: () => startAt, sleep: async () => {} };
  const simulated = createAccount({
    seed: 5,
    scenario: 'incident',
    startAt,
    historyMs: 15 * minuteMs,
    clock,
  });
  const lines = [
    ...simulated.logs.events('/aws/lambda/payment-worker', startAt - 5 * minuteMs, startAt - minuteMs),
  ];
  const order = lines.flatMap(({ message }) => /ORD-\d+/.exec(message)?.[0] ?? [])[0] ?? '';
  const account = await startRewrittenAccount(simulated);
  const env = {
    ...keys,
    AWS_REGION: 'eu-west-1',
    HOME: folder,
    XDG_STATE_HOME: join(folder, 'state'),
    TZ: 'UTC',
  };
  return {
    account,
    folder,
    order,
    run: async (args, rewriting, interruptAfterMs) => {
      account.rewrite(rewriting);
      const idle = idleClock(startAt, account.isBusy);
      const words = [...args, '--endpoint-url', account.url, '--config', config];
      try {
        return await runTool(words, {
          clock: idle,
          env,
          ...(interruptAfterMs === undefined ? {} : { interruptAfterMs }),
        });
      } finally {
        idle.stop();
      }
    },
    close: () => {
      account.close();
      rmSync(folder, { recursive: true });
    },
  };
};
