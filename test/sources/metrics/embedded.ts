import { afterAll, beforeAll } from 'vitest';
import { type Clients, createClients } from '../../../src/aws/clients.ts';
import { createAccount } from '../../../src/sandbox/create-account.ts';
import { type SandboxServer, startSandboxServer } from '../../../src/sandbox/server.ts';
import { instantClock } from '../instant-clock.ts';

/** An embedded account behind its protocols, for the tests of a `describe`; `withClients` lends clients to one of them. */
export const embeddedAccount = (startAt: number) => {
  const clock = instantClock(startAt, 100 * 3_600_000);
  const account = createAccount({ seed: 5, scenario: 'incident', startAt, clock });
  let server: SandboxServer;
  beforeAll(async () => {
    server = await startSandboxServer({ account, clock });
  });
  afterAll(() => server.close());
  const withClients = async <Result>(
    use: (clients: Clients) => Promise<Result>,
    more: Partial<Pick<Parameters<typeof createClients>[0], 'clock' | 'onCall'>> = {},
  ): Promise<Result> => {
    const clients = createClients({
      region: account.region,
      endpointUrl: server.url,
      clock,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      ...more,
    });
    try {
      return await use(clients);
    } finally {
      clients.close();
    }
  };
  return { clock, account, withClients };
};
