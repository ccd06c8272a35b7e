import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { crc32, gunzip, gzip } from 'node:zlib';
import { type Clock, systemClock } from '../clock.ts';
import type { Account } from './account.ts';
import { type FaultOptions, faultDealer, noFaults } from './faults.ts';
import { answerRequest, type Backend, type Call, type WireResponse } from './wire/answer.ts';
import { emptyAccount } from './wire/empty-account.ts';
import { createQueryDesk } from './wire/logs/query-desk.ts';

export type SandboxServerOptions = {
  readonly account: Account;
  /** More Regions of the same account; any other valid Region is empty. */
  readonly otherRegions?: readonly Account[];
  /** 0 or absent: any free one. */
  readonly port?: number;
  readonly faults?: FaultOptions;
  /** What the faults are drawn from. */
  readonly seed?: number;
  /** Waits for the latency among the faults. */
  readonly clock?: Clock;
  /** Told of each call when its answer is ready. */
  readonly onCall?: (call: Call) => void;
};

export type SandboxServer = {
  /** `http://127.0.0.1:PORT`, the endpoint for clients. */
  readonly url: string;
  readonly port: number;
  /** Ends open connections too. */
  readonly close: () => Promise<void>;
};

/** Answers of this size and more are packed for clients that take it. */
const gzipBytes = 10 * 1024;
/** Requests are small; what is larger is no AWS client. */
const mostRequestBytes = 4 * 1024 * 1024;

/**
 * Serves the account over AWS's wire protocols, on 127.0.0.1 alone. Rejects with Node's own error (EADDRINUSE …) where
 * it cannot listen.
 */
export const startSandboxServer = async (options: SandboxServerOptions): Promise<SandboxServer> => {
  const faults = options.faults ?? noFaults;
  const clock = options.clock ?? systemClock;
  const nextFault = faultDealer(faults, options.seed ?? 1);
  const backend = backendOf(options, faults);
  const closing = new AbortController();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const fate = nextFault();
    const requestId = randomUUID();
    const body = await readBody(request);
    if (fate.latencyMs > 0) await clock.sleep(fate.latencyMs, closing.signal);
    if (body === undefined || fate.strike === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const path = (request.url ?? '/').replace(/\?.*$/s, '');
    const answer = answerRequest(
      { method: request.method ?? 'POST', path, headers: request.headers, body, requestId },
      backend,
      fate.strike,
    );
    if (answer.call !== undefined) options.onCall?.(answer.call);
    if (answer.stream !== undefined) {
      await sendStream(response, answer, answer.stream, requestId, {
        clock,
        closing: closing.signal,
        isCut: () => nextFault().strike === 'reset',
      });
      return;
    }
    await send(request, response, answer, requestId, options.account.advance());
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      // A bug here, or a client that went away: either way the connection is of no more use.
      request.socket.destroy();
    });
  });
  // Longer than any client keeps an idle connection, so that it is never the server that closes one in use.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : (options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const backendOf = (options: SandboxServerOptions, faults: FaultOptions): Backend => {
  const accounts = new Map(
    [options.account, ...(options.otherRegions ?? [])].map((account) => [account.region, account]),
  );
  let throttles = 0;
  return {
    faults,
    homeRegion: options.account.region,
    queries: createQueryDesk(),
    accountOf: (region) =>
      accounts.get(region) ?? emptyAccount(options.account.accountId, region, options.account.advance),
    nextThrottle: (count) => throttles++ % count,
  };
};

/** The request's body, unpacked; undefined where it is too large or not what its encoding says. */
const readBody = async (request: IncomingMessage): Promise<Uint8Array | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > mostRequestBytes) return undefined;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  return promisify(gunzip)(body).catch(() => undefined);
};

const send = async (
  request: IncomingMessage,
  response: ServerResponse,
  answer: WireResponse,
  requestId: string,
  now: number,
): Promise<void> => {
  const isPacked =
    answer.body.length >= gzipBytes && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const body = isPacked ? await promisify(gzip)(answer.body, { level: 1 }) : answer.body;
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(isPacked ? { 'content-encoding': 'gzip' } : {}),
    'x-amzn-requestid': requestId,
    // Clients of DynamoDB check it, over the bytes as they are sent.
    ...(answer.call?.service.startsWith('DynamoDB') ? { 'x-amz-crc32': String(crc32(body)) } : {}),
    'content-length': body.length,
    // The account's own time: what a client measures its clock against.
    date: new Date(now).toUTCString(),
  });
  response.end(body);
};

/** Sends messages one by one, and waits for a client that reads slowly. */
const sendStream = async (
  response: ServerResponse,
  answer: WireResponse,
  stream: NonNullable<WireResponse['stream']>,
  requestId: string,
  {
    clock,
    closing,
    isCut,
  }: {
    readonly clock: Clock;
    readonly closing: AbortSignal;
    /** Asked before each message: does the network fail now? */
    readonly isCut: () => boolean;
  },
): Promise<void> => {
  const gone = new AbortController();
  const end = () => gone.abort();
  response.on('close', end);
  closing.addEventListener('abort', end);
  response.writeHead(answer.status, { ...answer.headers, 'x-amzn-requestid': requestId });
  for await (const message of stream({ clock, signal: gone.signal })) {
    if (gone.signal.aborted) break;
    if (isCut()) {
      response.socket?.resetAndDestroy();
      break;
    }
    if (!response.write(message)) await drained(response, gone.signal);
  }
  closing.removeEventListener('abort', end);
  response.end();
};

const drained = (response: ServerResponse, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      gone.removeEventListener('abort', done);
      resolve();
    };
    response.on('drain', done);
    gone.addEventListener('abort', done);
  });
