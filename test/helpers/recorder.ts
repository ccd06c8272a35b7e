/** What a client asks of AWS, as it is on the wire: an HTTP server on loopback that writes down each request and hands it on. */
import { createServer, request as open } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type AskedFor, operationOf } from './operation-of.ts';

export type Asked = AskedFor;

export type Recorder = {
  readonly url: string;
  readonly asked: () => readonly Asked[];
  readonly close: () => void;
};

const textOf = (body: Buffer, encoding: string | undefined): string =>
  (encoding === 'gzip' ? gunzipSync(body) : body).toString('utf8');

export const startRecorder = async (endpoint: string): Promise<Recorder> => {
  const asked: Asked[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      const text = textOf(body, incoming.headers['content-encoding']);
      const one = operationOf(incoming.url ?? '/', incoming.headers, text);
      asked.push(one ?? { service: 'nobody', operation: incoming.url ?? '', input: {} });
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
