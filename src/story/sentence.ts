/**
 * A story in words, as parts in the order of their worth: a screen shows as many as it has room for, and leads from each to its proof. Times
 * are in the zone of the reader.
 */
import { bareName } from '../pipeline/regions.ts';
import type { RuleSign } from '../pipeline/rule-signs.ts';
import { accountWide } from './incidents.ts';
import type { RuleBreach, Story } from './story.ts';
import {
  agoOf,
  beforeText,
  type Clockface,
  effectText,
  ordersText,
  sinceText,
  tellingOf,
  timeOf,
  verbOf,
  whatText,
} from './words.ts';

/** Where the proof of a part is. */
export type Proof =
  | { readonly kind: 'alarm'; readonly arn: string }
  | { readonly kind: 'stage'; readonly stage: string; readonly at: number }
  | { readonly kind: 'message'; readonly stage: string; readonly pattern: string; readonly at: number }
  | { readonly kind: 'change'; readonly stage: string; readonly at: number }
  | { readonly kind: 'orders' }
  | { readonly kind: 'next' };

export type SentencePart = {
  readonly kind:
    | 'what'
    | 'why'
    | 'message'
    | 'change'
    | 'trend'
    | 'effect'
    | 'orders'
    | 'next'
    | 'calm'
    | 'unknown';
  readonly text: string;
  /** The same where there is little room. */
  readonly short?: string;
  /** Where there is little room, others go before it. */
  readonly isLesser?: boolean;
  /** What it means, which a theme colours. */
  readonly role: 'bad' | 'warn' | 'ok' | 'unknown' | 'text' | 'dim';
  readonly proof?: Proof;
};

const trendTexts: Readonly<Record<NonNullable<Story['trend']>, string>> = {
  worse: 'getting worse',
  steady: 'steady',
  better: 'getting better',
  over: 'over',
};

const worseSigns: readonly RuleSign[] = ['errors', 'capacity', 'throttles'];

/** A stage that was slow for a minute before it failed fails: of what is wrong with the cause's own stage the worst is said. */
const worstOfStage = ({ effects }: Story, cause: RuleBreach): RuleBreach => {
  if (worseSigns.includes(cause.sign) || cause.until !== undefined) return cause;
  const own = effects.filter(({ stage, until }) => stage === cause.stage && until === undefined);
  const worse = worseSigns.flatMap(
    (sign) => own.find((effect) => effect.sign === sign && effect.level === 'bad') ?? [],
  );
  return worse[0] ?? cause;
};

