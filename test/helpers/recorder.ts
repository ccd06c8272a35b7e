/** What a client asks of AWS, as it is on the wire: an HTTP server on loopback that writes down each request and hands it on. */
import { createServer, request as open } from 'node:http';
import { gunzipSync } from 'node:zlib';

export type Asked = {
  /** As in `X-Amz-Target`: `Logs_20140328`. */
  readonly target: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
};

export type Recorder = {
  readonly url: string;
  readonly asked: () => readonly Asked[];
  readonly close: () => void;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Prometheus' API names no operation, and takes a form. */
const promQlPath = '/api/v1/query_range';

const inputOf = (
  path: string | undefined,
  body: Buffer,
  encoding: string | undefined,
): Readonly<Record<string, unknown>> => {
  if (path === promQlPath) return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  const input: unknown = JSON.parse((encoding === 'gzip' ? gunzipSync(body) : body).toString('utf8'));
  return isObject(input) ? input : {};
};

export const startRecorder = async (endpoint: string): Promise<Recorder> => {
  const asked: Asked[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const header = String(incoming.headers['x-amz-target'] ?? '');
      const [target = '', operation = ''] = (
        incoming.url === promQlPath ? 'GraniteServiceVersion20100801.QueryMetrics' : header
      ).split('.');
      asked.push({
        target,
        operation,
        input: inputOf(incoming.url, body, incoming.headers['content-encoding']),
      });
      const onward = open(
        new URL(incoming.url ?? '/', endpoint),
        { method: incoming.method ?? 'POST', headers: incoming.headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the recorder has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked: () => asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
