/** Some lines at the end of a terminal that are written again and again: what a command does while it runs. */

import { bytesOf, type Painted, type Printable, painted } from '../text-out.ts';

export type LiveBlock = {
  /** Puts these lines, each with its end, in the place of those before. */
  readonly draw: (lines: Printable) => void;
  /** Takes them away: what is written next stands in their place. */
  readonly clear: () => void;
};

/** Lines must be narrower than the terminal: one that wraps would be taken for one row. */
export const createLiveBlock = (write: (what: Painted) => void): LiveBlock => {
  let rows = 0;
  const show = (lines: string): void => {
    if (rows === 0 && lines === '') return;
    // Up to the first of them, and away with all below.
    write(painted(`${rows === 0 ? '' : `\x1b[${rows}A\r\x1b[J`}${lines}`));
    rows = lines.split('\n').length - 1;
  };
  return { draw: (lines) => show(bytesOf(lines)), clear: () => show('') };
};
