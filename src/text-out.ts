/**
 * The one door out: stdout, stderr, files and the screen take text, which is made harmless on its way, or what was painted, which
 * holds sequences of ours. Nothing else can be written: `test/architecture/one-door.test.ts` (issue 15).
 */
import type { WriteStream } from 'node:tty';
import { harmlessText } from './harmless-text.ts';

const sequences = Symbol('sequences');

/** Text of which we know each sequence. Made by what paints and by what asks the terminal for something, and nowhere else. */
export type Painted = { readonly [sequences]: string };

/** What may be written. */
export type Printable = string | Painted;

/** For those whom the architecture test names: what comes from outside must be harmless before. */
export const painted = (text: string): Painted => ({ [sequences]: text });

/** What goes out, as it goes. */
export const bytesOf = (printable: Printable): string =>
  typeof printable === 'string' ? harmlessText(printable) : printable[sequences];

/** One after the other. */
export const together = (...parts: readonly Printable[]): Painted => painted(parts.map(bytesOf).join(''));

/** A stream of the process for messages, as commands see it. */
export type TextOut = {
  readonly write: (what: Printable) => void;
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
};

/** What is known of stdout: nobody writes to the stream itself. */
export type ScreenStream = Pick<WriteStream, 'isTTY' | 'columns' | 'rows' | 'on' | 'off'> & {
  readonly fd: number;
};

type Stream = {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** Its size is looked up each time. */
export const textOut = (stream: Stream): TextOut => ({
  write: (what) => {
    stream.write(bytesOf(what));
  },
  get isTTY() {
    return stream.isTTY === true;
  },
  get columns() {
    return stream.columns ?? 0;
  },
  get rows() {
    return stream.rows ?? 0;
  },
});
