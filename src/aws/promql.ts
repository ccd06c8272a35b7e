/**
 * PromQL of CloudWatch: `/api/v1/query_range` on the host of its API, signed as that is (CloudWatch User Guide, "PromQL querying" and
 * "QueryMetrics"). The SDK has no such operation. It is sent in the place of one that it has, so that where it goes, how it is signed and
 * with whose keys, the way through a proxy, and errors of AWS's own stay the SDK's; what is asked and answered is written and read here.
 */
import { lookbackSeconds } from '../promql-text.ts';
import type { Handler } from './handler.ts';
import { type Collect, textOfBytes } from './records-page.ts';

/** A query over a range of time: evaluated at `startMs`, and each step after it up to `endMs`, both included. */
export type PromQlInput = {
  readonly query: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepSeconds: number;
};

export type PromQlSample = { readonly atMs: number; readonly value: number };

export type PromQlSeries = {
  readonly labels: Readonly<Record<string, string>>;
  /** As they came; what is no number (NaN, an infinity) is in it. */
  readonly samples: readonly PromQlSample[];
  /** It holds histograms, of which no figure can be drawn without a function. */
  readonly isHistogram: boolean;
};

export type PromQlOutput = {
  readonly series: readonly PromQlSeries[];
  /** The answer was cut short, samples were left out. */
  readonly warnings: readonly string[];
};

const pathOf = (base: unknown): string =>
  `${typeof base === 'string' ? base.replace(/\/$/, '') : ''}/api/v1/query_range`;

const seconds = (ms: number): string => String(ms / 1000);

const formOf = ({ query, startMs, endMs, stepSeconds }: PromQlInput): string =>
  new URLSearchParams({
    query,
    start: seconds(startMs),
    end: seconds(endMs),
    step: String(stepSeconds),
  }).toString();

/** Of the operation in whose place it is sent. */
const foreignHeaders = ['x-amz-target', 'x-amzn-query-mode', 'content-type', 'smithy-protocol'];

/** For `addRelativeTo(…, { relation: 'after', toMiddleware: 'serializerMiddleware' })`: before it is measured and signed. */
export const writePromQl =
  (input: PromQlInput) =>
  <Call extends { readonly request: unknown }, Result>(next: Handler<Call, Result>): Handler<Call, Result> =>
  async (call) => {
    const { request } = call;
    if (typeof request !== 'object' || request === null) return next(call);
    const headers: unknown = Reflect.get(request, 'headers');
    const kept =
      typeof headers === 'object' && headers !== null
        ? Object.entries(headers).filter(([name]) => !foreignHeaders.includes(name.toLowerCase()))
        : [];
    Reflect.set(request, 'method', 'POST');
    Reflect.set(request, 'path', pathOf(Reflect.get(request, 'path')));
    Reflect.set(request, 'headers', {
      ...Object.fromEntries(kept),
      'content-type': 'application/x-www-form-urlencoded',
    });
    Reflect.set(request, 'body', formOf(input));
    return next(call);
  };

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** An error with a name, as the SDK throws AWS's. */
const named = (name: string, message: string, httpStatusCode?: number): Error =>
  Object.assign(new Error(message), {
    name,
    ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }),
  });

const malformed = (why: string): Error => named('MalformedAnswer', why);

const tooManyCalls = /\b(?:tps|throttl\w*|too many requests|requests per second|rate exceeded)\b/i;

/**
 * The name of what Prometheus calls by a type and AWS by a status: 429 is too many at once, 422 a limit or a query that fails (User Guide,
 * "PromQL limits and restrictions"); only the message tells the calls a second from the others.
 */
const errorName = (type: unknown, message: string, status: number): string => {
  if (status === 429 || (status === 422 && tooManyCalls.test(message))) return 'Throttling';
  if (type === 'timeout' || type === 'canceled' || status === 503) return 'PromQLTimeout';
  if (type === 'bad_data' || status === 400) return 'PromQLInvalid';
  return status === 422 || type === 'execution' ? 'PromQLLimit' : 'InternalFailure';
};

const sampleOf = (pair: unknown): PromQlSample | undefined => {
  if (!Array.isArray(pair)) return undefined;
  const [at, text]: readonly unknown[] = pair;
  if (typeof at !== 'number' || !Number.isFinite(at) || typeof text !== 'string') return undefined;
  return {
    atMs: Math.round(at * 1000),
    value: text === '' ? Number.NaN : Number(text.replace('Inf', 'Infinity')),
  };
};

