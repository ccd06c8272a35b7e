/** What went wrong with patterns, for whoever tells it: a screen as long as it is so, a command when it ends. */
import type { Failure } from '../observation/health-of-sources.ts';

/** Where a pattern was written, as its troubles call it. */
export type PatternOrigin =
  | 'deployments.pattern'
  | 'orderId.pattern'
  | 'nameOf.pattern'
  | 'filter'
  | 'variable';

export type PatternTrouble = {
  readonly of: PatternOrigin;
  readonly source: string;
  /** `/(?=a)b/ took more than 50 ms on a line and is switched off`. */
  readonly what: string;
  readonly failure: Failure;
};

/** More than these are more of the same: the oldest goes. */
const mostTroubles = 20;
const troubles = new Map<string, PatternTrouble>();

const mostShownChars = 60;

const shown = (source: string): string =>
  source.length > mostShownChars ? `${source.slice(0, mostShownChars - 1)}…` : source;

const simpler = 'without lookaround, without \\1, without loops of what may be empty';
const mends: Readonly<Record<PatternOrigin, string>> = {
  'deployments.pattern': `Write it ${simpler}, and start again.`,
  'orderId.pattern': `Write it ${simpler}, and start again.`,
  'nameOf.pattern': `Write it ${simpler}.`,
  filter: `Type it ${simpler}.`,
  variable: `Write it ${simpler}.`,
};

const keyOf = (of: PatternOrigin, source: string): string => `${of} ${source}`;

const warnings = new Map<string, Failure>();

/** Says of a pattern of a file that it runs in a thread: it works, for as long as it is quick. */
export const warnOfThread = (of: PatternOrigin, source: string, mostMs: number): void => {
  if ((of !== 'deployments.pattern' && of !== 'orderId.pattern') || warnings.size >= mostTroubles) return;
  warnings.set(keyOf(of, source), {
    kind: 'usage',
    code: 'ThreadPattern',
    message: `warning: ${of} /${shown(source)}/ is one that only JavaScript runs: it is switched off once it takes more than ${mostMs} ms on a line`,
    hint: mends[of],
  });
};

/** What to know of the patterns of files; nothing went wrong. */
export const patternWarnings = (): readonly Failure[] => [...warnings.values()];

/** When a filter was used last: it is read anew with each frame. */
const usedAtMs = new Map<string, number>();
const mostIdleMs = 5000;

export const notePatternUse = (of: PatternOrigin, source: string): void => {
  if (of === 'filter' && troubles.has(keyOf(of, source))) usedAtMs.set(source, performance.now());
};

/** A pattern that is compiled anew begins anew. */
export const forgetPatternTrouble = (of: PatternOrigin, source: string): void => {
  troubles.delete(keyOf(of, source));
  usedAtMs.delete(source);
};

/** Keeps a trouble; the first one of a pattern counts. */
export const tellPatternTrouble = (of: PatternOrigin, source: string, said: string): void => {
  const key = keyOf(of, source);
  if (troubles.has(key)) return;
  const [oldest] = troubles.size < mostTroubles ? [] : troubles.values();
  if (oldest !== undefined) forgetPatternTrouble(oldest.of, oldest.source);
  const what = `/${shown(source)}/ ${said}`;
  const failure: Failure = { kind: 'usage', code: 'SlowPattern', message: `${of} ${what}`, hint: mends[of] };
  troubles.set(key, { of, source, what, failure });
};

/** In the order in which they came; those of a filter as long as somebody looks through it. */
export const patternTroubles = (): readonly PatternTrouble[] => {
  const nowMs = performance.now();
  return [...troubles.values()].filter(
    ({ of, source }) => of !== 'filter' || nowMs - (usedAtMs.get(source) ?? nowMs) < mostIdleMs,
  );
};
