/**
 * Who feeds whom, from the services' own lists (issue 16): all services of all Regions beside each other, each paced by its quota.
 * Each is optional: what is denied or not there leaves its links to the guess.
 */
import type { Clock } from '../../../clock.ts';
import type { Failure } from '../../../observation/health-of-sources.ts';
import type { Origin } from '../../../origin.ts';
import type { FoundLinks } from '../../../pipeline/discovery/found-links.ts';
import { apiGatewayLinks } from './api-gateway.ts';
import { apiGatewayV2Links } from './api-gateway-v2.ts';
import { ecsLinks } from './ecs.ts';
import { eventBridgeLinks } from './event-bridge.ts';
import { lambdaLinks } from './lambda.ts';
import { loadBalancingLinks } from './load-balancing.ts';
import { pipesLinks } from './pipes.ts';
import type { LinkCalls, LinkReader, Proposed } from './reader.ts';
import { snsLinks } from './sns.ts';
import { sqsLinks } from './sqs.ts';
import { stepFunctionsLinks } from './step-functions.ts';

const readers: readonly LinkReader[] = [
  lambdaLinks,
  eventBridgeLinks,
  pipesLinks,
  snsLinks,
  sqsLinks,
  stepFunctionsLinks,
  apiGatewayLinks,
  apiGatewayV2Links,
  loadBalancingLinks,
  ecsLinks,
];

export type ReadLinksOptions = {
  readonly callsFor: (origin: Origin) => LinkCalls;
  /** The stages that are proposed, after `--match`. */
  readonly proposed: readonly Proposed[];
  /** How many functions a Region has. */
  readonly functionsIn: (region: string) => number;
  readonly clock: Clock;
  readonly onProgress?: (text: string) => void;
};

export type LinksOfAccount = FoundLinks & {
  /** What was denied or broken off, a service and Region once. */
  readonly problems: readonly Failure[];
};

/** Never fails. A Region in which nothing is proposed is not asked. */
export const readLinks = async (
  { callsFor, proposed, functionsIn, clock, onProgress = () => {} }: ReadLinksOptions,
  signal: AbortSignal,
): Promise<LinksOfAccount> => {
  const regions = [...new Set(proposed.map(({ region }) => region))];
  const parts = await Promise.all(
    regions.flatMap((region) => {
      const calls = callsFor({ region });
      const scope = {
        region,
        proposed: proposed.filter((one) => one.region === region),
        functions: functionsIn(region),
        clock,
        onProgress,
        signal,
      };
      return readers.map(async ({ service, read }) => ({
        of: { service, region },
        ...(await read(calls, scope)),
      }));
    }),
  );
  return {
    links: parts.flatMap(({ links }) => links),
    mentions: parts.flatMap(({ mentions }) => mentions),
    read: parts.filter(({ problems }) => problems.length === 0).map(({ of }) => of),
    problems: parts.flatMap(({ problems }) => problems.slice(0, 1)),
  };
};
