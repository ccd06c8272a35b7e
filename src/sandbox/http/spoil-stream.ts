/** What may happen to an event stream in mid-session: each message has its own fate (`--faults`). */
import type { Clock } from '../../clock.ts';
import type { FaultDraw } from '../faults.ts';
import { eventMessage, exceptionMessage, messageIn } from '../wire/protocol/event-stream.ts';
import { proxyPage, spoilt } from '../wire/spoil.ts';

/** What goes out: bytes, or the connection's end. */
export type StreamPart = Uint8Array | 'cut';

type Spoiling = {
  readonly nextFault: () => FaultDraw;
  readonly clock: Clock;
  /** Aborts when the client goes or the server closes. */
  readonly signal: AbortSignal;
};

const dripMs = 1000;

/** Hands on the messages of a session until one of them has a fate that it does not survive. */
export async function* spoilStream(
  messages: AsyncIterable<Uint8Array>,
  { nextFault, clock, signal }: Spoiling,
): AsyncGenerator<StreamPart> {
  let isDripping = false;
  for await (const message of messages) {
    const { strike, detail } = nextFault();
    switch (strike) {
      case 'none':
        break;
      case 'reset':
        yield 'cut';
        return;
      case 'silent':
        // Half a message, no heartbeat, and the connection stays.
        yield message.subarray(0, Math.floor(message.length / 2));
        await aborted(signal);
        return;
      case 'drip':
        isDripping = true;
        break;
      case 'throttle':
        yield exceptionMessage({
          code: 'SessionTimeoutException',
          message: 'The Live Tail session has timed out.',
          status: 400,
        });
        return;
      case 'error':
        yield exceptionMessage({
          code: 'SessionStreamingException',
          message: 'The Live Tail session could not go on.',
          status: 500,
        });
        return;
      case 'loop':
        // The same once more.
        yield message;
        break;
      case 'html':
        yield proxyPage(detail).body;
        return;
      case 'empty':
        yield eventMessage('sessionUpdate', undefined);
        continue;
      case 'null':
        yield* spoiltMessage(message, detail);
        continue;
      default:
        return strike satisfies never;
    }
    if (!isDripping) yield message;
    else yield* dripped(message, clock, signal);
  }
}

/** A wrong checksum, a field that is spoilt, or an update of which half is sampled away. */
function* spoiltMessage(message: Uint8Array, detail: number): Generator<Uint8Array> {
  const { name, body } = messageIn(message);
  if (detail < 1 / 3) {
    const broken = Uint8Array.from(message);
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 0xff;
    yield broken;
  } else if (detail < 2 / 3 || name !== 'sessionUpdate') {
    yield eventMessage(name, spoilt(body, (detail * 3) % 1));
  } else {
    const results = body['sessionResults'];
    yield eventMessage(name, {
      ...body,
      sessionMetadata: { sampled: true },
      sessionResults: Array.isArray(results) ? results.filter((_, nth) => nth % 2 === 0) : results,
    });
  }
}

/** A byte a second. */
export async function* dripped(
  bytes: Uint8Array,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const byte of bytes) {
    yield Uint8Array.of(byte);
    await clock.sleep(dripMs, signal);
    if (signal.aborted) return;
  }
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
