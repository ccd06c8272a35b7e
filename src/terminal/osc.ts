/** Sequences that ask the terminal for something outside the screen: the clipboard, a notice, the window's title. */
import { type Painted, painted } from '../text-out.ts';
import { sanitize } from './sanitize.ts';

/** xterm and tmux take about 100,000 bytes; hterm and screen less. Base64 makes four bytes of three. */
export const maxCopyBytes = 74_000;

/** OSC 52: puts a text on the clipboard. Undefined where it is longer than terminals take. */
export const copySequence = (text: string): Painted | undefined => {
  const bytes = Buffer.from(text);
  return bytes.length > maxCopyBytes ? undefined : painted(`\x1b]52;c;${bytes.toString('base64')}\x1b\\`);
};

const maxNoticeLength = 200;
const noticeText = (text: string): string => sanitize(text).slice(0, maxNoticeLength);

/**
 * The bell, and a desktop notice: OSC 9 (iTerm2, Windows Terminal, WezTerm) and OSC 777 (rxvt, VTE, foot). A terminal ignores the one
 * that it does not know. OSC 777 separates its fields with semicolons, so none may be inside.
 */
export const noticeSequence = (title: string, body: string): Painted => {
  const [safeTitle, safeBody] = [title, body].map((text) => noticeText(text).replaceAll(';', ','));
  return painted(`\x07\x1b]9;${safeTitle}: ${safeBody}\x1b\\\x1b]777;notify;${safeTitle};${safeBody}\x1b\\`);
};

const maxTitleLength = 200;

/** OSC 2: the title of the window, or of the pane. */
export const titleSequence = (text: string): Painted =>
  painted(`\x1b]2;${sanitize(text).slice(0, maxTitleLength)}\x1b\\`);
