/** How every command ends: what it threw is one line and 1, what it lost is said, and then it does not end with 0 (issue 15). */
import process from 'node:process';
import { createLog, noLog } from './log-file.ts';
import type { Failure } from './observation/health-of-sources.ts';
import { patternTroubles, patternWarnings } from './patterns/troubles.ts';
import { codeOf, exitCode, type Runtime } from './runtime.ts';
import { type OnStall, stalledCode } from './stalls.ts';
import { bytesOf, type Printable, type TextOut } from './text-out.ts';

/** A bug of ours, as a failure: nothing that AWS or a file may hold should come to this. */
const bugOf = (error: unknown): Failure => ({
  kind: 'service',
  code: error instanceof Error ? error.name : 'Error',
  message: `internal error: ${error instanceof Error ? error.message : String(error)}`,
  hint: 'Please report it; with DEBUG=1 the stack is printed.',
});

/** How long a reader that does not read, or a file that hangs, may hold up the end. */
const lastWordMs = 1000;

type Finish = {
  readonly json: boolean;
  /** `--log-file`. */
  readonly logFile?: string | undefined;
};

/** What the process gives before its log is open. */
export type BareRuntime = Omit<Runtime, 'log'>;

const leftBehind = (loss: string): Failure => ({
  kind: 'service',
  code: stalledCode,
  message: `left before it answered: ${loss} may be lost`,
  hint: 'Look at its disk or mount',
});

/** Runs a command to its end and gives the exit code. */
export const finish = async (
  start: (runtime: Runtime) => Promise<number>,
  bare: BareRuntime,
  { json, logFile }: Finish,
): Promise<number> => {
  const { losses, stalls, fatal, env, clock } = bare;
  const onLoss = (failure: Failure): void => {
    losses.addFile(failure);
    stalls.tell('log file', failure);
  };
  const log = logFile === undefined ? noLog : createLog({ file: logFile, stalls, onLoss });
  const stderr: TextOut = Object.create(bare.stderr, {
    write: {
      value: (what: Printable) => {
        bare.stderr.write(what);
        log.write(bytesOf(what));
      },
    },
  });
  const runtime: Runtime = { ...bare, stderr, log };
  log.write(`orders-watch ${bare.version}, process ${process.pid}`);
  // Loaded where there is something to say: a command that is well needs none of it here.
  const lineOf = async (failure: Failure): Promise<string> => {
    const { failureLine } = await import('./output/failure-line.ts');
    return `orders-watch: ${failureLine(failure)}\n`;
  };
  const say = async (failure: Failure): Promise<void> => stderr.write(await lineOf(failure));
  // A screen takes this over.
  const said = new Set<string>();
  const sayStall: OnStall = (_name, failure) => {
    if (failure === undefined) return;
    said.add(failure.message);
    void lineOf(failure).then((line) => {
      // Not in the log: it may be the log that hangs, and a line more would wait for it. And not on a screen: it tells by itself.
      if (stalls.isTold(sayStall)) bare.stderr.write(line);
      else said.delete(failure.message);
    });
  };
  stalls.tellTo(sayStall);
  const sayLosses = async (): Promise<void> => {
    for (const failure of losses.all()) {
      if (said.has(failure.message)) continue;
      said.add(failure.message);
      await say(failure);
    }
  };
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
    if (env['DEBUG'] !== undefined && error instanceof Error) bare.stderr.write(`${error.stack}\n`);
    log.write(error instanceof Error ? (error.stack ?? error.message) : String(error));
    code = await refuse(bugOf(error));
  }
  // What comes from now on a screen does not show any more; what it has shown is not said again.
  stalls.tellTo(sayStall, { isNewOnly: true });
  // On a screen the header told of what went wrong; what may go wrong is said here.
  for (const warning of patternWarnings()) await say(warning);
  for (const { failure } of patternTroubles()) losses.add(failure);
  await sayLosses();
  // The log and the files of the state folder: what hangs is told, and does not hold the end up.
  await Promise.race([Promise.all([stalls.settled(), log.flush()]), clock.sleep(lastWordMs)]);
  for (const loss of stalls.losses()) losses.addFile(leftBehind(loss));
  await sayLosses();
  const lost = losses.all();
  if (json && lost.length > 0) await sayLast(lost);
  return lost.length > 0 && code === exitCode.done ? exitCode.failed : code;
};
