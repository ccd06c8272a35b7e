/** The rows of the table, by what they are about. */

import type { Row } from './row.ts';
import { credentialRows } from './rows-credentials.ts';
import { networkRows } from './rows-network.ts';
import { placeRows } from './rows-places.ts';

export const rows: readonly Row[] = [...placeRows, ...networkRows, ...credentialRows];
