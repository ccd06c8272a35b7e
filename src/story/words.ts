/** What is said of a breach, a time, orders and a message: the words that a sentence is made of. */
import { formatClock, formatDuration, formatNumber, formatUnit } from '../format.ts';
import type { RuleSign } from '../pipeline/rule-signs.ts';
import type { CurrencyValue, RuleBreach, Story } from './story.ts';

const verbs: Readonly<Record<RuleSign, readonly [now: string, over: string]>> = {
  errors: ['fails', 'failed'],
  throttles: ['is throttled', 'was throttled'],
  latency: ['is slow', 'was slow'],
  age: ['backs up', 'backed up'],
  lag: ['falls behind', 'fell behind'],
  depth: ['fills up', 'filled up'],
  deadLetters: ['has given up messages', 'had given up messages'],
  lost: ['loses events', 'lost events'],
  capacity: ['is short of capacity', 'was short of capacity'],
  load: ['is overloaded', 'was overloaded'],
  traffic: ['gets too little to do', 'got too little to do'],
  other: ['is not well', 'was not well'],
};

export type Clockface = { readonly at: number; readonly utc: boolean };

const dayMs = 86_400_000;

/** `19:22`, and where that is not of the last day, the day too. */
export const timeOf = (time: number, { at, utc }: Clockface): string => {
  const clock = formatClock(time, { utc });
  return at - time < dayMs ? clock : `${new Date(time).toISOString().slice(5, 10)} ${clock}`;
};

export const agoOf = (time: number, { at }: Clockface): string =>
  formatDuration(Math.max(0, Math.floor((at - time) / 60_000)) * 60_000);

/** `since 19:22 (9 m)`, `since before 18:40`, `19:22-19:43`. */
export const sinceText = ({ since, isOlder, until }: RuleBreach, clock: Clockface): string => {
  const from = `${isOlder ? 'before ' : ''}${timeOf(since, clock)}`;
  if (until !== undefined) return `from ${from} to ${timeOf(until, clock)}`;
  return `since ${from} (${isOlder ? 'over ' : ''}${agoOf(since, clock)})`;
};

export const verbOf = ({ sign, until }: RuleBreach): string => verbs[sign][until === undefined ? 0 : 1];

/** `payment-worker fails`. */
export const whatText = (breach: RuleBreach): string => `${breach.stage} ${verbOf(breach)}`;

/** An effect, short: `payments backs up: 1.5 k waiting, oldest 10 m, not draining, +4.5/s`. */
export const effectText = (breach: RuleBreach): string => {
  const figure = Number.isFinite(breach.value) ? formatUnit(breach.value, breach.unit) : '';
  if (breach.sign === 'deadLetters') return `${figure} given up (${breach.queue ?? breach.stage})`;
  if (breach.until !== undefined) return whatText(breach);
  // A bare count says nothing: 2 of what?
  if (figure !== '' && breach.unit === 'count' && breach.sign !== 'depth' && breach.sign !== 'traffic') {
    return breach.sign === 'throttles'
      ? `${whatText(breach)} ${figure} times`
      : `${whatText(breach)}, ${breach.why}`;
  }
  const own = figure === '' ? [] : [breach.sign === 'age' ? `oldest ${figure}` : figure];
  const [backlog, ...pace] = breach.beside;
  const figures = [...(backlog === undefined ? [] : [backlog]), ...own, ...pace];
  return figures.length === 0 ? whatText(breach) : `${whatText(breach)}: ${figures.join(', ')}`;
};

const moneyText = ({ value, currency }: CurrencyValue): string =>
  `${formatNumber(Math.round(value))}${currency === undefined ? '' : ` ${currency}`}`;

const plural = (count: number): string => (count === 1 ? 'order' : 'orders');

/** `1.6 k orders late, 110 failed, 81 k EUR`. */
export const ordersText = ({ late, failed, values }: NonNullable<Story['orders']>): string => {
  const counts = [
    ...(late > 0 ? [`${formatNumber(late)} ${plural(late)} late`] : []),
    ...(failed > 0 ? [`${formatNumber(failed)} ${late > 0 ? '' : `${plural(failed)} `}failed`] : []),
  ];
  return [...counts, ...values.map(moneyText)].join(', ');
};

/** Words that a fragment of a message must not end with. */
const linkWords = /\s+(after|at|in|on|of|for|from|to|with|by|the|a|an|is|was|and|or)$/i;
const mostTellingChars = 40;

/** What a pattern says, without its holes: its longest piece. `gateway timeout` of `charge failed … gateway timeout after … ms`. */
export const tellingOf = (pattern: string): string => {
  const pieces = pattern
    .split('…')
    .map((piece) => piece.replace(/^[\s,.:;()[\]"'=-]+|[\s,.:;()[\]"'=-]+$/g, ''));
  const longest = pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), '');
  let text = longest === '' ? pattern : longest;
  while (linkWords.test(text)) text = text.replace(linkWords, '');
  return text.length > mostTellingChars ? `${text.slice(0, mostTellingChars - 1)}…` : text;
};

export const beforeText = (ms: number): string =>
  ms <= 0
    ? 'in the same minute'
    : `${formatDuration(Math.max(60_000, Math.round(ms / 60_000) * 60_000))} before`;
