/** Names of fields that loggers and runtimes give, and which of them a row tells elsewhere. */
import { isObject, type Json } from './log-reading.ts';
import { isStack, namedText } from './record-error.ts';

/** What a program says, the usual names first. */
export const messageNames: readonly string[] =
  'message msg @m Message MESSAGE short_message RenderedMessage @mt log body event Body textPayload message_text logMessage log_message'.split(
    ' ',
  );

/** The same, where nothing is found under those: OpenTelemetry's bodies, loguru's lines. */
export const otherMessageNames: readonly string[] = ['stringValue', 'text', 'record'];

/** Objects that are a line, where no message stands beside them: Rust's tracing, loguru, whatever wraps a line. */
export const lineNames: readonly string[] = 'fields record data detail payload properties'.split(' ');

const templateNames: ReadonlySet<string> = new Set([
  ...messageNames,
  ...otherMessageNames,
  'MessageTemplate',
]);

const requestNames =
  'requestId function_request_id awsRequestId AWSRequestId aws_request_id request_id lambda_request_id lambdaRequestId faas.invocation_id faas.execution RequestId reqId x-amzn-requestid'.split(
    ' ',
  );
const requestContainers = 'lambda context lambdaContext aws function requestContext faas record'.split(' ');

/** The invocation or the request that a record is of. */
export const requestIn = (record: Json): string | undefined => {
  const own = namedText(record, requestNames);
  if (own !== undefined) return own;
  for (const name of requestContainers) {
    const inner = record[name];
    const id = isObject(inner) ? namedText(inner, requestNames) : undefined;
    if (id !== undefined) return id;
  }
  return undefined;
};

const levels: ReadonlySet<string> = new Set(
  'level lvl log_level logLevel LogLevel log.level loglevel Level severity Severity severityText severityNumber severity_text severity_number @l levelname levelno level_name level_value PRIORITY'.split(
    ' ',
  ),
);
const times: ReadonlySet<string> = new Set(
  'timestamp time ts t @timestamp @t Timestamp asctime datetime timeUnixNano observedTimestamp instant'.split(
    ' ',
  ),
);
const requests: ReadonlySet<string> = new Set(requestNames);

/** `"t":21.5` is a temperature: a time is a text, or counts from 1970. */
const mayBeTime = (value: unknown): boolean =>
  typeof value === 'number' ? value > 1e8 || value < 10 : typeof value === 'string' || isObject(value);

/** What is known of the line already. */
export type Known = {
  readonly hasLevel: boolean;
  readonly requestId: string | undefined;
  readonly message: string;
};

/** Whether a row tells this field in its own place, or nobody reads it there. `name` is its path. */
export const isShownElsewhere = (name: string, value: unknown, known: Known): boolean => {
  if (levels.has(name)) return known.hasLevel;
  if (times.has(name)) return mayBeTime(value);
  if (requests.has(name)) return value === known.requestId;
  if (isStack(name, value)) return true;
  // Loggers that keep a template beside the text say it twice; bunyan's and pino's version of a line says nothing.
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (templateNames.has(last) || last.startsWith('{')) return value === known.message || last.startsWith('{');
  return name === '@i' || (name === 'v' && typeof value === 'number');
};
