import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../clock.ts';
import type { Account } from './account.ts';
import { type FaultOptions, faultDealer, noFaults } from './faults.ts';
import { announcesTooMuch, readBody } from './http/request-body.ts';
import { breakConnection, send, sendLast, sendStream } from './http/send.ts';
import { refuseVisitor } from './http/visitor.ts';
import { answerRequest, type Backend, type Call, refuseRequest } from './wire/answer.ts';
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
  /** Told of what should not be: an exception that came of a request. */
  readonly onBug?: (error: unknown) => void;
};

export type SandboxServer = {
  /** `http://127.0.0.1:PORT`, the endpoint for clients. */
  readonly url: string;
  readonly port: number;
  /** Ends open connections too. */
  readonly close: () => Promise<void>;
};

/** For what a request may take to arrive, and its headers alone: a client that dawdles does not keep its place. */
const requestTimeoutMs = 30_000;
const headersTimeoutMs = 10_000;
const lookForLateMs = 1000;
/** A session token is the longest header of an AWS client, some 2 kB. */
const mostHeaderBytes = 16 * 1024;
const mostConnections = 1000;

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
    const requestId = randomUUID();
    const path = (request.url ?? '/').replace(/\?.*$/s, '');
    const unanswered = { path, headers: request.headers, requestId };
    const stranger = refuseVisitor(request.headers, request.headersDistinct['host'] ?? [], path);
    const waits = () => ({ now: options.account.advance(), clock, closing: closing.signal });
    if (stranger !== undefined) {
      await sendLast(request, response, refuseRequest(stranger, unanswered), requestId, waits());
      return;
    }
    const fate = nextFault();
    const read = await readBody(request);
    if (read === 'gone') return;
    if (fate.latencyMs > 0) await clock.sleep(fate.latencyMs, closing.signal);
    if (fate.strike === 'reset') {
      breakConnection(request.socket);
      return;
    }
    if ('error' in read) {
      await sendLast(request, response, refuseRequest(read.error, unanswered), requestId, waits());
      return;
    }
    const answer = answerRequest(
      { ...unanswered, method: request.method ?? 'POST', body: read.body },
      backend,
      fate,
    );
    if (answer.call !== undefined) options.onCall?.(answer.call);
    if (answer.stream !== undefined) {
      await sendStream(response, answer, answer.stream, requestId, {
        ...waits(),
        nextFault,
      });
      return;
    }
    await send(request, response, answer, requestId, {
      ...waits(),
      strike: fate.strike,
    });
  };

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    // What breaks in them breaks this connection and nothing else.
    request.on('error', () => {});
    response.on('error', () => {});
    handle(request, response).catch((error) => {
      options.onBug?.(error);
      response.destroy();
    });
  };
  const server = createServer(
    {
      maxHeaderSize: mostHeaderBytes,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: lookForLateMs,
    },
    serve,
  );
  server.maxConnections = mostConnections;
  // Who waits with a body until it is wanted is told at once where it is not.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!announcesTooMuch(request)) response.writeContinue();
    serve(request, response);
  });
  server.on('connection', (socket) => socket.on('error', () => {}));
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
    ...(options.onBug === undefined ? {} : { onBug: options.onBug }),
    queries: createQueryDesk(),
    accountOf: (region) =>
      accounts.get(region) ?? emptyAccount(options.account.accountId, region, options.account.advance),
    nextThrottle: (count) => throttles++ % count,
  };
};