const labelsOf = (metric: unknown): Readonly<Record<string, string>> =>
  typeof metric === 'object' && metric !== null
    ? Object.fromEntries(Object.entries(metric).filter(([, value]) => typeof value === 'string'))
    : {};

const seriesOf = (entry: unknown): PromQlSeries | undefined => {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const values = fieldOf(entry, 'values');
  const value = fieldOf(entry, 'value');
  const pairs: readonly unknown[] = Array.isArray(values) ? values : value === undefined ? [] : [value];
  return {
    labels: labelsOf(fieldOf(entry, 'metric')),
    samples: pairs.flatMap((pair) => sampleOf(pair) ?? []),
    isHistogram: fieldOf(entry, 'histograms') !== undefined || fieldOf(entry, 'histogram') !== undefined,
  };
};

/** The answer in an envelope of Prometheus: a matrix, a vector, or a scalar, which is a vector without labels. Throws for errors. */
const readEnvelope = (envelope: unknown, status: number): PromQlOutput => {
  if (fieldOf(envelope, 'status') === 'error') {
    const message = fieldOf(envelope, 'error');
    const text = typeof message === 'string' && message !== '' ? message : 'CloudWatch gives no reason';
    throw named(errorName(fieldOf(envelope, 'errorType'), text, status), text, status);
  }
  const data = fieldOf(envelope, 'data');
  const result = fieldOf(data, 'result');
  const kind = fieldOf(data, 'resultType');
  if (!Array.isArray(result)) throw malformed('data.result is no list');
  const entries: readonly unknown[] = result;
  const series =
    kind === 'scalar' ? [seriesOf({ metric: {}, value: entries })] : entries.map((entry) => seriesOf(entry));
  if (series.includes(undefined)) throw malformed('data.result holds what is no series');
  return {
    series: series.flatMap((one) => one ?? []),
    warnings: [...textsOf(fieldOf(envelope, 'warnings')), ...textsOf(fieldOf(envelope, 'infos'))],
  };
};

const isEnvelope = (value: unknown): boolean => {
  const status = fieldOf(value, 'status');
  return status === 'success' || status === 'error';
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const nothing = new Uint8Array();

/**
 * For `addRelativeTo(…, { relation: 'after', toMiddleware: 'deserializerMiddleware' })`: hands what was answered to `keep`, and throws
 * what Prometheus' envelope says went wrong. Errors without one (of signatures, of permissions) are left to the SDK.
 */
export const readPromQl =
  (collect: Collect<unknown>, keep: (output: PromQlOutput) => void) =>
  <Call, Result extends { readonly response: unknown }>(next: Handler<Call, Result>): Handler<Call, Result> =>
  async (call) => {
    const result = await next(call);
    const { response } = result;
    if (typeof response !== 'object' || response === null) return result;
    const status: unknown = Reflect.get(response, 'statusCode');
    const body: unknown = Reflect.get(response, 'body');
    const bytes = body === undefined ? nothing : await collect(body);
    const envelope = jsonIn(textOfBytes(bytes));
    if (typeof status === 'number' && !isEnvelope(envelope)) {
      // A page or nothing at all in the place of an answer: the SDK's own reading fails on it, too.
      if (status < 300) throw new SyntaxError('query_range answered no JSON of Prometheus');
      Reflect.set(response, 'body', bytes);
      return result;
    }
    keep(readEnvelope(envelope, typeof status === 'number' ? status : 0));
    Reflect.set(response, 'statusCode', 200);
    Reflect.set(response, 'body', nothing);
    return result;
  };

/** Metrics are published once a minute, as far as nobody tells otherwise. */
const sampleSeconds = 60;

/**
 * Samples that a query is taken to have scanned, which nobody tells: a lower bound, by the series that came back. What a sum was made of
 * is not known.
 */
export const samplesScanned = (
  { query, startMs, endMs }: Pick<PromQlInput, 'query' | 'startMs' | 'endMs'>,
  { series }: Pick<PromQlOutput, 'series'>,
): number =>
  Math.max(1, series.length) * Math.ceil(((endMs - startMs) / 1000 + lookbackSeconds(query)) / sampleSeconds);
