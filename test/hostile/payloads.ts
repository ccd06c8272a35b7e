/** What a stranger writes where a name or a message is wanted, by what it would do, and what must be true of all that comes out. */
import { forbidden } from '../../scripts/bench/hostile.ts';

/** Small ones stand together: a field is given some of them at once, and all of them over the rounds. */
export const payloads: readonly string[] = [
  '\x1b]0;owned\x07\x1b]2;owned\x1b\\\x1b[2J\x1b[1;1H\x1b[?1049l',
  '\x1b]52;c;b3duZWQ=\x07\x1b]9;owned\x07\x1b]777;notify;a;b\x1b\\',
  '\x1b]8;;https://evil\x1b\\click\x1b]8;;\x1b\\\x1bPq\x1b\\\x1bc',
  // C1, as a character and as its byte read as Latin-1; UTF-8 of it when it is read twice.
  '\u009b31m\u009d0;owned\u009c\u0090\u0085\u00c2\u009b2J',
  '\u202eevil\u202d\u2066\u2067\u2068\u2069\u200f\u061c',
  '\0\x7f\x07\b\t\v\f\r',
  'one\ntwo\r\n{"type":"alarm"}\u2028three\u2029four',
  '\ud800\udfff\ufffe\ufeff\u200b\u00ad\u3164\u{e0041}',
  '</text></svg><script>alert(1)</script><!-- ]]> &amp; &#27; "\'',
  '](javascript:alert(1)) ![x](http://evil/x) <img src=x onerror=alert(1)> `a` ``b`` | c | **d** # e',
  '$(touch owned) `touch owned` ; touch owned & touch owned | cat > owned',
  '\'"; touch owned; \'\\" !! ~ * ? [a] {a,b} #c \\',
  ': - [a, {b: c}] #d &e *f !!g |\n  h: "i" \'j\' --- ... %YAML',
  '%s %n %d {} {0} ${a} {{b}} \\u001b[2J \\x1b[2J %1b %0a',
  '=cmd|/c calc!A1 @SUM(1) +1 -1 --endpoint-url=http://evil file:///etc/passwd',
  `e${'\u0301'.repeat(60)}${'x'.repeat(600)}`,
  '\u{1f469}\u200d\u{1f469}\ufe0f\u{1f1e9}\u{1f1ea}漢字한글اردو',
];

/** How many stand together. */
const together = 5;
export const rounds = Math.ceil(payloads.length / together);

const hash = (text: string): number => {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum;
};

/** What a field holds in a round: the same wherever the field is met, so that what is named twice keeps its name. */
export const payloadOf = (field: string, round: number): string => {
  const first = ((hash(field) + round) % rounds) * together;
  return payloads.slice(first, first + together).join(' ');
};

const all = Array.from({ length: rounds }, (_, index) =>
  payloads.slice(index * together, index * together + together).join(' '),
);

/** The text as it was before it was made hostile. */
export const withoutPayload = (text: string): string =>
  all.reduce((left, payload) => left.replaceAll(payload, ''), text);

/** What of an output would act on a terminal, or hide in it; undefined where nothing would. */
export const harmIn = (text: string): string | undefined => {
  const found = forbidden.exec(text.replaceAll('\n', ''));
  if (found === null) return undefined;
  const code = found[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} in ${JSON.stringify(text.replaceAll('\n', '⏎').slice(Math.max(0, found.index - 60), found.index + 20))}`;
};

/** What is wrong with a document of XML: elements that do not close, a sign that would begin one; undefined where it is well-formed. */
export const mistakeInXml = (xml: string): string | undefined => {
  const open: string[] = [];
  const token = /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const found = token.exec(xml);
    if (found === null) return `no markup at ${at}: ${JSON.stringify(xml.slice(at, at + 60))}`;
    const [, slash, name, attributes = '', empty, text = ''] = found;
    for (const [reference] of `${attributes}${text}`.matchAll(/&[^;]{0,10};?/g))
      if (!/^&(amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);$/.test(reference)) return `${reference} is no reference`;
    if (name === undefined) {
      if (open.length === 0 && text.trim() !== '') return 'text beside the document';
      continue;
    }
    if (!['svg', 'title', 'g', 'rect', 'text', 'tspan', 'path', 'line', 'style'].includes(name))
      return `<${name}>`;
    if (slash === '/') {
      if (open.pop() !== name) return `</${name}> closes nothing`;
    } else if (empty !== '/') open.push(name);
  }
  return open.length === 0 ? undefined : `${open.join(' ')} stay open`;
};

/**
 * What a reader of Markdown (CommonMark, GitHub's) would run or load: HTML, or a link that is none of a web page or of a picture beside
 * it. Fences and code spans are left out as CommonMark 0.31 finds them (4.5, 6.1).
 */
export const harmInMarkdown = (markdown: string): string | undefined => {
  const prose: string[] = [];
  let fence = '';
  for (const line of markdown.split('\n')) {
    const [, run = ''] = /^ {0,3}(`{3,})[^`]*$/.exec(line) ?? [];
    if (fence === '' && run !== '') fence = run;
    else if (fence !== '') {
      if (run.length >= fence.length && line.trim() === run) fence = '';
    } else prose.push(line);
  }
  if (fence !== '') return 'a fence stays open';
  for (const line of prose) {
    const left = line.replace(/(?<![\\`])(`+)(?!`)(.*?[^`])\1(?!`)/g, '');
    const html = /(?<!\\)<(?!https?:\/\/)[a-z/!?]/i.exec(left.replace(/\]\(<[^<>]*>\)/g, ''));
    if (html !== null) return `HTML in ${line}`;
    for (const [, target = ''] of left.matchAll(/(?<!\\)\]\((<[^>]*>|[^)]*)\)/g)) {
      if (!/^<(https?:\/\/[^<>\s]+|[\w.-]+\.svg)>$/.test(target)) return `a link to ${target}`;
    }
  }
  return undefined;
};