const incidentParts = (story: Story, cause: RuleBreach, clock: Clockface): readonly SentencePart[] => {
  const isOver = story.trend === 'over';
  const shown = worstOfStage(story, cause);
  const since = withAsOf(sinceText(cause, clock), story, clock);
  const role = isOver ? 'ok' : story.health === 'bad' ? 'bad' : 'warn';
  const [alarm] = shown.alarms;
  const proof: Proof =
    alarm === undefined
      ? { kind: 'stage', stage: cause.stage, at: cause.since }
      : { kind: 'alarm', arn: alarm };
  const isWide = story.regions.length > 1;
  const name = isWide ? bareName({ name: cause.stage, region: cause.region }) : cause.stage;
  const elsewhere = isWide ? ` in ${story.regions.join(' and ')}` : '';
  const alike = throttledAlike(story);
  const subject =
    alike < 2
      ? `${name} ${verbOf(shown)}${elsewhere}`
      : `${alike} functions ${isOver ? 'were' : 'are'} throttled at once${elsewhere}`;
  const first = story.explains ? '' : `, the first of ${stagesOf(story)}`;
  const corrected = story.isCorrected ? ', corrected' : '';
  const muted = mutedWords(shown, clock);
  const [message] = story.messages;
  return [
    {
      kind: 'what',
      text: `${subject} ${since}${first}${corrected}`,
      short: `${subject} ${withAsOf(withTrend(sinceText(cause, clock), story.trend), story, clock)}${first}${corrected}`,
      role,
      proof: { kind: 'stage', stage: cause.stage, at: cause.since },
    },
    {
      kind: 'why',
      text: `${alike < 2 ? shown.why : `as by the account's limit, ${name} ${shown.why}`}${muted}`,
      ...(alike < 2 ? { short: `${shown.why.replace('error rate', 'errors')}${muted}` } : {}),
      role: 'text',
      proof,
    },
    ...(message === undefined
      ? []
      : [
          {
            kind: 'message' as const,
            text: `"${tellingOf(message.pattern)}" ×${message.count}${message.isNew === true ? ' (new)' : ''}`,
            short: `"${tellingOf(message.pattern)}" ×${message.count}`,
            role: 'text' as const,
            proof: {
              kind: 'message' as const,
              stage: message.stage,
              pattern: message.pattern,
              at: message.since,
            },
          },
        ]),
    ...story.changes.slice(-1).map(
      ({ stage, what, at }): SentencePart => ({
        kind: 'change',
        text: `${stage === cause.stage ? '' : `${stage} `}${what} deployed ${beforeText(cause.since - at)}`,
        short: `${stage === cause.stage ? '' : `${stage} `}${what.replace(/^version /, 'v')} ${beforeText(cause.since - at)}`,
        role: 'dim',
        proof: { kind: 'change', stage, at },
      }),
    ),
    ...(isOver && story.since !== null
      ? [
          {
            kind: 'trend' as const,
            text: `over since ${timeOf(endOfStory(story), clock)}`,
            role: 'ok' as const,
          },
        ]
      : story.trend === null
        ? []
        : [
            {
              kind: 'trend' as const,
              text: trendTexts[story.trend],
              // It stands with the time it has lasted.
              short: '',
              role: 'dim' as const,
            },
          ]),
    ...distinctEffects(story).map(
      (effect): SentencePart => ({
        kind: 'effect',
        text: effectText(effect),
        short: effect.sign === 'deadLetters' ? effectText(effect).replace(/ \(.*/, '') : whatText(effect),
        ...(effect.sign === 'deadLetters' ? { isLesser: true } : {}),
        role: effect.until === undefined ? effect.level : 'dim',
        proof: { kind: 'stage', stage: effect.stage, at: effect.since },
      }),
    ),
    ...hitPart(story, cause, clock),
    ...nextPart(story),
  ];
};

/** ` (muted until 14:10)`: of what is wrong though nobody is told. */
const mutedWords = ({ mute, until }: RuleBreach, clock: Clockface): string => {
  if (mute === undefined || until !== undefined) return '';
  return mute.until === undefined ? ' (muted)' : ` (muted until ${timeOf(mute.until, clock)})`;
};

/** `since 19:22 (9 m, as of 19:28)`: what can no longer be read is known up to then. */
const withAsOf = (since: string, { asOf }: Pick<Story, 'asOf'>, clock: Clockface): string => {
  if (asOf === undefined) return since;
  const known = `as of ${timeOf(asOf, clock)}`;
  return since.endsWith(')') ? since.replace(/\)$/, `, ${known})`) : `${since} (${known})`;
};

/** `since 19:22 (9 m, worse)`. */
const withTrend = (since: string, trend: Story['trend']): string =>
  trend === null || trend === 'over' ? since : since.replace(/\)$/, `, ${trend})`);

/** Orders that are late or failed; of those from before the stream was read nothing is known, and that is said. */
const hitPart = ({ orders }: Story, { since }: RuleBreach, clock: Clockface): readonly SentencePart[] => {
  const text = orders === null ? '' : ordersText(orders);
  if (orders === null || text === '') return [];
  const known = orders.knownSince > since ? ` (known since ${timeOf(orders.knownSince, clock)})` : '';
  // In few cells those that are late stand for all: most of them fail later.
  const few = orders.late > 0 ? ordersText({ ...orders, failed: 0 }) : text;
  const short = `${few.replace(/ orders? (late|failed)/, ' $1')}${known === '' ? '' : '+'}`;
  return [{ kind: 'orders', text: `${text}${known}`, short, role: 'warn', proof: { kind: 'orders' } }];
};

