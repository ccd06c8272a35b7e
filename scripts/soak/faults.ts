/** What goes wrong, and when: kinds of fault, and phases of them that are drawn from a seed. */
import { createRandom, type Random } from '../../src/sandbox/simulation/random.ts';

/** How an answer, a connection or the whole network fails; `mixed` draws another kind for each request. */
export const faultKinds = [
  'null',
  'wrong-type',
  'missing',
  'cut-json',
  'wrong-crc',
  'half-body',
  'silent',
  'drip',
  'reset',
  'close',
  'delay',
  'empty',
  'html',
  'same-token',
  'duplicate',
  'old-page',
  'error-500',
  'throttle',
  'html-503',
  'black-hole',
  'mixed',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Kinds that one request can have for itself. */
export const strikes: readonly FaultKind[] = faultKinds.filter(
  (kind) => kind !== 'mixed' && kind !== 'black-hole',
);

export type Phase = {
  readonly kind: FaultKind;
  readonly lastsMs: number;
  /** Of requests that it hits, 0 to 1. */
  readonly share: number;
  /** After a black hole: connections of before are reset at their next byte; otherwise they stay silent for ever. */
  readonly resets: boolean;
};

/** How long phases last: a black hole, and the others. */
export type Lengths = {
  readonly blackHoleMs: { readonly min: number; readonly max: number };
  readonly faultMs: { readonly min: number; readonly max: number };
};

export const soakLengths: Lengths = {
  blackHoleMs: { min: 20_000, max: 60_000 },
  faultMs: { min: 5_000, max: 20_000 },
};

const between = ({ min, max }: { readonly min: number; readonly max: number }, random: Random): number =>
  Math.round(min + random() * (max - min));

const shuffled = <T>(items: readonly T[], random: Random): readonly T[] => {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
};

/** Phases without end: every kind comes once before any comes again. The same seed gives the same ones. */
export function* phases(
  seed: number,
  lengths: Lengths,
  kinds: readonly FaultKind[] = faultKinds,
): Generator<Phase, never> {
  const random = createRandom(seed);
  for (;;) {
    for (const kind of shuffled(kinds, random)) {
      const lastsMs = between(kind === 'black-hole' ? lengths.blackHoleMs : lengths.faultMs, random);
      yield { kind, lastsMs, share: 0.3 + 0.7 * random(), resets: random() < 0.5 };
    }
  }
}
