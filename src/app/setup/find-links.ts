/** Who feeds whom among the stages that are proposed: the services' clients are loaded here, and nowhere else. */
import type { Clients } from '../../aws/clients.ts';
import { linkServices } from '../../aws/services/links/link-services.ts';
import type { Clock } from '../../clock.ts';
import type { Origin } from '../../origin.ts';
import type { DiscoveryInput } from '../../pipeline/discovery/discovery-input.ts';
import { findResources } from '../../pipeline/discovery/resources.ts';
import { withTraces } from '../../pipeline/discovery/traces.ts';
import { proposedStages } from '../../pipeline/discovery.ts';
import { type LinksOfAccount, readLinks } from '../../sources/discovery/links/read-links.ts';

type Reach = {
  readonly clientsFor: (origin: Origin) => Pick<Clients, 'connect'>;
  readonly clock: Clock;
  readonly onProgress: (text: string) => void;
};

export const findLinks = (
  account: DiscoveryInput,
  { clientsFor, clock, onProgress }: Reach,
  signal: AbortSignal,
): Promise<LinksOfAccount> => {
  const functions = findResources(withTraces(account)).filter(({ kind }) => kind === 'lambda');
  return readLinks(
    {
      callsFor: (origin) => clientsFor(origin).connect(linkServices),
      proposed: proposedStages(account).resources,
      functionsIn: (region) => functions.filter((one) => one.region === region).length,
      clock,
      onProgress,
    },
    signal,
  );
};
