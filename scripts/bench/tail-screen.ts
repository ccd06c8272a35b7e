/** How fast a tail is with its screen on: until the screen says that every shard is done. */
import { join } from 'node:path';
import { startPty } from '../../test/helpers/pty.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');
const deadlineMs = 300_000;

/** Records a second from the first read of the server on. */
export const screenRate = async (
  url: string,
  { shards, records }: { readonly shards: number; readonly records: number },
  firstReadAt: (url: string) => Promise<number>,
): Promise<number> => {
  const pty = startPty({
    command: process.execPath,
    args: [cli, 'tail-stream', '--table', 'Orders', '--endpoint-url', url, '--from', 'trim-horizon'],
    columns: 120,
    rows: 40,
    env: { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', AWS_REGION: 'us-east-1' },
  });
  await pty.waitFor((text) => text.includes(` ${shards} done`), deadlineMs);
  const endedAt = Date.now();
  pty.send('q');
  await pty.exited;
  return Math.round((records * 1000) / (endedAt - (await firstReadAt(url))));
};
