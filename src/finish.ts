/** How every command ends: what it threw is one line and 1, what it lost is said, and then it does not end with 0 (issue 15). */
import type { Failure } from './observation/health-of-sources.ts';
import { patternTroubles, patternWarnings } from './patterns/troubles.ts';
import { codeOf, exitCode, type Runtime } from './runtime.ts';

/** A bug of ours, as a failure: nothing that AWS or a file may hold should come to this. */
const bugOf = (error: unknown): Failure => ({
  kind: 'service',
  code: error instanceof Error ? error.name : 'Error',
  message: `internal error: ${error instanceof Error ? error.message : String(error)}`,
  hint: 'Please report it; with DEBUG=1 the stack is printed.',
});

/** How long a reader that does not read may hold up the end. */
const lastWordMs = 1000;

/** Runs a command to its end and gives the exit code. */
export const finish = async (
  start: (runtime: Runtime) => Promise<number>,
  runtime: Runtime,
  { json }: { readonly json: boolean },
): Promise<number> => {
  const { stderr, losses, stalls, fatal, env, clock } = runtime;
  // Loaded where there is something to say: a command that is well needs none of it here.
  const say = async (failure: Failure): Promise<void> => {
    const { failureLine } = await import('./output/failure-line.ts');
    stderr.write(`orders-watch: ${failureLine(failure)}\n`);
  };
  // A screen takes this over.
  stalls.tellTo((_name, failure) => {
    if (failure !== undefined) void say(failure);
  });
  const sayLast = async (failures: readonly Failure[]): Promise<void> => {
    const { jsonOfFailure, ndjson } = await import('./output/ndjson.ts');
    const { openOutput } = await import('./app/shared/output.ts');
    const lines = failures.map((failure) => ndjson(jsonOfFailure(failure))).join('');
    await Promise.race([openOutput(runtime).end(lines), clock.sleep(lastWordMs)]);
  };
  const refuse = async (failure: Failure): Promise<number> => {
    await say(failure);
    if (json) await sayLast([failure]);
    return codeOf(failure);
  };
  const ended = new Promise<Failure>((resolve) => fatal.endedBy(resolve));
  let code: number;
  try {
    const outcome = await Promise.race([start(runtime), ended]);
    code = typeof outcome === 'number' ? outcome : await refuse(outcome);
  } catch (error) {
    if (env['DEBUG'] !== undefined && error instanceof Error) stderr.write(`${error.stack}\n`);
    code = await refuse(bugOf(error));
  }
  // On a screen the header told of what went wrong; what may go wrong is said here.
  for (const warning of patternWarnings()) await say(warning);
  for (const { failure } of patternTroubles()) losses.add(failure);
  const lost = losses.all();
  for (const failure of lost) await say(failure);
  if (json && lost.length > 0) await sayLast(lost);
  return lost.length > 0 && code === exitCode.done ? exitCode.failed : code;
};
