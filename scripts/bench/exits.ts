/** `npm run bench -- exits`: every screen of the tool ended in every way, in a real terminal. Build first. */
import { fileURLToPath } from 'node:url';
import { leftBehind, runUnderShell, type ShellRun } from '../../test/helpers/exits.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const commands = ['dashboard', 'tail-stream --table Orders', 'alarms --watch'] as const;

const endings: readonly { readonly name: string; readonly end: (run: ShellRun) => void }[] = [
  { name: 'q', end: ({ pty }) => pty.send('q') },
  { name: 'Ctrl-C', end: ({ pty }) => pty.send('\x03') },
  ...(['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => ({
    name: signal,
    end: ({ pid }: ShellRun) => {
      process.kill(pid(), signal);
    },
  })),
];

export type ExitRecord = {
  readonly bench: 'exits';
  readonly command: string;
  readonly ending: string;
  readonly exitCode: number;
  readonly ms: number;
  readonly restored: string;
};

const measure = async (command: string, { name, end }: (typeof endings)[number]): Promise<ExitRecord> => {
  const run = runUnderShell(`node ${cli} ${command} --sandbox`, { columns: 120, rows: 40 });
  await run.pty.waitFor(
    () => run.pty.terminal.alternate() && run.pty.screen().filter((row) => row !== '').length > 10,
  );
  const endedAt = performance.now();
  end(run);
  const exitCode = await run.ended();
  const ms = Math.round(performance.now() - endedAt);
  await run.pty.exited;
  return {
    bench: 'exits',
    command,
    ending: name,
    exitCode,
    ms,
    restored: leftBehind(run).join(', ') || 'yes',
  };
};

/** Measures and prints; a table, or with `--json` one object a line. */
export const run = async (json = process.argv.includes('--json')): Promise<void> => {
  if (!json)
    console.log(
      `${'command'.padEnd(28)}${'ended by'.padEnd(10)}${'code'.padStart(5)}${'ms'.padStart(7)}  restored`,
    );
  for (const command of commands) {
    for (const ending of endings) {
      const record = await measure(command, ending);
      const { exitCode, ms, restored } = record;
      const row = `${command.padEnd(28)}${ending.name.padEnd(10)}${String(exitCode).padStart(5)}${String(ms).padStart(7)}  ${restored}`;
      console.log(json ? JSON.stringify(record) : row);
    }
  }
};
