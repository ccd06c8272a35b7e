/**
 * JavaScript's regular expressions (without flag `u`) as a tree: what is in it, without lookaround, references and what Node reads
 * in a way of its own. ECMA-262, 22.2.1 and annex B.1.2.
 */

/** From and to, both in it: UTF-16 units. */
export type UnitRange = readonly [from: number, to: number];

export type PatternNode =
  /** One unit that is, or is not, in the ranges. */
  | { readonly kind: 'unit'; readonly ranges: readonly UnitRange[]; readonly isNegated: boolean }
  | { readonly kind: 'start' | 'end' | 'boundary' | 'noBoundary' }
  | { readonly kind: 'group'; readonly name?: string; readonly isCaught: boolean; readonly body: PatternNode }
  | { readonly kind: 'sequence' | 'choice'; readonly of: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly body: PatternNode;
      readonly min: number;
      /** Infinity where there is no end. */
      readonly max: number;
      readonly isGreedy: boolean;
    };

const digits: readonly UnitRange[] = [[0x30, 0x39]];
const words: readonly UnitRange[] = [...digits, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
/** White space and line terminators. */
const spaces: readonly UnitRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
const lineEnds: readonly UnitRange[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];

const classes: ReadonlyMap<string, readonly UnitRange[]> = new Map([
  ['d', digits],
  ['w', words],
  ['s', spaces],
]);

const lastUnit = 0xffff;

/** All units that are not in the ranges, which stand in order and apart. */
const others = (ranges: readonly UnitRange[]): readonly UnitRange[] =>
  [...ranges, [lastUnit + 1, lastUnit + 1] as const].flatMap(([from], index): readonly UnitRange[] => {
    const before = index === 0 ? 0 : (ranges[index - 1]?.[1] ?? 0) + 1;
    return before < from ? [[before, from - 1]] : [];
  });

const controls: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d };

/** Deeper than this nobody nests. */
const mostDepth = 100;

type Reader = { readonly text: string; at: number; depth: number };

const take = (reader: Reader, shape: RegExp): RegExpExecArray | undefined => {
  shape.lastIndex = reader.at;
  const found = shape.exec(reader.text);
  if (found === null) return undefined;
  reader.at += found[0].length;
  return found;
};

const unit = (code: number): PatternNode => ({ kind: 'unit', ranges: [[code, code]], isNegated: false });

const escapeShape = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|c([A-Za-z])|(0)(?![0-9])|([^0-9ck]))/sy;

/** What is escaped: a unit or a class of them; undefined for what is read in ways of its own, such as `\1`. */
const escapedRanges = (reader: Reader): readonly UnitRange[] | undefined => {
  const found = take(reader, escapeShape);
  if (found === undefined) return undefined;
  const [, two, four, control, zero, plain = ''] = found;
  const hex = two ?? four;
  if (hex !== undefined) return [[Number.parseInt(hex, 16), Number.parseInt(hex, 16)]];
  if (control !== undefined) return [[control.charCodeAt(0) % 32, control.charCodeAt(0) % 32]];
  if (zero !== undefined) return [[0, 0]];
  const known = classes.get(plain.toLowerCase());
  if (known !== undefined) return plain === plain.toLowerCase() ? known : others(known);
  const code = controls[plain] ?? plain.charCodeAt(0);
  return [[code, code]];
};

/** One member of a class in brackets. */
const memberRanges = (reader: Reader): readonly UnitRange[] | undefined => {
  if (take(reader, /\\b/y) !== undefined) return [[0x08, 0x08]];
  if (reader.text[reader.at] === '\\') return escapedRanges(reader);
  if (reader.at >= reader.text.length) return undefined;
  const code = reader.text.charCodeAt(reader.at);
  reader.at += 1;
  return [[code, code]];
};

const single = (ranges: readonly UnitRange[]): number | undefined => {
  const [first] = ranges;
  return ranges.length === 1 && first !== undefined && first[0] === first[1] ? first[0] : undefined;
};

