/** A relay on loopback before the embedded account: writes down each call and its answer, as they are on the wire. */
import { createServer, type IncomingMessage, request as open, type ServerResponse } from 'node:http';

export type Exchange = {
  /** `GraniteServiceVersion20100801`, as X-Amz-Target has it; empty where a request names none. */
  readonly target: string;
  readonly operation: string;
  /** The tool asked, or this script did. */
  readonly by: 'tool' | 'script';
  readonly request: string;
  readonly status: number;
  readonly contentType: string;
  readonly answer: string;
};

export type Recorder = {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  readonly close: () => Promise<void>;
};

/** Requests of this script name themselves by this header. */
export const scriptHeader = 'x-conformance-script';

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts);
};

export const startRecorder = async (upstream: string): Promise<Recorder> => {
  const exchanges: Exchange[] = [];
  const { hostname, port } = new URL(upstream);
  const relay = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const { headers, method, url: path } = request;
    const forward = open({ hostname, port, method, path, headers }, (answer) => {
      const parts: Buffer[] = [];
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        response.write(part);
      });
      answer.on('error', () => response.destroy());
      answer.on('end', () => {
        response.end();
      });
      // A stream is whole whenever its listener leaves.
      answer.on('close', () => {
        const contentType = String(answer.headers['content-type'] ?? '');
        if (!answer.complete && !contentType.includes('eventstream')) return;
        const [, target = '', operation = ''] =
          /^(.*)\.(\w+)$/.exec(String(headers['x-amz-target'] ?? '')) ?? [];
        exchanges.push({
          target,
          operation,
          by: headers[scriptHeader] === undefined ? 'tool' : 'script',
          request: body.toString(),
          status: answer.statusCode ?? 502,
          contentType,
          answer: Buffer.concat(parts).toString(),
        });
      });
    });
    forward.on('error', () => response.destroy());
    response.on('close', () => forward.destroy());
    forward.end(body);
  };
  const server = createServer((request, response) => {
    relay(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    exchanges,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
