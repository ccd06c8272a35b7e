import type { SandboxStream } from '../account.ts';
import type { World } from './world.ts';

export const tableArn = ({ region, accountId }: World, table: string): string =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;

/** A stream that was switched on when the account began; its label is that time, as AWS writes it. */
export const streamOf = (world: World, table: string, viewType: SandboxStream['viewType']): SandboxStream => {
  const label = new Date(world.beganAt).toISOString().replace('Z', '');
  return {
    arn: `${tableArn(world, table)}/stream/${label}`,
    label,
    table,
    status: 'ENABLED',
    viewType,
    createdAt: world.beganAt,
  };
};
