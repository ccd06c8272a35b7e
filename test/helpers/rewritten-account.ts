/**
 * An account whose answers are rewritten on their way: what a liar, a stranger or a broken proxy would make of them. It stands still,
 * so that the same question has the same answer at every run.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Account } from '../../src/sandbox/account.ts';
import { noFaults } from '../../src/sandbox/faults.ts';
import { answerRequest } from '../../src/sandbox/wire/answer.ts';
import { createQueryDesk } from '../../src/sandbox/wire/logs/query-desk.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** What becomes of calls. Both are given what JSON held. */
export type Rewriting = {
  /** Before the account sees it. */
  readonly input?: (operation: string, input: Json) => Json;
  /** A text is sent as it stands, anything else as JSON. */
  readonly answer?: (operation: string, answer: Json) => Json;
  /** In the place of an answer. */
  readonly error?: (operation: string) => { readonly name: string; readonly message: string } | undefined;
};

export type RewrittenAccount = {
  readonly url: string;
  /** From now on; forgets what was asked. */
  readonly rewrite: (rewriting: Rewriting) => void;
  /** Calls since then, by operation. */
  readonly asked: () => ReadonlyMap<string, number>;
  /** A call is being answered. */
  readonly isBusy: () => boolean;
  readonly close: () => void;
};

const jsonOf = (bytes: Uint8Array): Json => {
  const text = Buffer.from(bytes).toString('utf8');
  return text === '' ? {} : JSON.parse(text);
};

/** Of an answer that is given again and again. */
const held = new WeakMap<Uint8Array, Json>();
const heldIn = (body: Uint8Array): Json => {
  const json = held.get(body) ?? jsonOf(body);
  held.set(body, json);
  return json;
};

/** Their answers differ with each call. */
const stateful = ['StartQuery', 'GetQueryResults', 'StopQuery'];

export const startRewrittenAccount = async (account: Account): Promise<RewrittenAccount> => {
  let rewriting: Rewriting = {};
  let asked = new Map<string, number>();
  let open = 0;
  const known = new Map<string, ReturnType<typeof answerRequest>>();
  const backend = {
    faults: noFaults,
    homeRegion: account.region,
    queries: createQueryDesk(),
    accountOf: () => account,
    nextThrottle: () => 0,
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    open += 1;
    response.on('close', () => {
      open -= 1;
    });
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { headers, method = 'POST' } = request;
      const [, operation = ''] = String(headers['x-amz-target'] ?? '').split('.');
      asked.set(operation, (asked.get(operation) ?? 0) + 1);
      if (operation === '') {
        // The lists of links, in other protocols: this account has none of them.
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ __type: 'UnknownOperationException', message: 'unknown' }));
        return;
      }
      const raw = Buffer.concat(chunks);
      const given = jsonOf(headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw);
      const error = rewriting.error?.(operation);
      const contentType = { 'content-type': 'application/x-amz-json-1.0' };
      const date = new Date(account.advance()).toUTCString();
      if (error !== undefined) {
        response.writeHead(400, { ...contentType, date });
        response.end(JSON.stringify({ __type: error.name, message: error.message, Message: error.message }));
        return;
      }
      const body = Buffer.from(JSON.stringify(rewriting.input?.(operation, given) ?? given));
      const path = (request.url ?? '/').replace(/\?.*$/s, '');
      const key = `${operation} ${body}`;
      const answer =
        known.get(key) ??
        answerRequest({ method, path, headers, body, requestId: randomUUID() }, backend, {
          strike: 'none',
          detail: 0,
        });
      if (answer.stream !== undefined) {
        // Live Tail: an account that stands still has no new lines; whoever watches it reads by polling.
        response.writeHead(400, contentType);
        response.end(JSON.stringify({ __type: 'LimitExceededException', message: 'no more sessions' }));
        return;
      }
      if (!stateful.includes(operation)) known.set(key, answer);
      const told = rewriting.answer;
      const isWell = answer.status === 200 && told !== undefined;
      const made = isWell ? told(operation, heldIn(answer.body)) : undefined;
      response.writeHead(answer.status, { ...answer.headers, date });
      response.end(made === undefined ? answer.body : typeof made === 'string' ? made : JSON.stringify(made));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the account has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    rewrite: (next) => {
      rewriting = next;
      asked = new Map();
    },
    asked: () => asked,
    isBusy: () => open > 0,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
