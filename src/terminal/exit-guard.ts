/**
 * Leaves the terminal as it was found, however the process ends: quit, SIGINT, SIGTERM, SIGHUP, a stop and a return
 * (SIGTSTP, SIGCONT), an error nobody caught, a terminal that is gone. A tool that outlived its SSH session was seen
 * to eat 21 GB in a week; this one is gone within a second.
 */

import { codesOfSignals, type EndingSignal, leaveNow, letSignalsEnd } from '../process-end.ts';
import { bytesOf, type Painted, textOut } from '../text-out.ts';
import { titleSequence } from './osc.ts';
import type { Transport } from './tty-transport.ts';

// xterm's private modes: 1049 the alternate screen, 25 the cursor, 7 wrapping at the right edge, 2004 bracketed paste,
// 2026 synchronized output; 22 and 23 of its window operations keep the window's title on a stack and fetch it back. The leading
// ST ends whatever sequence was broken off half way.
const enterSequence = '\x1b[22;2t\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[m\x1b[H\x1b[2J';
const leaveSequence = '\x1b\\\x1b[?2026l\x1b[m\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l';
const restoreTitle = '\x1b[23;2t';
/** A terminal without such a stack shows its own title where there is no other: nothing of ours stays on it. */
const noTitle = bytesOf(titleSequence(''));

/** How long the rest of the program may take to end. */
const graceMs = 500;
/** A process without a shell above it is not stopped by SIGTSTP: it comes back by itself. */
const returnAfterMs = 100;

export type RawInput = {
  readonly setRawMode?: (raw: boolean) => unknown;
  readonly on: (event: 'end' | 'close' | 'error', listener: () => void) => unknown;
  readonly off: (event: 'end' | 'close' | 'error', listener: () => void) => unknown;
};

export type ExitGuardOptions = {
  readonly stdin: RawInput;
  readonly transport: Transport;
  /** Sends a sequence between two frames. */
  readonly send: (sequence: Painted) => void;
  /** The screen is about to go: stop drawing. */
  readonly onEnd: (exitCode: number) => void;
  /** The screen is ours again and empty. */
  readonly onReturn: () => void;
  /** Ends the process at last, whatever hangs in it. */
  readonly leave?: (exitCode: number) => void;
  /** One line for the user about an error that nobody caught. */
  readonly describe: (error: unknown) => string;
};

export type ExitGuard = {
  /**
   * Gives the terminal back; half a second later the process ends with this code, whatever still runs in it. The second
   * time it ends at once.
   */
  readonly end: (exitCode: number) => void;
  /** As Ctrl-Z does: back to the shell until it says go on. */
  readonly suspend: () => void;
  /** What the window's title says until the terminal is given back; the shell's own is kept and comes back with it. */
  readonly retitle: (text: string) => void;
  /** The terminal is gone. */
  readonly lost: () => void;
  /** An error that nobody caught: says it on the restored terminal and ends the process with 1. */
  readonly crash: (error: unknown) => void;
};

/** Takes the terminal over. */
export const guardTerminal = ({
  stdin,
  transport,
  send,
  onEnd,
  onReturn,
  describe,
  leave: leaveProcess = leaveNow,
}: ExitGuardOptions): ExitGuard => {
  let ours = false;
  let over = false;
  let title: string | undefined;

  const setRaw = (raw: boolean): void => {
    try {
      stdin.setRawMode?.(raw);
    } catch {
      // A terminal that is gone has no modes.
    }
  };
  const take = (): void => {
    ours = true;
    setRaw(true);
    transport.writeLast(`${enterSequence}${title === undefined ? '' : bytesOf(titleSequence(title))}`);
  };
  const giveBack = (): void => {
    if (!ours) return;
    ours = false;
    transport.writeLast(`${leaveSequence}${title === undefined ? '' : noTitle}${restoreTitle}`);
    setRaw(false);
  };

  const end = (exitCode: number): void => {
    if (over) leaveNow(exitCode);
    process.exitCode = exitCode;
    setTimeout(() => leaveProcess(exitCode), graceMs).unref();
    onEnd(exitCode);
    leave();
    // The terminal is back: from now on Ctrl-C is a signal again. Not before this one has reached all its listeners: Ink has one that
    // kills the process where it finds no other.
    setImmediate(letSignalsEnd);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    end(codesOfSignals[signal as EndingSignal]);
  };
  const lost = (): void => {
    if (!over) end(codesOfSignals.SIGHUP);
  };
  const crash = (error: unknown): void => {
    leave();
    textOut(process.stderr).write(`${describe(error)}\n`);
    leaveNow(1);
  };
  const retitle = (text: string): void => {
    if (text === title || over) return;
    title = text;
    if (ours) send(titleSequence(text));
  };
  const comeBack = (): void => {
    if (ours || over) return;
    process.on('SIGTSTP', suspend);
    take();
    onReturn();
  };
  const suspend = (): void => {
    if (!ours) return;
    giveBack();
    // Without a listener the signal does what it does to every program: it stops this one until SIGCONT.
    process.off('SIGTSTP', suspend);
    process.kill(process.pid, 'SIGTSTP');
    setTimeout(comeBack, returnAfterMs).unref();
  };

  const endings = Object.keys(codesOfSignals) as readonly EndingSignal[];
  const leave = (): void => {
    if (over) return;
    over = true;
    giveBack();
    transport.close();
    process.off('SIGTSTP', suspend);
    process.off('SIGCONT', comeBack);
    process.off('uncaughtException', crash);
    process.off('unhandledRejection', crash);
    process.off('exit', leave);
    for (const event of ['end', 'close', 'error'] as const) stdin.off(event, lost);
  };

  for (const signal of endings) process.on(signal, onSignal);
  process.on('SIGTSTP', suspend);
  process.on('SIGCONT', comeBack);
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  process.on('exit', leave);
  for (const event of ['end', 'close', 'error'] as const) stdin.on(event, lost);
  take();
  return { end, suspend, retitle, lost, crash };
};
