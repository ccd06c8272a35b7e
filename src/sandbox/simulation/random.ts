/** Chance, always from a seed: nothing here looks at the machine. */

/** Gives numbers in [0, 1), the same ones for the same seed (mulberry32). */
export type Random = () => number;

export const createRandom = (seed: number): Random => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

/** 32 well-mixed bits of three numbers: what lazily made text is drawn from, so that it is the same at every read. */
export const hash = (a: number, b = 0, c = 0): number => {
  let mixed = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x165667b1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) ^ Math.imul(c + 0x27d4eb2f, 0x297a2d39);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** A number in [0, 1) of three numbers. */
export const unit = (a: number, b = 0, c = 0): number => hash(a, b, c) / 4294967296;

/** `count` hexadecimal digits of three numbers. */
export const hex = (count: number, a: number, b = 0, c = 0): string => {
  let text = '';
  for (let part = 0; text.length < count; part++) {
    text += hash(hash(a, b, c), part, 0x51ed)
      .toString(16)
      .padStart(8, '0');
  }
  return text.slice(0, count);
};

/** A version 4 UUID of three numbers, as request ids are. */
export const uuid = (a: number, b = 0, c = 0): string => {
  const digits = hex(32, a, b, c);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
};

const tableSize = 4096;

/**
 * Draws log-normal factors with median 1: the shape of service times, short in the middle and long at the tail.
 * They come from a table, as a draw is made several times for each order.
 */
export const createSpread = (random: Random, sigma: number): Random => {
  const table = new Float64Array(tableSize);
  for (let index = 0; index < tableSize; index++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    table[index] = Math.exp(sigma * normal);
  }
  return () => table[(random() * tableSize) | 0] ?? 1;
};
