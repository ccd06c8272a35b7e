/** The rule of a composite alarm, read for display: `(ALARM("a") OR ALARM("b")) AND AT_LEAST(50%, NOT OK, (c, d))`. */
import type { AlarmStateValue } from '../observation/alarms.ts';

export type AlarmRule =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly AlarmRule[] }
  | { readonly kind: 'not'; readonly part: AlarmRule }
  /** `alarm` is a name or an ARN. */
  | ({ readonly kind: 'state'; readonly alarm: string } & StateCondition)
  | ({ readonly kind: 'atLeast'; readonly least: Least; readonly alarms: readonly string[] } & StateCondition)
  | { readonly kind: 'constant'; readonly value: boolean };

/** What is asked of an alarm; `negated` where it is to be in any other state. */
export type StateCondition = { readonly state: AlarmStateValue; readonly negated?: boolean };

/** So many of the alarms, or so much of them. */
export type Least = { readonly count: number } | { readonly percent: number };

type Token = { readonly word: string; readonly text: string };

// The grammar of AlarmRule: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html. Without quotes a name
// has no spaces, brackets or commas.
const tokenShape = /\s*(?:([(),])|"((?:[^"\\]|\\.)*)"|([^\s(),"]+))/y;

const tokensOf = (text: string): readonly Token[] | undefined => {
  const tokens: Token[] = [];
  tokenShape.lastIndex = 0;
  while (tokenShape.lastIndex < text.trimEnd().length) {
    const match = tokenShape.exec(text);
    if (match === null) return undefined;
    const [, bracket, quoted, bare] = match;
    const plain = bracket ?? bare ?? '';
    tokens.push({ word: plain.toUpperCase(), text: quoted?.replaceAll(/\\(.)/g, '$1') ?? plain });
  }
  return tokens;
};

const isState = (word: string): word is AlarmStateValue =>
  word === 'ALARM' || word === 'OK' || word === 'INSUFFICIENT_DATA';

const leastOf = (text: string): Least | undefined => {
  const [, amount, percent] = /^(\d{1,6})\s*(%?)$/.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return percent === '%' ? { percent: Number(amount) } : { count: Number(amount) };
};

/** NOT binds closest, then AND, then OR. Rules are 10,240 characters at the most; deeper nesting than this is none. */
const maxDepth = 100;

/** How many of so many alarms that are. */
export const leastCount = (least: Least, of: number): number =>
  'count' in least ? least.count : Math.ceil((least.percent * of) / 100);

/** Undefined for a text that is no rule. */
export const parseAlarmRule = (text: string): AlarmRule | undefined => {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  let at = 0;
  const take = (word: string): boolean => {
    if (tokens[at]?.word !== word) return false;
    at += 1;
    return true;
  };
  const joined =
    (kind: 'and' | 'or', next: (depth: number) => AlarmRule | undefined) =>
    (depth: number): AlarmRule | undefined => {
      const parts: AlarmRule[] = [];
      do {
        const part = next(depth);
        if (part === undefined) return undefined;
        parts.push(part);
      } while (take(kind.toUpperCase()));
      const [only] = parts;
      return parts.length === 1 ? only : { kind, parts };
    };
  /** `(2, ALARM, (a, b, c))`, `(50%, NOT OK, (…))`: what follows AT_LEAST. */
  const atLeast = (): AlarmRule | undefined => {
    const least = take('(') ? leastOf(tokens[at]?.text ?? '') : undefined;
    at += 1;
    if (least === undefined || !take(',')) return undefined;
    const negated = take('NOT');
    const state = tokens[at]?.word ?? '';
    at += 1;
    if (!isState(state) || !take(',') || !take('(')) return undefined;
    const alarms: string[] = [];
    do {
      const alarm = tokens[at];
      if (alarm === undefined || /^[(),]$/.test(alarm.word)) return undefined;
      alarms.push(alarm.text);
      at += 1;
    } while (take(','));
    return take(')') && take(')')
      ? { kind: 'atLeast', least, state, alarms, ...(negated ? { negated } : {}) }
      : undefined;
  };
  const atom = (depth: number): AlarmRule | undefined => {
    if (depth > maxDepth) return undefined;
    if (take('NOT')) {
      const part = atom(depth + 1);
      return part && { kind: 'not', part };
    }
    if (take('TRUE')) return { kind: 'constant', value: true };
    if (take('FALSE')) return { kind: 'constant', value: false };
    if (take('AT_LEAST')) return atLeast();
    if (take('(')) {
      const inner = either(depth + 1);
      return inner !== undefined && take(')') ? inner : undefined;
    }
    const state = tokens[at]?.word ?? '';
    if (!isState(state)) return undefined;
    at += 1;
    if (!take('(')) return undefined;
    const alarm = tokens[at]?.text;
    at += 1;
    return alarm !== undefined && take(')') ? { kind: 'state', state, alarm } : undefined;
  };
  const both = joined('and', atom);
  const either = joined('or', both);
  const rule = either(0);
  return at === tokens.length ? rule : undefined;
};

const namesIn = (rule: AlarmRule): readonly string[] => {
  switch (rule.kind) {
    case 'and':
    case 'or':
      return rule.parts.flatMap(namesIn);
    case 'not':
      return namesIn(rule.part);
    case 'state':
      return [rule.alarm];
    case 'atLeast':
      return rule.alarms;
    case 'constant':
      return [];
  }
};

/** Names and ARNs of the alarms in the text of a rule; none where it is no rule. */
export const alarmNamesIn = (text: string): readonly string[] => {
  const rule = parseAlarmRule(text);
  return rule === undefined ? [] : namesIn(rule);
};
