/** Names of what stands around the shop, as dimensions of its metrics. */
import type { World } from '../world.ts';

export const site = { DistributionId: 'E2STOREFRONT7X', Region: 'Global' };
export const shoppers = { UserPool: 'eu-west-1_5hoppersQ', UserPoolClient: '4storefront8client2id' };
export const carts = { CacheClusterId: 'carts-0001-001' };
export const products = ({ accountId }: Pick<World, 'accountId'>) => ({
  ClientId: accountId,
  DomainName: 'products',
});
export const statusApi = { GraphQLAPIId: 'k3vq7s2zdnbz5h6p4statusapi' };
export const liveUpdates = { ApiId: 'w9x2live5q', Stage: 'prod' };
export const carrierBalancer = { LoadBalancer: 'net/carriers/50dc6c495c0c9188' };
export const carrierTargets = { ...carrierBalancer, TargetGroup: 'targetgroup/carriers/73e2d6bc24d8a067' };
export const carrierService = { EnvironmentName: 'carriers-prod' };
export const scans = {
  'Cluster Name': 'logistics',
  'Consumer Group': 'track-parcels',
  Topic: 'parcel-scans',
};
export const tracker = { FunctionName: 'track-parcels' };
export const trackerMapping = { ...tracker, EventSourceMappingUUID: '5b1c7f0e-2d4a-4f63-9b8e-0c6a1e7d9f24' };
export const parcelSubscriber = ({ region, accountId }: Pick<World, 'region' | 'accountId'>) => ({
  EventBus: `arn:aws:events:${region}:${accountId}:event-busv2/parcels`,
  Subscriber: `arn:aws:events:${region}:${accountId}:subscriber/parcels/customer-notices`,
});
export const invoicePipe = { PipeName: 'invoice-pipe' };
export const invoices = { BucketName: 'shop-invoices', FilterId: 'EntireBucket' };
export const payouts = { ScheduleGroup: 'payouts' };
export const ledger = { DBInstanceIdentifier: 'ledger' };
export const triage = { ModelId: 'amazon.nova-micro-v1:0' };
export const mails = { 'ses:configuration-set': 'customer-mails' };
