/** An account of which one call fails: a proxy on loopback that answers it as a broken, closed or busy AWS does, and hands on the rest. */
import { createServer, type IncomingMessage, request as open, type ServerResponse } from 'node:http';
import { restRequestOf } from '../../src/sandbox/wire/links/link-services.ts';

export const faults = ['500', 'denied', 'throttled', 'expired', 'cut'] as const;
/** Silent: no answer at all. Spoilt: the first of the items of an answer is null. */
export type Fault = (typeof faults)[number] | 'silent' | 'spoilt';

export type FaultyAccount = {
  readonly url: string;
  /** From now on this call has this fault, for ever; none where undefined. Forgets what was asked. */
  readonly breaks: (
    operation: string | undefined,
    fault: Fault,
    /** From the nth time on that it is asked for (1), and who hears of it. */
    from?: { readonly nth: number; readonly onStrike?: () => void },
  ) => void;
  /** Calls that were asked for since then. */
  readonly asked: () => ReadonlySet<string>;
  readonly close: () => void;
};

/** What AWS says, in both of its spellings: with `Exception` in Logs and DynamoDB, without in CloudWatch. */
const errors: Readonly<
  Record<
    Exclude<Fault, 'cut' | 'silent' | 'spoilt'>,
    { readonly status: number; readonly name: string; readonly message: string }
  >
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

const spoilt = (text: string): string => {
  const answer: Record<string, unknown> = JSON.parse(text);
  const [name, items] =
    Object.entries(answer).find(([, value]) => Array.isArray(value) && value.length > 0) ?? [];
  return name === undefined || !Array.isArray(items)
    ? text
    : JSON.stringify({ ...answer, [name]: [null, ...items.slice(1)] });
};

/** By target, form or path, as the protocols of AWS name it. */
const operationOf = ({ headers, url = '/' }: IncomingMessage, chunks: readonly Buffer[]): string => {
  const [, target] = String(headers['x-amz-target'] ?? '').split('.');
  const { pathname } = new URL(url, 'http://127.0.0.1');
  const form = () => new URLSearchParams(Buffer.concat(chunks).toString('utf8')).get('Action');
  return target ?? restRequestOf(pathname)?.operation ?? form() ?? '';
};

const refuse = (response: ServerResponse, fault: Exclude<Fault, 'silent' | 'spoilt'>): void => {
  if (fault === 'cut') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, name, message } = errors[fault];
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': name });
  response.end(JSON.stringify({ __type: name, message }));
};

export const startFaultyAccount = async (endpoint: string): Promise<FaultyAccount> => {
  let broken:
    | {
        readonly operation: string | undefined;
        readonly fault: Fault;
        readonly from: { readonly nth: number; readonly onStrike?: () => void };
      }
    | undefined;
  let times = 0;
  let asked = new Set<string>();
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const operation = operationOf(incoming, chunks);
      asked.add(operation);
      if (broken !== undefined && broken.operation === operation) times += 1;
      const struck = broken?.operation === operation && times >= broken.from.nth ? broken : undefined;
      struck?.from.onStrike?.();
      const fault = struck?.fault;
      if (fault === 'silent') return;
      if (fault !== undefined && fault !== 'spoilt') {
        refuse(response, fault);
        return;
      }
      const onward = open(
        new URL(incoming.url ?? '/', endpoint),
        {
          method: incoming.method ?? 'POST',
          headers:
            fault === 'spoilt' ? { ...incoming.headers, 'accept-encoding': 'identity' } : incoming.headers,
        },
        (answer) => {
          if (fault === 'spoilt') {
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => parts.push(part));
            answer.on('end', () => {
              const body = Buffer.from(spoilt(Buffer.concat(parts).toString('utf8')));
              const { 'x-amz-crc32': _, ...headers } = answer.headers;
              response.writeHead(answer.statusCode ?? 500, { ...headers, 'content-length': body.length });
              response.end(body);
            });
            return;
          }
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
    breaks: (operation, fault, from = { nth: 1 }) => {
      broken = { operation, fault, from };
      times = 0;
      asked = new Set();
    },
    asked: () => asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
