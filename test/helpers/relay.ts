/** A network that can be cut: a relay on loopback between a client and a server, at the level of TCP. */
import { connect, createServer, type Socket } from 'node:net';

export type Relay = {
  /** The server, seen through the relay. */
  readonly url: string;
  /** Connections that were refused or broken. */
  readonly broken: () => number;
  readonly close: () => Promise<void>;
};

/** While `isCut()`, new connections are reset, and those that are open break with the next byte that is sent. */
export const startRelay = async (target: string, isCut: () => boolean): Promise<Relay> => {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let broken = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const breakBoth = (): void => {
      broken += 1;
      client.resetAndDestroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    if (isCut()) return breakBoth();
    client.on('data', (bytes) => (isCut() ? breakBoth() : upstream.write(bytes)));
    upstream.on('data', (bytes) => (isCut() ? breakBoth() : client.write(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    broken: () => broken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
