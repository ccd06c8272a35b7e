/** A program under a shell that tells how it ended and how it left the terminal. */
import { type Pty, startPty } from './pty.ts';

const modes = ['icanon', 'echo', 'isig', 'icrnl', 'opost'] as const;

const shellTitle = 'the shell';

export type ShellRun = {
  readonly pty: Pty;
  /** Process id of the program itself, known once it has started. */
  readonly pid: () => number;
  /** Resolves with the program's exit code once the shell has it. */
  readonly ended: () => Promise<number>;
};

export type ShellRunOptions = {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
};

export const runUnderShell = (
  commandLine: string,
  { columns, rows, env = {} }: ShellRunOptions,
): ShellRun => {
  const script = [
    `printf '\\033]2;${shellTitle}\\033\\\\'`,
    'echo before',
    `(echo "pid=$BASHPID"; exec ${commandLine})`,
    'echo "code=$?"',
    "stty -a | tr ' ;' '\\n\\n' | grep -E '^-?(icanon|echo|isig|icrnl|opost)$' | tr '\\n' ' '",
  ].join('; ');
  const pty = startPty({ command: 'bash', args: ['--norc', '-c', script], columns, rows, env });
  return {
    pty,
    pid: () => Number(/pid=(\d+)/.exec(pty.output())?.[1]),
    ended: async () => {
      await pty.waitFor((text) => /code=\d+/.test(text));
      return Number(/code=(\d+)/.exec(pty.text())?.[1]);
    },
  };
};

/** What is not as it was before the program started; to be asked after the shell has ended. */
export const leftBehind = ({ pty }: ShellRun): readonly string[] => {
  const { terminal } = pty;
  const words = pty.text().split(/\s+/);
  return [
    ...(terminal.alternate() ? ['the alternate screen'] : []),
    ...(terminal.cursorVisible() ? [] : ['a hidden cursor']),
    ...(terminal.bracketedPaste() ? ['bracketed paste'] : []),
    ...(terminal.wraparound() ? [] : ['no wrapping']),
    ...(terminal.title() === shellTitle ? [] : [`the title ${terminal.title()}`]),
    ...(pty.screen()[0] === 'before' ? [] : ['another first row']),
    ...modes.filter((mode) => !words.includes(mode)).map((mode) => `-${mode}`),
  ];
};
