/**
 * Records as they are on the wire, checked and made ours. By hand, not by a schema: a hundred thousand a second come
 * by, and what JSON.parse has made is kept, not copied.
 */
import { isItem } from '../../observation/items.ts';
import type { ChangeEventName, StreamViewType } from '../../observation/streams.ts';
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
  const isTimed = isTime(ApproximateCreationDateTime);
  return {
    eventId: typeof eventID === 'string' ? eventID : SequenceNumber,
    eventName,
    sequenceNumber: SequenceNumber,
    // Seconds on the wire.
    at: isTimed ? Math.round(ApproximateCreationDateTime * 1000) : 0,
    ...(isTimed ? undefined : { timeless: true }),
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

/** Seconds that a date can be of. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && value <= 8_640_000_000_000;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isEventName = (value: unknown): value is ChangeEventName =>
  value === 'INSERT' || value === 'MODIFY' || value === 'REMOVE';

const isViewType = (value: unknown): value is StreamViewType =>
  value === 'NEW_AND_OLD_IMAGES' || value === 'NEW_IMAGE' || value === 'OLD_IMAGE' || value === 'KEYS_ONLY';
