/**
 * Access logs: a request and how it was answered, by whatever names. API Gateway lets its owners choose the fields; pino-http,
 * nginx, CloudFront, Google's `httpRequest` and OpenTelemetry have their own. A server error is an error.
 */
import { formatUnit } from '../format.ts';
import { isObject, type Json, type LogLevel, scalar } from './log-reading.ts';

const methods: ReadonlySet<string> = new Set(
  'GET POST PUT PATCH DELETE HEAD OPTIONS CONNECT TRACE ANY PROPFIND'.split(' '),
);

const methodNames =
  'httpMethod method requestMethod http_method request_method http.method http.request.method cs-method verb request_verb'.split(
    ' ',
  );
const pathNames =
  'path resourcePath rawPath url uri requestPath request_path request_uri requestUri requestUrl http.target http.url http.path url.path cs-uri-stem target route endpoint request_url'.split(
    ' ',
  );
const statusNames =
  'status statusCode status_code httpStatus http_status responseStatus response_status responseCode response_code http.status_code http.response.status_code httpStatusCode sc-status elb_status_code'.split(
    ' ',
  );
/** `POST /orders`, with or without a protocol behind it. */
const lineNames = 'routeKey requestLine request request_line'.split(' ');
/** What parts of it may be nested in. */
const containerNames = 'http httpRequest req request res response requestContext access'.split(' ');

/** Only names that tell the unit, or that one format alone has. */
const milliseconds =
  'responseLatency responseTime durationMs duration_ms latencyMs latency_ms elapsedMs elapsed_ms'.split(' ');
const seconds = ['request_time', 'time-taken'];

/** What a row has no room for, where it is an access log. */
const dull: ReadonlySet<string> = new Set([
  'responseLength',
  'integrationLatency',
  'ip',
  'requestTime',
  'requestTimeEpoch',
  'protocol',
]);

export type Access = {
  /** `POST /orders 503 48 ms`. */
  readonly text: string;
  /** Of a server error. */
  readonly level: LogLevel | undefined;
  readonly tookMs: number | undefined;
  /** True for the fields that the text tells, or leaves out with intent. */
  readonly isTold: (name: string) => boolean;
};

/** The first of these names that holds a value, where it holds it. API Gateway writes `-` for nothing. */
const firstOf = (
  records: readonly Json[],
  names: readonly string[],
  fits: (text: string) => boolean = (text) => text !== '' && text !== '-',
): readonly [name: string, text: string] | undefined => {
  for (const record of records) {
    for (const name of names) {
      const text = scalar(record[name]);
      if (text !== undefined && fits(text)) return [name, text];
    }
  }
  return undefined;
};

const isMethod = (text: string): boolean => methods.has(text.toUpperCase());
const isStatus = (text: string): boolean => /^[1-5]\d\d$/.test(text);
const requestLine = /^(\$default|[A-Z]{3,8} \S+)(?: HTTP\/[\d.]+)?$/;

const tookOf = (records: readonly Json[]): readonly [name: string, ms: number] | undefined => {
  const isFigure = (text: string): boolean => /^\d{1,9}(?:\.\d+)?$/.test(text);
  const inMs = firstOf(records, milliseconds, isFigure);
  if (inMs !== undefined) return [inMs[0], Number(inMs[1])];
  const inSeconds = firstOf(records, seconds, isFigure);
  return inSeconds === undefined ? undefined : [inSeconds[0], Number(inSeconds[1]) * 1000];
};

const statuses: ReadonlySet<string> = new Set(statusNames);
const containers: ReadonlySet<string> = new Set(containerNames);
const innerNames = ['http', 'request', 'response'];

/** The record and those of its parts that may tell of a request; nothing where none tells of an answer. */
const partsOf = (record: Json): readonly Json[] => {
  let mayTell = false;
  const parts = [record];
  for (const name of Object.keys(record)) {
    mayTell ||= statuses.has(name);
    if (!containers.has(name)) continue;
    const part = record[name];
    if (!isObject(part)) continue;
    mayTell = true;
    parts.push(part);
    for (const inner of innerNames) {
      const deeper = part[inner];
      if (isObject(deeper)) parts.push(deeper);
    }
  }
  return mayTell ? parts : [];
};

/** A request with its answer; undefined for records that tell of none. */
export const readAccess = (record: Json): Access | undefined => {
  const records = partsOf(record);
  const status = firstOf(records, statusNames, isStatus);
  if (status === undefined) return undefined;
  const method = firstOf(records, methodNames, isMethod);
  const line = firstOf(records, lineNames, (text) => requestLine.test(text));
  if (method === undefined && line === undefined) return undefined;
  const path = firstOf(records, pathNames);
  const [, route = ''] = requestLine.exec(line?.[1] ?? '') ?? [];
  // What was asked for says more than the route that took it, but `POST /orders` is both.
  const asked =
    method !== undefined && path !== undefined
      ? `${method[1]} ${path[1]}`
      : route.includes(' ')
        ? route
        : [method?.[1] ?? '', route].join(' ').trim();
  const took = tookOf(records);
  const told = [method?.[0], path?.[0], line?.[0], status[0], took?.[0]];
  const isNested = records.length > 1;
  return {
    text: [asked, status[1], ...(took === undefined ? [] : [formatUnit(took[1], 'ms')])].join(' '),
    level: status[1].startsWith('5') ? 'ERROR' : undefined,
    tookMs: took?.[1],
    isTold: (name) =>
      told.includes(name) ||
      dull.has(name) ||
      record[name] === '-' ||
      (isNested && containers.has(name) && isObject(record[name])),
  };
};
