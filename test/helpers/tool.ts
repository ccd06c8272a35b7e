import { fileURLToPath } from 'node:url';

/** The built tool: `npm test` builds it first. ORDERS_WATCH_CLI names another build, such as a copy that stands still. */
export const cliFile =
  process.env['ORDERS_WATCH_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
