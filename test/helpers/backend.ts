import type { Clients } from '../../src/aws/clients.ts';
import { awsBackend } from '../../src/backend/aws/aws-backend.ts';
import type { Backend } from '../../src/backend/backend.ts';
import type { Clock } from '../../src/clock.ts';

/** AWS as the port, for one Region and without a pipeline file. */
export const backendOf = (clients: Clients, region: string, clock: Clock): Backend =>
  awsBackend({
    clientsFor: () => clients,
    clock,
    account: 'test',
    regions: [region],
    isRegionAsked: false,
    origins: [{ region }],
    pipelines: async () => ({ ok: true, value: undefined }),
  });
