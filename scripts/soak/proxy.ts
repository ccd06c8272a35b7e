/**
 * A network that fails as it is told to: a proxy on loopback between one client and the account. Knows what the client was
 * given whole and true, and when.
 */
import { createServer, type IncomingMessage, request as open, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../src/sandbox/simulation/random.ts';
import { type FaultKind, type Phase, strikes } from './faults.ts';
import { asksForMadeUp, passed, type Request, type Struck, strike } from './strike.ts';
import { type Answer, isMembers, operationOf, readBody } from './wire.ts';

export type ChaosProxy = {
  readonly url: string;
  /** From now on it fails so; not at all where undefined. */
  readonly fail: (phase: Phase | undefined) => void;
  /** When an operation was last answered whole and with the truth, in epoch milliseconds; Live Tail: its last message. */
  readonly lastTrue: (operation: string) => number | undefined;
  /** The longest time between two such answers of an operation, or since the last. */
  readonly longestQuietMs: (operation: string) => number | undefined;
  /** Requests by operation; those of them that were struck, by kind. */
  readonly counts: () => {
    readonly calls: Readonly<Record<string, number>>;
    readonly struck: Readonly<Record<string, number>>;
  };
  readonly close: () => Promise<void>;
};

const lateMs = { min: 500, max: 5_000 };
const dripEveryMs = 200;
/** Of the messages of a Live Tail session: there are many. */
const messageShare = 0.3;
/** What a question is about: two that differ in their times alone are the same. */
const subjects = [
  'logGroupName',
  'logGroupIdentifier',
  'StreamArn',
  'ShardId',
  'AlarmTypes',
  'AlarmName',
  'MetricDataQueries',
];
const keptAnswers = 5;
const keptIterators = 20_000;

const headersOf = (message: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(message.headers).flatMap(([name, value]) =>
      value === undefined || /^(connection|keep-alive|transfer-encoding)$/.test(name)
        ? []
        : [[name, String(value)]],
    ),
  );

const bytesOf = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

export const startChaosProxy = async (endpoint: string, seed: number): Promise<ChaosProxy> => {
  const random = createRandom(seed);
  let phase: Phase | undefined;
  const dead = new Set<Socket>();
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  const trueAt = new Map<string, number>();
  const quietMs = new Map<string, number>();
  const noteTrue = (operation: string): void => {
    const now = Date.now();
    quietMs.set(operation, Math.max(quietMs.get(operation) ?? 0, now - (trueAt.get(operation) ?? now)));
    trueAt.set(operation, now);
  };
  const calls = new Map<string, number>();
  const struckBy = new Map<string, number>();
  /** By question: the newest answers. */
  const answers = new Map<string, Answer[]>();
  /** Which shard an iterator reads. */
  const shardOf = new Map<string, string>();

  const count = (counts: Map<string, number>, name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };

  /** What fails for this request, or for this message of a session. */
  const draw = (shareOfIt: number): FaultKind | undefined => {
    if (phase === undefined || phase.kind === 'black-hole' || random() >= phase.share * shareOfIt)
      return undefined;
    if (phase.kind !== 'mixed') return phase.kind;
    return strikes[Math.floor(random() * strikes.length)];
  };

  /** What the answer answers, so that an older answer to the same question may come in its place. */
  const questionOf = ({ operation, data }: Request): string => {
    if (!isMembers(data)) return operation;
    const iterator = data['ShardIterator'];
    const about =
      typeof iterator === 'string'
        ? shardOf.get(iterator)
        : JSON.stringify([...subjects.map((name) => data[name])]);
    return `${operation} ${about}`;
  };

  const learn = (request: Request, answer: Answer): void => {
    const data = readBody(answer.headers, answer.body);
    if (!isMembers(data) || !isMembers(request.data)) return;
    const asked = request.data['ShardIterator'];
    const shard =
      request.operation === 'GetShardIterator'
        ? `${request.data['StreamArn']} ${request.data['ShardId']}`
        : typeof asked === 'string'
          ? shardOf.get(asked)
          : undefined;
    const next = data['NextShardIterator'] ?? data['ShardIterator'];
    if (shard === undefined || typeof next !== 'string') return;
    shardOf.set(next, shard);
    const [oldest] = shardOf.keys();
    if (shardOf.size > keptIterators && oldest !== undefined) shardOf.delete(oldest);
  };

  const struckAnswer = (request: Request, answer: Answer): Struck => {
    const question = questionOf(request);
    const earlier = answers.get(question) ?? [];
    const kind = draw(1);
    if (answer.status < 300) {
      learn(request, answer);
      // Pages of listings are long: only what one asks again and again is kept.
      answers.set(question, [...earlier, answer].slice(-keptAnswers));
    }
    if (kind === undefined) return passed(answer);
    count(struckBy, kind);
    return strike(kind, request, answer, earlier[Math.floor(random() * earlier.length)], random);
  };

  const send = async (response: ServerResponse, struck: Struck): Promise<void> => {
    const { answer, way } = struck;
    const { body } = answer;
    const half = body.subarray(0, Math.floor(body.length / 2));
    switch (way) {
      case 'silent':
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'half-then-silent':
        response.writeHead(answer.status, answer.headers);
        response.write(half);
        return;
      case 'half-then-closed':
        response.writeHead(answer.status, answer.headers);
        response.write(half, () => response.socket?.destroy());
        return;
      case 'drip':
        response.writeHead(answer.status, answer.headers);
        for (const byte of body) {
          if (response.destroyed || closing.signal.aborted) return;
          response.write(Uint8Array.of(byte));
          await sleep(dripEveryMs);
        }
        response.end();
        return;
      case 'late':
        await sleep(lateMs.min + random() * (lateMs.max - lateMs.min));
        break;
      case 'whole':
        break;
    }
    response.writeHead(answer.status, answer.headers);
    response.end(body);
  };

  /** A session's messages, one by one: each may be lost with all that follow, come late, broken, or not at all. */
  const relaySession = async (
    answer: IncomingMessage,
    response: ServerResponse,
    socket: Socket,
  ): Promise<void> => {
    response.writeHead(answer.statusCode ?? 200, headersOf(answer));
    let isSilent = false;
    for await (const chunk of answer) {
      if (!Buffer.isBuffer(chunk) || response.destroyed) break;
      // Silence is for ever: the network has forgotten this connection.
      if (isSilent || dead.has(socket)) continue;
      const kind = draw(messageShare);
      if (kind !== undefined) count(struckBy, `live ${kind}`);
      switch (kind) {
        case 'half-body':
        case 'silent':
          isSilent = true;
          continue;
        case 'reset':
          socket.resetAndDestroy();
          return;
        case 'close':
        case 'error-500':
        case 'html-503':
        case 'throttle':
          socket.destroy();
          return;
        case 'cut-json':
          response.write(chunk.subarray(0, chunk.length >> 1));
          socket.end();
          return;
        case 'null':
        case 'wrong-type':
        case 'missing':
        case 'wrong-crc': {
          const broken = Buffer.from(chunk);
          const at = Math.floor(random() * broken.length);
          broken[at] = (broken[at] ?? 0) ^ 0x55;
          response.write(broken);
          continue;
        }
        case 'delay':
          await sleep(lateMs.max / 2);
          break;
        case 'drip':
          for (const byte of chunk.subarray(0, 20)) {
            response.write(Uint8Array.of(byte));
            await sleep(dripEveryMs);
          }
          response.write(chunk.subarray(20));
          continue;
        default:
          break;
      }
      if (!dead.has(socket)) response.write(chunk);
      if (kind === undefined) noteTrue('StartLiveTail');
    }
    response.end();
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { socket } = incoming;
    const body = await bytesOf(incoming);
    if (dead.has(socket)) return;
    const operation = operationOf(incoming.headers, incoming.url ?? '/');
    count(calls, operation);
    const request: Request = {
      operation,
      headers: incoming.headers,
      data: readBody(incoming.headers, body),
    };
    // When the lie is over the account itself is asked, and does not know such a token.
    const isLying = phase?.kind === 'same-token' || phase?.kind === 'mixed';
    const known = isLying && asksForMadeUp(request) ? answers.get(questionOf(request))?.at(-1) : undefined;
    if (known !== undefined) {
      await send(response, strike('same-token', request, known, undefined, random));
      return;
    }
    const { 'accept-encoding': _, ...headers } = incoming.headers;
    const upstream = await new Promise<IncomingMessage>((resolve, reject) => {
      const onward = open(
        new URL(incoming.url ?? '/', endpoint),
        { method: incoming.method ?? 'POST', headers },
        resolve,
      );
      onward.on('error', reject);
      response.on('close', () => onward.destroy());
      onward.end(body);
    });
    if (String(upstream.headers['content-type']).includes('eventstream')) {
      await relaySession(upstream, response, socket);
      return;
    }
    const answer = {
      status: upstream.statusCode ?? 500,
      headers: headersOf(upstream),
      body: await bytesOf(upstream),
    };
    if (dead.has(socket)) return;
    const struck = struckAnswer(request, answer);
    await send(response, struck);
    if (struck.isTrue) noteTrue(operation);
  };

  const server = createServer((incoming, response) => {
    // Either side may go away at any time: that is what this is for.
    handle(incoming, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 120_000;
  server.requestTimeout = 0;
  server.on('connection', (socket) => {
    sockets.add(socket);
    if (phase?.kind === 'black-hole') dead.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      dead.delete(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    fail: (next) => {
      if (next?.kind === 'black-hole') for (const socket of sockets) dead.add(socket);
      if (phase?.kind === 'black-hole' && phase.resets) for (const socket of dead) socket.resetAndDestroy();
      phase = next;
    },
    longestQuietMs: (operation) => {
      const last = trueAt.get(operation);
      return last === undefined ? undefined : Math.max(quietMs.get(operation) ?? 0, Date.now() - last);
    },
    lastTrue: (operation) => trueAt.get(operation),
    counts: () => ({ calls: Object.fromEntries(calls), struck: Object.fromEntries(struckBy) }),
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
