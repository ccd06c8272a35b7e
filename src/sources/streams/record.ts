/**
 * Records as they are on the wire, checked and made ours. By hand, not by a schema: a hundred thousand a second come
 * by, and what JSON.parse has made is kept, not copied.
 */
import type { AttributeValue, ChangeEventName, Item, StreamViewType } from '../../observation/streams.ts';
import type { StreamRecord } from './streams-api.ts';

/** Undefined where it is no record of DynamoDB Streams. */
export const toRecord = (raw: unknown): StreamRecord | undefined => {
  if (!isObject(raw) || !isObject(raw.dynamodb)) return undefined;
  const { eventID, eventName, userIdentity } = raw;
  const { SequenceNumber, Keys, OldImage, NewImage, ApproximateCreationDateTime, SizeBytes, StreamViewType } =
    raw.dynamodb;
  if (!isEventName(eventName) || typeof SequenceNumber !== 'string' || !/^\d+$/.test(SequenceNumber)) {
    return undefined;
  }
  if (!isItem(Keys)) return undefined;
  const old = OldImage ?? undefined;
  const now = NewImage ?? undefined;
  if ((old !== undefined && !isItem(old)) || (now !== undefined && !isItem(now))) return undefined;
  return {
    eventId: typeof eventID === 'string' ? eventID : SequenceNumber,
    eventName,
    sequenceNumber: SequenceNumber,
    // Seconds on the wire.
    at: typeof ApproximateCreationDateTime === 'number' ? Math.round(ApproximateCreationDateTime * 1000) : 0,
    keys: Keys,
    ...(old === undefined ? undefined : { old }),
    ...(now === undefined ? undefined : { new: now }),
    ...(isViewType(StreamViewType) ? { viewType: StreamViewType } : undefined),
    // Rule 22.
    ttl:
      isObject(userIdentity) &&
      userIdentity.Type === 'Service' &&
      userIdentity.PrincipalId === 'dynamodb.amazonaws.com',
    sizeBytes: typeof SizeBytes === 'number' ? SizeBytes : 0,
  };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isEventName = (value: unknown): value is ChangeEventName =>
  value === 'INSERT' || value === 'MODIFY' || value === 'REMOVE';

const isViewType = (value: unknown): value is StreamViewType =>
  value === 'NEW_AND_OLD_IMAGES' || value === 'NEW_IMAGE' || value === 'OLD_IMAGE' || value === 'KEYS_ONLY';

/** DynamoDB nests 32 deep at the most. */
const deepest = 64;

/** True where this is a map of attribute values. Binary, base64 on the wire, becomes bytes in its place. */
export const isItem = (value: unknown, depth = 0): value is Item => {
  if (!isObject(value) || depth > deepest) return false;
  // `for in` of what JSON.parse made: own keys, `__proto__` among them, and nothing else.
  for (const name in value) if (!isAttributeValue(value[name], depth)) return false;
  return true;
};

const isAttributeValue = (value: unknown, depth: number): value is AttributeValue => {
  if (!isObject(value) || depth > deepest) return false;
  if ('S' in value) return typeof value.S === 'string';
  if ('N' in value) return typeof value.N === 'string';
  if ('BOOL' in value) return typeof value.BOOL === 'boolean';
  if ('M' in value) return isItem(value.M, depth + 1);
  if ('L' in value) {
    return Array.isArray(value.L) && value.L.every((entry) => isAttributeValue(entry, depth + 1));
  }
  if ('NULL' in value) return typeof value.NULL === 'boolean';
  if ('SS' in value) return isTexts(value.SS);
  if ('NS' in value) return isTexts(value.NS);
  if ('B' in value) return typeof value.B === 'string' && Reflect.set(value, 'B', bytesOf(value.B));
  return 'BS' in value && isTexts(value.BS) && Reflect.set(value, 'BS', value.BS.map(bytesOf));
};

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((member) => typeof member === 'string');

const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, 'base64');
