/** What was deployed when: the version of a service that runs at a time. Of what came before the first nobody knows. */
import { minuteMs, type World } from './world.ts';

export type Version = { readonly from: number; readonly name: string };

export type DeployedService = 'order-intake' | 'payment-worker' | 'fulfilment';

const atFirst: Readonly<Record<DeployedService, string>> = {
  'order-intake': '17',
  'payment-worker': '41',
  fulfilment: '2.13.4',
};

/** In minutes from the start: each shortly before something goes wrong, as it is in life. */
const incident: Readonly<Record<DeployedService, { readonly minute: number; readonly name: string }>> = {
  'order-intake': { minute: -56, name: '18' },
  'payment-worker': { minute: -13, name: '42' },
  fulfilment: { minute: -99, name: '2.14.0' },
};

/** The versions of a service, oldest first; the first has been there for ever. */
export const versionsOf = (
  service: DeployedService,
  { scenario, startAt }: Pick<World, 'scenario' | 'startAt'>,
): readonly Version[] => {
  const first: Version = { from: Number.NEGATIVE_INFINITY, name: atFirst[service] };
  if (scenario !== 'incident') return [first];
  const { minute, name } = incident[service];
  return [first, { from: startAt + minute * minuteMs, name }];
};

/** Number of the version that runs at a time. */
export const versionAt = (versions: readonly Version[], time: number): number =>
  Math.max(
    0,
    versions.findLastIndex(({ from }) => from <= time),
  );
