/** What the schemas of several observations are made of. */
import * as z from 'zod';

export const text = z.string();
export const texts = z.array(text);
export const count = z.number();
/** Epoch milliseconds. */
export const time = z.number();

export const origin = { region: text, profile: text.optional() };
export const itsOrigin = z.object(origin).exactOptional();

/** By hand: a schema passes over `__proto__`, and a name may be any text. */
const isTextRecord = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string');
export const textRecord = z.custom<Readonly<Record<string, string>>>(
  isTextRecord,
  'expected names with texts',
);

const denial = z.object({
  action: text,
  resource: text.exactOptional(),
  principal: text.exactOptional(),
  policyType: text.exactOptional(),
  policy: text.exactOptional(),
  isExplicit: z.boolean(),
});

export const failure = z.object({
  region: text.exactOptional(),
  profile: text.optional(),
  kind: z.enum(['access', 'usage', 'not-found', 'throttled', 'network', 'service']),
  code: text,
  message: text,
  said: text.exactOptional(),
  operation: text.exactOptional(),
  hint: text,
  isLasting: z.literal(true).exactOptional(),
  isOfAnswer: z.literal(true).exactOptional(),
  denial: denial.exactOptional(),
  mistake: z.object({ from: count, to: count }).exactOptional(),
});
