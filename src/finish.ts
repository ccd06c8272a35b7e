/** How every command ends: what it threw is one line and 1, what it lost is said, and then it does not end with 0 (issue 15). */
import { writeSync } from 'node:fs';
import type { Failure } from './observation/health-of-sources.ts';
import { exitCode, type Runtime } from './runtime.ts';
import { bytesOf } from './text-out.ts';

/** A bug of ours, as a failure: nothing that AWS or a file may hold should come to this. */
const bugOf = (error: unknown): Failure => ({
  kind: 'service',
  code: error instanceof Error ? error.name : 'Error',
  message: `internal error: ${error instanceof Error ? error.message : String(error)}`,
  hint: 'Please report it; with DEBUG=1 the stack is printed.',
});

/** Best effort: whoever reads stdout may be gone. */
const print = (fd: number, text: string): void => {
  try {
    writeSync(fd, bytesOf(text));
  } catch {
    // The line on stderr says it.
  }
};

/** Runs a command to its end and gives the exit code. */
export const finish = async (
  start: (runtime: Runtime) => Promise<number>,
  runtime: Runtime,
  { json }: { readonly json: boolean },
): Promise<number> => {
  const { stderr, stdout, losses, env } = runtime;
  // Loaded where there is something to say: a command that is well needs none of it here.
  const say = async (failure: Failure): Promise<void> => {
    const { failureLine } = await import('./output/failure-line.ts');
    stderr.write(`orders-watch: ${failureLine(failure)}\n`);
  };
  let code: number;
  try {
    code = await start(runtime);
  } catch (error) {
    const bug = bugOf(error);
    await say(bug);
    if (env['DEBUG'] !== undefined && error instanceof Error) stderr.write(`${error.stack}\n`);
    if (json) {
      const { jsonOfFailure, ndjson } = await import('./output/ndjson.ts');
      print(stdout.fd, ndjson(jsonOfFailure(bug)));
    }
    code = exitCode.failed;
  }
  const lost = losses.all();
  for (const failure of lost) await say(failure);
  return lost.length > 0 && code === exitCode.done ? exitCode.failed : code;
};
