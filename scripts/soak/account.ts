/** The account that is the truth of a run, and the pipeline file that `init` writes of it. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { environment, type Setting } from './clients.ts';

/** The account, as a process of its own. */
export const startAccount = async (
  { node, cli, region }: Omit<Setting, 'folder'>,
  seed: number,
): Promise<{ readonly url: string; readonly pid: number | undefined; readonly stop: () => void }> => {
  const child = spawn(node, [cli, 'sandbox', '--port', '0', '--seed', String(seed), '--scenario', 'chaos'], {
    env: environment(region),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (url === undefined) continue;
    child.stdout.resume();
    return { url, pid: child.pid, stop: () => child.kill('SIGKILL') };
  }
  throw new Error('the account did not start');
};

/** A pipeline file of the account, as `init` writes it. */
export const writeConfig = async (
  { node, cli, region }: Omit<Setting, 'folder'>,
  url: string,
  file: string,
): Promise<void> => {
  const child = spawn(node, [cli, 'init', '--force', '--out', file, '--endpoint-url', url], {
    env: environment(region),
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.once('close', resolve));
  await readFile(file);
};
