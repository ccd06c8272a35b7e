/**
 * AWS on loopback, for settings: a plain server, one with TLS, and a proxy that answers for whatever host is asked for through it. Each
 * writes down what reached it: by which way, for which host, signed by whom, for which Region.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

export type Way = 'http' | 'https' | 'proxy-http' | 'proxy-https';

export type Reached = {
  readonly way: Way;
  /** Host header: the service's own name also where it came through the proxy. */
  readonly host: string;
  /** `METHOD /path`. */
  readonly path: string;
  /** `Logs_20140328.FilterLogEvents`, or the Action of a form. */
  readonly action: string;
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
  /** What the proxy was given to know its user by. */
  readonly proxyAuthorization: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** How the proxy takes a CONNECT: it lets through, or answers with this status. */
export type ProxyManner = { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

export type LoopbackAws = {
  readonly http: string;
  readonly https: string;
  /** `127.0.0.1:PORT` of the proxy. */
  readonly proxy: string;
  readonly caFile: string;
  readonly reached: readonly Reached[];
  /** Hosts for which a CONNECT came, `HOST:PORT`. */
  readonly connects: readonly { readonly target: string; readonly authorization: string | undefined }[];
  readonly close: () => Promise<void>;
};

const file = (name: string): string => fileURLToPath(new URL(`tls/${name}`, import.meta.url));

const actionOf = (request: IncomingMessage, body: string): string =>
  String(request.headers['x-amz-target'] ?? new URLSearchParams(body).get('Action') ?? '') ||
  (/\/operation\/(\w+)$/.exec(request.url ?? '')?.[1] ?? '');

const reachedOf = (way: Way, request: IncomingMessage, body: string): Reached => {
  const scope = /Credential=([^/]*)\/\d+\/([^/]*)\/([^/]*)\//.exec(request.headers.authorization ?? '');
  return {
    way,
    host: request.headers.host ?? '',
    path: `${request.method} ${request.url}`,
    action: actionOf(request, body),
    accessKey: scope?.[1] ?? '',
    region: scope?.[2] ?? '',
    service: scope?.[3] ?? '',
    proxyAuthorization: request.headers['proxy-authorization'],
    headers: request.headers,
    body,
  };
};

type LoopbackOptions = {
  readonly answer: (reached: Reached) => Reply;
  readonly proxy?: (target: string, authorization: string | undefined) => ProxyManner;
};

export const startLoopbackAws = async ({
  answer,
  proxy = () => ({ status: 200 }),
}: LoopbackOptions): Promise<LoopbackAws> => {
  const reached: Reached[] = [];
  const connects: { readonly target: string; readonly authorization: string | undefined }[] = [];
  const sockets = new Set<Socket>();
  const listener =
    (wayOf: (request: IncomingMessage) => Way): RequestListener =>
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const one = reachedOf(wayOf(request), request, Buffer.concat(chunks).toString('utf8'));
        if (one.way === 'proxy-http') {
          const manner = proxy(one.host, one.proxyAuthorization);
          if (manner.status !== 200) {
            response.writeHead(manner.status, manner.headers).end('<html>the proxy says no</html>');
            return;
          }
        }
        reached.push(one);
        const { status = 200, headers = {}, body } = answer(one);
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers }).end(body);
      });
    };
  const tls = { cert: readFileSync(file('server.pem')), key: readFileSync(file('server.key')) };
  const plain = createServer(listener(() => 'http'));
  const secure = createTlsServer(
    tls,
    listener(() => 'https'),
  );
  const behindProxy = createTlsServer(
    tls,
    listener(() => 'proxy-https'),
  );
  const door = createServer(listener(() => 'proxy-http'));
  door.on('connect', (request: IncomingMessage, client: Socket) => {
    const target = request.url ?? '';
    const authorization = request.headers['proxy-authorization'];
    connects.push({ target, authorization });
    const manner = proxy(target, authorization);
    client.on('error', () => {});
    if (manner.status !== 200) {
      const lines = Object.entries(manner.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
      client.end(`HTTP/1.1 ${manner.status} No\r\n${lines.join('')}content-length: 0\r\n\r\n`);
      return;
    }
    const inside = connect(portOf(behindProxy), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      inside.pipe(client).pipe(inside);
    });
    inside.on('error', () => client.destroy());
    client.on('close', () => inside.destroy());
  });
  const servers = [plain, secure, behindProxy, door];
  for (const server of servers) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  return {
    http: `http://127.0.0.1:${portOf(plain)}`,
    https: `https://127.0.0.1:${portOf(secure)}`,
    proxy: `127.0.0.1:${portOf(door)}`,
    caFile: file('ca.pem'),
    reached,
    connects,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
};

const portOf = (server: { readonly address: () => unknown }): number => {
  const address = server.address();
  const port: unknown = typeof address === 'object' && address !== null ? Reflect.get(address, 'port') : 0;
  return typeof port === 'number' ? port : 0;
};