/** What stands between brackets, the first of which has been read. */
const bracketed = (reader: Reader): PatternNode | undefined => {
  const isNegated = take(reader, /\^/y) !== undefined;
  const ranges: UnitRange[] = [];
  while (reader.text[reader.at] !== ']') {
    const from = memberRanges(reader);
    if (from === undefined) return undefined;
    const isRange = reader.text[reader.at] === '-' && (reader.text[reader.at + 1] ?? ']') !== ']';
    if (!isRange) {
      ranges.push(...from);
      continue;
    }
    reader.at += 1;
    const to = memberRanges(reader);
    if (to === undefined) return undefined;
    const [low, high] = [single(from), single(to)];
    if (low !== undefined && high !== undefined) ranges.push([low, high]);
    // A class is no end of a range: then the dash is itself.
    else ranges.push(...from, [0x2d, 0x2d], ...to);
  }
  reader.at += 1;
  return { kind: 'unit', ranges, isNegated };
};

const groupShape = /\((?:\?:|\?<([A-Za-z_$][\w$]*)>|(?!\?))/y;

const grouped = (reader: Reader): PatternNode | undefined => {
  const found = take(reader, groupShape);
  if (found === undefined || reader.depth >= mostDepth) return undefined;
  reader.depth += 1;
  const body = choice(reader);
  reader.depth -= 1;
  if (body === undefined || take(reader, /\)/y) === undefined) return undefined;
  const [opened, name] = found;
  return { kind: 'group', isCaught: opened !== '(?:', ...(name === undefined ? {} : { name }), body };
};

/** What one quantifier may stand behind, or an assertion. */
const atom = (reader: Reader): PatternNode | undefined => {
  const sign = reader.text[reader.at] ?? '';
  switch (sign) {
    case '(':
      return grouped(reader);
    case '[':
      reader.at += 1;
      return bracketed(reader);
    case '.':
      reader.at += 1;
      return { kind: 'unit', ranges: lineEnds, isNegated: true };
    case '^':
    case '$':
      reader.at += 1;
      return { kind: sign === '^' ? 'start' : 'end' };
    case '\\': {
      const boundary = take(reader, /\\([bB])/y);
      if (boundary !== undefined) return { kind: boundary[1] === 'b' ? 'boundary' : 'noBoundary' };
      const ranges = escapedRanges(reader);
      return ranges === undefined ? undefined : { kind: 'unit', ranges, isNegated: false };
    }
    case '*':
    case '+':
    case '?':
      return undefined;
    default:
      reader.at += 1;
      return unit(sign.charCodeAt(0));
  }
};

const quantifierShape = /(?:([*+?])|\{(\d{1,9})(?:(,)(\d{1,9})?)?\})(\??)/y;
const bySign: Readonly<Record<string, readonly [min: number, max: number]>> = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
};

const quantified = (reader: Reader): PatternNode | undefined => {
  const body = atom(reader);
  if (body === undefined) return undefined;
  const found = take(reader, quantifierShape);
  if (found === undefined) return body;
  if (body.kind !== 'unit' && body.kind !== 'group') return undefined;
  const [, sign = '', least = '0', comma, most, lazy] = found;
  const counted = [Number(least), comma === undefined ? Number(least) : Number(most ?? Infinity)] as const;
  const [min, max] = bySign[sign] ?? counted;
  if (min > max) return undefined;
  return { kind: 'repeat', body, min, max, isGreedy: lazy === '' };
};

const sequence = (reader: Reader): PatternNode | undefined => {
  const of: PatternNode[] = [];
  while (reader.at < reader.text.length && reader.text[reader.at] !== '|' && reader.text[reader.at] !== ')') {
    const one = quantified(reader);
    if (one === undefined) return undefined;
    of.push(one);
  }
  return { kind: 'sequence', of };
};

const choice = (reader: Reader): PatternNode | undefined => {
  const of: PatternNode[] = [];
  do {
    const one = sequence(reader);
    if (one === undefined) return undefined;
    of.push(one);
  } while (take(reader, /\|/y) !== undefined);
  const [first] = of;
  return of.length === 1 ? first : { kind: 'choice', of };
};

/** The tree of a pattern that JavaScript reads; undefined where something is in it that this reader does not know for sure. */
export const readPattern = (source: string): PatternNode | undefined => {
  const reader: Reader = { text: source, at: 0, depth: 0 };
  const tree = choice(reader);
  return reader.at === source.length ? tree : undefined;
};

/** Whether it can match without taking a unit. */
export const mayBeEmpty = (node: PatternNode): boolean => {
  switch (node.kind) {
    case 'unit':
      return false;
    case 'group':
      return mayBeEmpty(node.body);
    case 'sequence':
      return node.of.every(mayBeEmpty);
    case 'choice':
      return node.of.some(mayBeEmpty);
    case 'repeat':
      return node.min === 0 || mayBeEmpty(node.body);
    default:
      return true;
  }
};
