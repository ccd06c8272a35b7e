/** What an account lists, as `init` proposes a pipeline from it. */
import type { Alarm } from '../../observation/alarms.ts';
import type { KindsOfFile } from '../own-kinds.ts';
import type { FoundLinks } from './found-links.ts';
import type { OrdersGuess } from './guess-orders.ts';
import type { ListedMetric } from './resources.ts';

export type DiscoveryInput = {
  readonly metrics: readonly ListedMetric[];
  readonly alarms: readonly Pick<
    Alarm,
    'name' | 'namespace' | 'metricName' | 'dimensions' | 'threshold' | 'periodSeconds' | 'region'
  >[];
  readonly logGroups: readonly {
    readonly name: string;
    readonly region: string;
    readonly arn?: string;
  }[];
  /** The newest stream of each table. */
  readonly streams?: readonly { readonly table: string; readonly label: string; readonly region: string }[];
  /** What the services' own lists say of who feeds whom. */
  readonly found?: FoundLinks | undefined;
  /** What could not be listed, and why: the file says what it does without. */
  readonly unread?: readonly string[];
  /** What the changes of a table show of orders: written where the table is one of the stages. */
  readonly orders?: OrdersGuess | undefined;
  /** Stage kinds of a file's own: what is found of them stands there, too, below their text as it was written. */
  readonly kinds?: KindsOfFile | undefined;
  /** Words, separated by commas: only what has one of them in its name. */
  readonly match?: string | undefined;
};
