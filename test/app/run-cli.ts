/** Runs the built tool as a shell does: `npm test` builds it first. */
import { spawn } from 'node:child_process';
import { cliFile } from '../helpers/tool.ts';

export type CliRun = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

type CliOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** No terminal, no keys, no home of anybody's: only what `env` adds. */
export const runCli = (args: readonly string[], { cwd, env }: CliOptions = {}): Promise<CliRun> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cliFile, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TZ: 'UTC', LANG: 'C.UTF-8', ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
