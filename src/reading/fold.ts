/** Several lines as one: what a stack says without its frames, an object without its line breaks. */

const lineBreak = /\r\n|\n|\r/;
/** Lambda's runtimes and some loggers put a carriage return for a line break inside an event. */
export const hasLineBreak = (text: string): boolean => text.includes('\n') || text.includes('\r');

/** Frames of Node, Java, .NET, Python, Ruby and PHP, and the lines between them. */
const frame =
  /^\s+(?:at\s|File "|\.\.\. \d+ (?:more|common|lines)|from \S+:\d+|[~^]+\s*$|--- End of )|^#\d+ (?:\S+\(\d+\): |\{main\}|\[internal)|^\s*\[Previous line repeated/i;
/** What follows in Go and Rust is frames up to the next blank line. */
const traceHead = /^(?:goroutine \d+ \[|stack backtrace:)/;
/** Python prints the source below its place, in as many lines as it has. */
const place = /^\s+File "/;
const isSource = (line: string): boolean => /^\s{4,}\S/.test(line);

const opens = /[{[(,]$/;
const closes = /^[}\])]/;

const joined = (lines: readonly string[]): string => {
  let text = lines[0] ?? '';
  for (let index = 1; index < lines.length; index += 1) {
    const next = lines[index] ?? '';
    const before = lines[index - 1] ?? '';
    // The lines of an object that was printed in several are one.
    text += opens.test(before) || closes.test(next) ? ` ${next}` : ` ⏎ ${next}`;
  }
  return text;
};

/** A text in one line: `TypeError: no gateway (2 more lines)`, `{ orderId: 'ORD-1', items: [ ... ] }`. Linear in its length. */
export const foldLines = (text: string): string => {
  if (!hasLineBreak(text)) return text.trimEnd();
  const said: string[] = [];
  let frames = 0;
  let inSource = false;
  let inTrace = false;
  for (const line of text.split(lineBreak)) {
    const trimmed = line.trim();
    if (trimmed === '') {
      inTrace = false;
      continue;
    }
    inTrace ||= traceHead.test(line);
    // Frames are indented, but for PHP's and Python's `[Previous line repeated ...]`.
    const mayBeFrame = trimmed.length < line.length || line.startsWith('#') || line.startsWith('[');
    const isFrame = inTrace || (mayBeFrame && (frame.test(line) || (inSource && isSource(line))));
    if (said.length === 0 || !isFrame) said.push(trimmed);
    else {
      frames += 1;
      // Node prints what else an error holds behind its last frame.
      if (trimmed.endsWith(' {')) said.push('{');
    }
    inSource = place.test(line) || (inSource && isSource(line));
  }
  const more = frames === 0 ? '' : ` (${frames} more ${frames === 1 ? 'line' : 'lines'})`;
  return `${joined(said)}${more}`;
};

/** At most so many characters, the last of them a mark where something was cut. */
export const bounded = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

/** Colours, as programs write them for a terminal. They say nothing, and stand between a level and its message. */
const colours = /\u001b\[[\d;:]*m/g;
export const withoutColours = (text: string): string =>
  text.includes('\u001b[') ? text.replace(colours, '') : text;
