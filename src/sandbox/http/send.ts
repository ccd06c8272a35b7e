/** How an answer leaves: packed where the client takes it, message by message, or with its connection's end. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { crc32, gzip } from 'node:zlib';
import type { Clock } from '../../clock.ts';
import type { FaultDraw } from '../faults.ts';
import type { WireResponse } from '../wire/answer.ts';
import { aborted, dripped, spoilStream } from './spoil-stream.ts';

/** Answers of this size and more are packed for clients that take it. */
const gzipBytes = 10 * 1024;
/** How long and how much of a refused body is still read: a connection that is closed on unread bytes loses its answer. */
const lingerMs = 2000;
const lingerBytes = 32 * 1024 * 1024;

/** Breaks a connection as a network does. One that is gone already is left alone: Node throws at it from nowhere. */
export const breakConnection = (socket: Socket | null): void => {
  if (socket !== null && !socket.destroyed) socket.resetAndDestroy();
};

type Waits = {
  /** The account's moment, epoch milliseconds. */
  readonly now: number;
  readonly clock: Clock;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
};

type SendOptions = Waits & {
  readonly strike: FaultDraw['strike'];
};

/** The account's own time: what a client measures its clock against. */
const dateOf = (now: number) => ({ date: new Date(now).toUTCString() });

/** Sends a whole answer; by a strike only half of it, or a byte a second. */
export const send = async (
  request: IncomingMessage,
  response: ServerResponse,
  answer: WireResponse,
  requestId: string,
  { now, strike, clock, closing }: SendOptions,
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
    // 204 is the answer that has none.
    ...(answer.status === 204 ? {} : { 'content-length': body.length }),
    ...dateOf(now),
  });
  if (strike !== 'silent' && strike !== 'drip') {
    response.end(body);
    return;
  }
  const { signal, done } = whileThere(response, closing);
  if (strike === 'silent') {
    response.flushHeaders();
    response.write(body.subarray(0, Math.floor(body.length / 2)));
    await aborted(signal);
  } else {
    for await (const part of dripped(body, clock, signal)) response.write(part);
  }
  done();
  response.end();
};

/** Aborts when the client goes or the server closes. */
const whileThere = (
  response: ServerResponse,
  closing: AbortSignal,
): { readonly signal: AbortSignal; readonly done: () => void } => {
  const gone = new AbortController();
  const end = () => gone.abort();
  response.on('close', end);
  closing.addEventListener('abort', end);
  if (response.destroyed || closing.aborted) end();
  return { signal: gone.signal, done: () => closing.removeEventListener('abort', end) };
};

/** Sends an answer to a request that is not read to its end, and closes the connection: what follows in it is of no use. */
export const sendLast = async (
  request: IncomingMessage,
  response: ServerResponse,
  answer: WireResponse,
  requestId: string,
  { now, clock, closing }: Waits,
): Promise<void> => {
  response.writeHead(answer.status, {
    ...answer.headers,
    ...dateOf(now),
    'x-amzn-requestid': requestId,
    'content-length': answer.body.length,
    connection: 'close',
  });
  response.write(answer.body);
  if (!request.complete) await unread(request, clock, closing);
  response.end();
};

/** Waits for the end of a body that nobody wants. */
const unread = (request: IncomingMessage, clock: Clock, closing: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const waiting = new AbortController();
    const done = (): void => {
      waiting.abort();
      resolve();
    };
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > lingerBytes) done();
    });
    request.on('end', done);
    request.on('close', done);
    void clock.sleep(lingerMs, AbortSignal.any([waiting.signal, closing])).then(done);
  });

/** Sends messages one by one, each with its fate, and waits for a client that reads slowly. */
export const sendStream = async (
  response: ServerResponse,
  answer: WireResponse,
  stream: NonNullable<WireResponse['stream']>,
  requestId: string,
  { now, clock, closing, nextFault }: Waits & { readonly nextFault: () => FaultDraw },
): Promise<void> => {
  const { signal, done } = whileThere(response, closing);
  response.writeHead(answer.status, { ...answer.headers, ...dateOf(now), 'x-amzn-requestid': requestId });
  for await (const part of spoilStream(stream({ clock, signal }), { nextFault, clock, signal })) {
    if (signal.aborted) break;
    if (part === 'cut') {
      breakConnection(response.socket);
      break;
    }
    if (!response.write(part)) await drained(response, signal);
  }
  done();
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
    if (gone.aborted) done();
  });
