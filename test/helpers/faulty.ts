/** An account of which one call fails: a proxy on loopback that answers it as a broken, closed or busy AWS does, and hands on the rest. */
import { createServer, request as open, type ServerResponse } from 'node:http';

export const faults = ['500', 'denied', 'throttled', 'expired', 'cut'] as const;
export type Fault = (typeof faults)[number];

export type FaultyAccount = {
  readonly url: string;
  /** From now on this call has this fault, for ever; none where undefined. Forgets what was asked. */
  readonly breaks: (operation: string | undefined, fault: Fault) => void;
  /** Calls that were asked for since then. */
  readonly asked: () => ReadonlySet<string>;
  readonly close: () => void;
};

/** What AWS says, in both of its spellings: with `Exception` in Logs and DynamoDB, without in CloudWatch. */
const errors: Readonly<
  Record<Exclude<Fault, 'cut'>, { readonly status: number; readonly name: string; readonly message: string }>
> = {
  '500': { status: 500, name: 'InternalFailure', message: 'An internal error occurred' },
  denied: {
    status: 400,
    name: 'AccessDeniedException',
    message: 'User: arn:aws:iam::123456789012:user/on-call is not authorized to perform: this',
  },
  throttled: { status: 400, name: 'ThrottlingException', message: 'Rate exceeded' },
  expired: {
    status: 400,
    name: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
  },
};

const refuse = (response: ServerResponse, fault: Fault): void => {
  if (fault === 'cut') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, name, message } = errors[fault];
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': name });
  response.end(JSON.stringify({ __type: name, message }));
};

export const startFaultyAccount = async (endpoint: string): Promise<FaultyAccount> => {
  let broken: { readonly operation: string | undefined; readonly fault: Fault } | undefined;
  let asked = new Set<string>();
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const [, operation = ''] = String(incoming.headers['x-amz-target'] ?? '').split('.');
      asked.add(operation);
      if (broken !== undefined && broken.operation === operation) {
        refuse(response, broken.fault);
        return;
      }
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
      onward.end(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    breaks: (operation, fault) => {
      broken = { operation, fault };
      asked = new Set();
    },
    asked: () => asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
