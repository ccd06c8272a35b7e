/** A terminal without a window: what a user would see of the bytes that a program wrote. */
import xterm from '@xterm/headless';

export type TerminalCell = {
  readonly text: string;
  /** 0 for the right half of a wide character. */
  readonly cells: number;
  /** Everything that decides how the cell looks, as one comparable text. */
  readonly look: string;
};

export type Screen = {
  readonly write: (bytes: string | Uint8Array) => Promise<void>;
  readonly resize: (columns: number, rows: number) => void;
  /** The rows that are seen, without blanks at their ends. */
  readonly lines: () => readonly string[];
  readonly cell: (x: number, y: number) => TerminalCell;
  /** All cells, row after row: what two screens are compared by. */
  readonly cells: () => readonly TerminalCell[];
  readonly alternate: () => boolean;
  readonly cursorVisible: () => boolean;
  readonly bracketedPaste: () => boolean;
  readonly wraparound: () => boolean;
  readonly title: () => string | undefined;
  /** What the terminal answers to the program (reports). */
  readonly onAnswer: (listener: (bytes: string) => void) => void;
};

export const createScreen = (columns: number, rows: number): Screen => {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    scrollback: 200,
    windowOptions: { pushTitle: true, popTitle: true },
  });
  let cursorVisible = true;
  let title: string | undefined;
  // The headless terminal keeps the cursor's visibility to itself; the sequences tell it.
  const watch = (final: 'h' | 'l') =>
    terminal.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
      if (parameters.includes(25)) cursorVisible = final === 'h';
      return false;
    });
  watch('h');
  watch('l');
  terminal.onTitleChange((text) => {
    title = text;
  });

  const cell = (x: number, y: number): TerminalCell => {
    const { active } = terminal.buffer;
    const found = active.getLine(active.viewportY + y)?.getCell(x);
    if (found === undefined) return { text: '', cells: 1, look: '' };
    const text = found.getChars() === '' && found.getWidth() === 1 ? ' ' : found.getChars();
    const marks = [found.isBold(), found.isDim(), found.isInverse(), found.isUnderline()].map((on) =>
      on ? 1 : 0,
    );
    // A blank shows no foreground.
    const shows = text !== ' ' || found.isInverse() || found.isUnderline();
    const colours = [found.getFgColorMode(), found.getFgColor(), found.getBgColorMode(), found.getBgColor()];
    return { text, cells: found.getWidth(), look: shows ? [...marks, ...colours].join(' ') : '' };
  };

  return {
    write: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    resize: (newColumns, newRows) => terminal.resize(newColumns, newRows),
    lines: () =>
      Array.from({ length: terminal.rows }, (_, y) => {
        const { active } = terminal.buffer;
        // Rows of the alternate screen keep what a narrower terminal no longer shows.
        return (
          active
            .getLine(active.viewportY + y)
            ?.translateToString(false, 0, terminal.cols)
            .trimEnd() ?? ''
        );
      }),
    cell,
    cells: () =>
      Array.from({ length: terminal.rows * terminal.cols }, (_, i) =>
        cell(i % terminal.cols, Math.floor(i / terminal.cols)),
      ),
    alternate: () => terminal.buffer.active.type === 'alternate',
    cursorVisible: () => cursorVisible,
    bracketedPaste: () => terminal.modes.bracketedPasteMode,
    wraparound: () => terminal.modes.wraparoundMode,
    title: () => title,
    onAnswer: (listener) => {
      terminal.onData(listener);
    },
  };
};
