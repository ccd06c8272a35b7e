/**
 * The embedded account and the tool against AWS's own models: every operation that the account speaks is called, by the tool as far as it
 * does so, and botocore's shapes say of each request and each answer whether AWS could have seen, or said, it.
 */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../../../src/clock.ts';
import { createAccount } from '../../../src/sandbox/create-account.ts';
import { demoPipelineFile } from '../../../src/sandbox/demo-pipeline.ts';
import { startSandboxServer } from '../../../src/sandbox/server.ts';
import { services } from '../../../src/sandbox/wire/services.ts';
import { type Finding, same } from '../check.ts';
import { installPython, venvBin } from '../python.ts';
import { runTool, type ToolOptions } from '../tool.ts';
import { commands, rawCalls, sendRaw } from './calls.ts';
import { type Exchange, startRecorder } from './recorder.ts';

// The newest models that are read here; the facts of the alarms' operations are of this version.
const botocore = { venv: 'shapes-venv', name: 'botocore', version: '1.44.8' };

export const installShapes = (): void => installPython(botocore);

const row = z.object({
  target: z.string(),
  operation: z.string(),
  requests: z.number(),
  answers: z.number(),
  errors: z.number(),
  streams: z.number(),
  wrong: z.array(z.string()),
});

type Row = z.output<typeof row>;

/** What calls ask for that only an answer tells: a pointer, a query, a stream. */
const told = (exchanges: readonly Exchange[]): Readonly<Record<string, string>> => {
  const inAnswers = (operation: string, pattern: RegExp): string | undefined =>
    exchanges
      .filter((one) => one.operation === operation)
      .map(({ answer }) => pattern.exec(answer)?.[1])
      .findLast((found) => found !== undefined);
  return {
    '@ptr': inAnswers('GetQueryResults', /"field":"@ptr","value":"([^"]+)"/) ?? 'none',
    '@query': inAnswers('StartQuery', /"queryId":"([^"]+)"/) ?? 'none',
    '@stream': inAnswers('DescribeLogStreams', /"logStreamName":"([^"]+)"/) ?? 'none',
  };
};

const record = async (options: ToolOptions): Promise<readonly Exchange[]> => {
  const clock = systemClock;
  const account = createAccount({
    seed: 1,
    scenario: 'incident',
    startAt: clock.now(),
    clock,
    region: 'eu-west-1',
  });
  const server = await startSandboxServer({ account });
  const recorder = await startRecorder(server.url);
  try {
    await writeFile(join(options.folder, 'demo.yaml'), demoPipelineFile(account));
    // One after the other: each is to find the account at rest.
    for (const { args, untilLines } of commands) {
      const ends = untilLines === undefined ? {} : { untilLines };
      await runTool({ args: [...args, '--endpoint-url', recorder.url], ...ends }, options);
    }
    for (const call of rawCalls) await sendRaw(recorder.url, call, told(recorder.exchanges));
    return [...recorder.exchanges];
  } finally {
    await recorder.close();
    await server.close();
  }
};

const validate = async (exchanges: readonly Exchange[], folder: string): Promise<readonly Row[]> => {
  const file = join(folder, 'exchanges.jsonl');
  await writeFile(file, exchanges.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const script = join('scripts', 'conformance', 'shapes', 'validate.py');
  const { status, stdout, stderr } = spawnSync(venvBin(botocore.venv, 'python'), [script, file], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`validate.py: ${stderr.trim().split('\n').at(-1) ?? 'it said nothing'}`);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => row.parse(JSON.parse(line)));
};

/** One finding an operation of the embedded account: it was called, and all that was said is as AWS's model has it. */
export const runShapes = async (options: ToolOptions): Promise<readonly Finding[]> => {
  const rows = await validate(await record(options), options.folder);
  console.log('operations of the embedded account by botocore’s shapes: requests, answers, errors, streams');
  return services.flatMap(({ name, target, operations }) =>
    Object.keys(operations).map((operation): Finding => {
      const found = rows.find((one) => one.target === target && one.operation === operation);
      const counts = found && [found.requests, found.answers, found.errors, found.streams].join(' ');
      const wrong = found?.wrong ?? [
        'never called: add a command, or a call, in scripts/conformance/shapes/calls.ts',
      ];
      const isAnswered = found === undefined || found.answers + found.streams > 0 ? [] : ['never answered'];
      const finding = same(`${name} ${operation}`, [], [...wrong, ...isAnswered]);
      console.log(
        `  ${finding.ok ? 'valid  ' : 'INVALID'}  ${`${name} ${operation}`.padEnd(44)} ${counts ?? ''}`,
      );
      for (const text of [...wrong, ...isAnswered].slice(0, 12)) console.log(`             ${text}`);
      return finding;
    }),
  );
};
