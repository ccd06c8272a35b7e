/** The attribute by which DynamoDB's time to live removes an item: epoch seconds, which nobody reads as a time. */
import { formatDate } from '../format.ts';
import { nameOf } from '../observation/attribute-path.ts';
import type { AttributeValue } from '../observation/streams.ts';

/** Whatever the table's setting says, which a stream does not tell, its name has one of these words. */
const expiryWords = new Set(['ttl', 'expires', 'expire', 'expiry', 'expiration']);
const expiryPhrase = /\b(?:time to live|(?:delete|purge|remove) (?:at|after))\b/;

const isExpiry = (path: string): boolean => {
  const words = nameOf(path)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s._-]+/);
  return words.some((word) => expiryWords.has(word)) || expiryPhrase.test(words.join(' '));
};

/** From 2001 to 2128, in seconds: milliseconds, by which an item never goes, stay what they are. */
const epochSeconds = /^[1-4]\d{9}$/;

/** `2026-11-26 20:43:03` of an attribute that is read as the time to live; undefined of all others. */
export const expiryText = (path: string, value: AttributeValue, utc: boolean): string | undefined =>
  'N' in value && epochSeconds.test(value.N) && isExpiry(path)
    ? formatDate(Number(value.N) * 1000, utc)
    : undefined;
