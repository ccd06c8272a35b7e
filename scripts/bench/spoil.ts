/**
 * `npm run bench -- spoil`: every field of every answer that the tool asks for, spoilt in six ways, through every command that asks
 * for it (issue 15). All of it takes hours; SPOIL_SAMPLE runs so many, SPOIL_SEED others, SPOIL_ONLY the commands with that in their
 * words, SPOIL_JOBS so many at once.
 */
import { spawn } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bundleProgram } from '../../test/helpers/bundle.ts';
import type { CaseResult } from './spoil/runs.ts';

type Message = Partial<CaseResult> & { readonly cases?: number; readonly begins?: readonly string[] };

/** A process that says nothing for so long hangs. */
const silenceMs = 120_000;

const isResult = (message: Message): message is CaseResult => message.faults !== undefined;

type Share = {
  readonly seed: number;
  readonly sample: number;
  readonly share: number;
  readonly shares: number;
};

const runShare = (
  program: string,
  { seed, sample, share, shares }: Share,
  tell: (result: CaseResult) => void,
): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const only = process.env['SPOIL_ONLY'] ?? '';
    const child = spawn(process.execPath, [program, ...[seed, sample, share, shares].map(String), only], {
      env: { ...process.env, NODE_ENV: 'production', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let last: readonly string[] = [];
    let said = '';
    let timer = setTimeout(() => child.kill('SIGKILL'), silenceMs);
    createInterface({ input: child.stdout }).on('line', (line) => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), silenceMs);
      const message: Message = JSON.parse(line);
      if (message.begins !== undefined) last = message.begins;
      if (isResult(message)) tell(message);
    });
    child.stderr.on('data', (part: Buffer) => {
      said = `${said}${part}`.slice(-2000);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(code === 0 ? [] : [`${last.join(' · ')}: the process ended with ${signal ?? code}: ${said}`]);
    });
  });

/** Measures and prints; ends with exit code 1 where a fault was found. */
export const run = async (json = process.argv.includes('--json')): Promise<void> => {
  const number = (name: string, usual: number): number => Number(process.env[name] ?? usual);
  const program = await bundleProgram(fileURLToPath(new URL('./spoil/program.ts', import.meta.url)));
  // What patterns need is found beside the program, as in the build.
  await copyFile('dist/re2.cjs', join(dirname(program), 're2.cjs'));
  const shares = number('SPOIL_JOBS', 2);
  const startedAt = performance.now();
  const counts = new Map<string, number>();
  let runs = 0;
  const tell = (result: CaseResult): void => {
    runs += 1;
    for (const { kind, what } of result.faults) {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const { command, operation, path, way } = result;
      console.log(
        json
          ? JSON.stringify({ kind, what, ...result })
          : `${kind}: ${command} · ${operation} ${path} · ${way}\n    ${what}`,
      );
    }
    if (!json && process.stderr.isTTY) process.stderr.write(`\r${runs} `);
  };
  const ended = await Promise.all(
    Array.from({ length: shares }, (_, share) =>
      runShare(
        program,
        { seed: number('SPOIL_SEED', 1), sample: number('SPOIL_SAMPLE', 0), share, shares },
        tell,
      ),
    ),
  );
  const broken = ended.flat();
  for (const one of broken) console.log(one);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const [crash = 0, silent = 0, usage = 0, ndjson = 0, control = 0, hang = 0] = [
    'crash',
    'silent',
    'usage',
    'ndjson',
    'control',
    'hang',
  ].map((kind) => counts.get(kind));
  const crashes = crash + broken.length;
  console.log(
    json
      ? JSON.stringify({ bench: 'spoil', runs, crashes, silent, usage, ndjson, control, hang, seconds })
      : `${runs} runs of spoilt answers in ${seconds} s: ${crashes} crashes, ${silent} silent, ${usage} ends with 2, ${ndjson} invalid NDJSON, ${control} control characters, ${hang} hangs`,
  );
  if (counts.size + broken.length > 0) process.exitCode = 1;
};