/** What to do first, short: the commands and links are in the story's page and in `why`. */
const nextPart = ({ next, stage }: Story): readonly SentencePart[] => {
  const [first] = next;
  if (first === undefined) return [];
  const text = stage === null ? first.text : first.text.replace(`${stage}: `, '');
  return [
    {
      kind: 'next',
      text: `do first: ${text}`,
      short: `first ${text}`,
      role: 'text',
      proof: { kind: 'next' },
    },
  ];
};

/** How many functions are throttled by one limit, the cause with them. */
const throttledAlike = ({ effects }: Story): number =>
  1 +
  new Set(effects.filter(({ explainedBy }) => explainedBy === accountWide).map(({ stage }) => stage)).size;

/** In how many stages it shows. */
const stagesOf = ({ effects, cause }: Story): number =>
  new Set([cause?.stage, ...effects.map(({ stage }) => stage)]).size;

const isLetters = ({ sign }: RuleBreach): boolean => sign === 'deadLetters';
const weightOf = ({ until, level }: RuleBreach): number =>
  (until === undefined ? 2 : 0) + (level === 'bad' ? 1 : 0);

/** The stages of the effects in the order in which they followed, each with what is wrong with it most, and its dead letters. */
const distinctEffects = ({ effects, cause }: Story): Story['effects'] => {
  const others = effects.filter(({ stage }) => stage !== cause?.stage);
  return others.flatMap((effect) => {
    if (isLetters(effect)) return [effect];
    const ofStage = others.filter((other) => other.stage === effect.stage && !isLetters(other));
    if (ofStage[0] !== effect) return [];
    return [ofStage.reduce((worst, other) => (weightOf(other) > weightOf(worst) ? other : worst))];
  });
};

const endOfStory = ({ cause, effects }: Story): number =>
  Math.max(cause?.until ?? 0, ...effects.map(({ until }) => until ?? 0));

/** The parts of a story's sentence, the most telling first. */
export const sentenceOf = (story: Story, clock: Clockface): readonly SentencePart[] => {
  if (story.cause !== null) return incidentParts(story, story.cause, clock);
  if (story.health === 'ok') {
    const since = story.since === null ? '' : ` for ${agoOf(story.since, clock)}`;
    return [{ kind: 'calm', text: `${story.why}${since}`, role: 'ok' }];
  }
  return [{ kind: 'unknown', text: `cannot tell: ${story.why}`, role: 'unknown' }];
};

const headKinds: ReadonlySet<SentencePart['kind']> = new Set([
  'what',
  'why',
  'message',
  'change',
  'trend',
  'calm',
  'unknown',
]);

const joinHead = (parts: readonly SentencePart[]): string => {
  const [what, why, ...others] = parts;
  if (what === undefined) return '';
  if (why === undefined) return what.text;
  const message = others.filter(({ kind }) => kind === 'message').map(({ text }) => `, ${text}`);
  const rest = others.filter(({ kind }) => kind !== 'message').map(({ text }) => ` · ${text}`);
  return `${what.text}: ${why.text}${message.join('')}${rest.join('')}`;
};

/** The whole sentence: a line of the cause, and where it has effects one of those. */
export const sentenceText = (parts: readonly SentencePart[]): string => {
  const head = joinHead(parts.filter(({ kind }) => headKinds.has(kind)));
  const tail = parts
    .filter(({ kind }) => kind === 'effect' || kind === 'orders')
    .map(({ text }) => text)
    .join(' · ');
  return tail === '' ? head : `${head}\n${tail}`;
};
