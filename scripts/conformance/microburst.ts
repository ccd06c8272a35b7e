/**
 * microburst, a proxy for AWS look-alikes that nobody here wrote: it fails calls as AWS's models say that they fail, by rules that are
 * given while it runs, and says what it did. Installed at a pinned version, started in front of an account, ended.
 */
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { freePort } from './free-port.ts';
import { createPrograms } from './programs.ts';
import { installPython, venvBin } from './python.ts';

const microburst = { venv: 'microburst-venv', name: 'microburst', version: '0.10.0' };
const startMs = 30_000;

export const installMicroburst = (): void => installPython(microburst);

/** A rule of its README: the first that matches a call decides; `times` and `sequence` (fail so many, pass so many) end it. */
export type Rule = {
  readonly operation: string;
  readonly times?: number;
  readonly sequence?: { readonly fail: number; readonly pass: number };
  readonly error?: { readonly code: string; readonly status?: number };
  /** Milliseconds. */
  readonly latency?: number | { readonly min: number; readonly max: number };
  /** Milliseconds that the call is held, then 504. */
  readonly timeout_ms?: number;
  readonly reset?: true;
  readonly response?: {
    readonly truncate_frac?: number;
    readonly abort_frac?: number;
    readonly corrupt_bytes?: number;
    readonly set_headers?: Readonly<Record<string, string>>;
  };
};

const firedShape = z.array(z.object({ operation: z.string().nullable(), action: z.string() }));

/** What it did to a call: `error:ThrottlingException`, `reset`, `latency`. */
export type Fired = z.output<typeof firedShape>[number];

export type Microburst = {
  readonly url: string;
  /** From now on these; forgets what it did. */
  readonly setRules: (rules: readonly Rule[]) => Promise<void>;
  readonly fired: () => Promise<readonly Fired[]>;
  readonly stop: () => Promise<void>;
};

/** It says where it listens before it does. */
const listening = async (url: string): Promise<void> => {
  const until = performance.now() + startMs;
  for (;;) {
    const isThere = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isThere) return;
    if (performance.now() > until) throw new Error('microburst does not listen');
    await setTimeout(100);
  }
};

/** What the tool asks, and the service that a signature names. */
const warmUps = [
  ['GraniteServiceVersion20100801.DescribeAlarms', 'monitoring'],
  ['Logs_20140328.DescribeLogGroups', 'logs'],
  ['DynamoDBStreams_20120810.ListStreams', 'dynamodb'],
] as const;

/** Its first call of a service waits for the service's model, many seconds on a busy machine: longer than a call of the tool. */
const warmUp = async (url: string, target: string, scope: string): Promise<void> => {
  const credential = `conformance/20260101/us-east-1/${scope}/aws4_request`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'x-amz-target': target,
      'content-type': 'application/x-amz-json-1.0',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
    },
    body: '{}',
  });
  await answer.arrayBuffer();
};

const mostFired = 10_000;

export const startMicroburst = async (upstream: string): Promise<Microburst> => {
  const { start, stop } = createPrograms();
  try {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const args = ['--upstream', upstream, '--port', String(port), '--no-resign'];
    const proxy = start(venvBin(microburst.venv, 'microburst'), args);
    await proxy.line('stdout', /point your app/, startMs);
    await listening(`${url}/_microburst/health`);
    await Promise.all(warmUps.map(([target, scope]) => warmUp(url, target, scope)));
    const control = async (path: string, init: RequestInit = {}): Promise<unknown> => {
      const answer = await fetch(`${url}/_microburst/${path}`, init);
      if (!answer.ok) throw new Error(`microburst does not take ${path}: ${await answer.text()}`);
      return answer.json();
    };
    return {
      url,
      setRules: async (rules) => {
        await control('rules', { method: 'POST', body: JSON.stringify(rules) });
        await control('fired', { method: 'DELETE' });
      },
      fired: async () => firedShape.parse(await control(`fired?limit=${mostFired}`)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
