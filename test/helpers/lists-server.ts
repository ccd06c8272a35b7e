/** An account of nothing but lists, on loopback: what it answers to each operation is given, in the words of the wire. */
import { createServer } from 'node:http';
import { type AskedFor, operationOf } from './operation-of.ts';

export type ListAnswer = {
  readonly status?: number;
  /** JSON of an object, XML of a text. */
  readonly body: object | string;
};

/** No answer at all, as of a service behind a firewall. */
export const silent: ListAnswer = { status: 0, body: {} };

export type Lists = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => ListAnswer>>;

/** As REST-JSON and JSON services refuse. */
export const denied: ListAnswer = {
  status: 403,
  body: { __type: 'AccessDeniedException', message: 'User: arn:aws:iam::1:user/eve is not authorized' },
};

export const startListsServer = async (lists: Lists) => {
  const asked: AskedFor[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = operationOf(request.url ?? '/', request.headers, Buffer.concat(chunks).toString('utf8'));
      if (one !== undefined) asked.push(one);
      const unknown: ListAnswer = { status: 400, body: { __type: 'UnknownOperationException' } };
      const { status = 200, body } = (one && lists[one.operation]?.(one.input)) ?? unknown;
      if (status === silent.status) return;
      const isXml = typeof body === 'string';
      const type: unknown = isXml ? '' : Reflect.get(body, '__type');
      response.writeHead(status, {
        'content-type': isXml ? 'text/xml' : 'application/json',
        ...(typeof type === 'string' && type !== '' ? { 'x-amzn-errortype': type } : {}),
      });
      response.end(isXml ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the lists have no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked: (): readonly AskedFor[] => asked,
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
};
