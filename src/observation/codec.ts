/**
 * Observations written down: in a recording, on a team's stream, in a test. One line of JSON each, in an envelope that
 * tells when it came. Observations are plain data that JSON loses nothing of: binary is base64 in DynamoDB's own `B` and
 * `BS`, numbers are finite, and there are no sets, maps or dates.
 */
import type * as z from 'zod';
import { fail, type Result, succeed } from '../result.ts';
import type { Observation } from './observation.ts';
import { schemas } from './schemas.ts';

/** Changes when what an older tool would read becomes another thing. A field more is no such change. */
export const codecVersion = 1;

/** One observation, and what nobody can tell from it: which it was, and when it came. */
export type Envelope = {
  readonly v: typeof codecVersion;
  /** Counted by who wrote it down: a number that is left out is an observation that is lost. */
  readonly seq: number;
  /** When it arrived, by the clock of who received it: what a store is given as its `now`. */
  readonly receivedAt: number;
  /** Who read it of AWS, where several take turns: a higher number took over from a lower one. */
  readonly collector?: number;
  readonly observation: Observation;
};

/** The envelope as one line of JSON, without its end. */
export const encode = (envelope: Envelope): string => JSON.stringify(envelope);

/** Longer than any observation that AWS's own limits allow: two images of 400 KB, ten thousand alarms. */
const mostCharacters = 16 * 1024 * 1024;
/** A GetMetricData call answers 100,800 points at the most (metrics, rule 1). */
const mostEntries = 200_000;

/**
 * The envelope in a line of JSON, or in what was read of one. Whatever it is given it does not throw: what is cut, is of
 * a version that this tool does not know or is not what it says is refused, with the reason in the failure's message.
 */
export const decode = (input: unknown): Result<Envelope> => {
  try {
    return typeof input === 'string' ? decodeText(input) : decodeValue(input);
  } catch {
    // Nested so deeply that looking into it takes all of the stack.
    return refuse('cannot be looked into: it is nested too deeply');
  }
};

const decodeText = (text: string): Result<Envelope> => {
  if (text.length > mostCharacters) return refuse(`is longer than ${mostCharacters} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('is not JSON, or is cut off');
  }
  return decodeValue(value);
};

const decodeValue = (value: unknown): Result<Envelope> => {
  if (!isObject(value)) return refuse('is not an envelope');
  const { v, seq, receivedAt, collector, observation } = value;
  if (v !== codecVersion) return refuseVersion(v);
  if (!isCount(seq)) return refuse('has a wrong field: seq, expected a whole number from 0');
  if (!isTime(receivedAt)) return refuse('has a wrong field: receivedAt, expected epoch milliseconds');
  if (collector !== undefined && !isCount(collector)) {
    return refuse('has a wrong field: collector, expected a whole number from 0');
  }
  if (!isObject(observation)) return refuse('has a wrong field: observation, expected an object');
  const { type } = observation;
  if (!isType(type)) return refuse(`is of an unknown type: ${shown(type)}`);
  const long = Object.keys(observation).find((name) => isTooLong(observation[name]));
  if (long !== undefined) return refuse(`has too long a list: observation.${long}`);
  const read = schemas[type].safeParse(observation);
  if (!read.success) return refuse(`has a wrong field: ${fieldIn(read.error)}`);
  return succeed({
    v,
    seq,
    receivedAt,
    ...(collector === undefined ? undefined : { collector }),
    observation: read.data,
  });
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

const isType = (type: unknown): type is Observation['type'] =>
  typeof type === 'string' && Object.hasOwn(schemas, type);

const isTooLong = (value: unknown): boolean => Array.isArray(value) && value.length > mostEntries;

/** What stands there, short: it may be anything. */
const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : typeof value;

/** `observation.points[2].value, expected number, received string` */
const fieldIn = (error: z.ZodError): string => {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map((step) =>
    typeof step === 'number' ? `[${step}]` : `.${String(step)}`,
  );
  return `observation${path.join('')}, ${(issue?.message ?? '').replace(/^Invalid input: /, '')}`;
};

const hint = 'What was read before it holds; get it anew from where it came.';

const refuse = (what: string, next = hint): Result<never> =>
  fail({ kind: 'usage', code: 'UnreadableObservation', message: `an observation ${what}`, hint: next });

const refuseVersion = (v: unknown): Result<never> =>
  typeof v === 'number'
    ? refuse(
        `is written in version ${v}; this tool reads version ${codecVersion}`,
        v > codecVersion ? 'Update orders-watch.' : 'Read it with the orders-watch that wrote it.',
      )
    : refuse('is not in an envelope');
