/**
 * Log lines that AWS services write of themselves, which have no level of their own: Step Functions (log events of an
 * execution), SNS (delivery status), AppSync, EventBridge and Pipes, Firehose, ECS (events of its tasks). Shapes as AWS documents them.
 */

import { levelOfWord } from './levels.ts';
import { isObject, type Json, type LogLevel, scalar } from './log-reading.ts';

export type ServiceLine = {
  readonly level: LogLevel | undefined;
  readonly said: string;
  readonly isTold: (name: string) => boolean;
};

const words = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' ');

/** `CardDeclined: card declined`, of what there is. */
const because = (details: Json): string | undefined => {
  const [error, cause] = [scalar(details['error']), scalar(details['cause'])];
  return error === undefined || cause === undefined ? (error ?? cause) : `${error}: ${cause}`;
};

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** `TaskFailed CardDeclined: card declined`. Step Functions logs these events at ERROR, too (its own table of log levels). */
const stepFunctions = (record: Json): ServiceLine | undefined => {
  const [type, arn, details] = [record['type'], record['execution_arn'], record['details']];
  if (typeof type !== 'string' || typeof arn !== 'string') return undefined;
  const inner = isObject(details) ? details : {};
  const failed = /(?:Failed|TimedOut|Aborted)$|^FailState/.test(type);
  const told = new Set(['id', 'type', 'previous_event_id', 'event_timestamp', 'details', 'redrive_count']);
  const named = ['name', 'resource', 'input', 'output'].map((name) => scalar(inner[name]));
  return {
    level: failed ? 'ERROR' : undefined,
    said: words([type, because(inner), ...(failed ? named.slice(0, 1) : named)]),
    isTold: (name) => told.has(name),
  };
};

/** `delivery FAILURE to payment-worker, 500 after 3 attempts: ...`. */
const snsDelivery = (record: Json): ServiceLine | undefined => {
  const { delivery, notification, status } = record;
  if (!isObject(delivery) || !isObject(notification) || typeof status !== 'string') return undefined;
  const attempts = scalar(delivery['attempts']);
  const to = scalar(delivery['destination']);
  return {
    level: status === 'FAILURE' ? 'ERROR' : undefined,
    said: words([
      'delivery',
      status,
      to === undefined ? undefined : `to ${to.startsWith('arn:') ? lastPart(to) : to}`,
      scalar(delivery['statusCode']),
      attempts === undefined ? undefined : `attempt ${attempts}`,
      scalar(delivery['providerResponse']),
      scalar(notification['messageId']),
    ]),
    isTold: (name) => name === 'delivery' || name === 'notification' || name === 'status',
  };
};

/** AppSync's log of a field or a request. */
const appSync = (record: Json): ServiceLine | undefined => {
  const { logType, graphQLAPIId, errors } = record;
  if (typeof logType !== 'string' || typeof graphQLAPIId !== 'string') return undefined;
  const failed =
    (Array.isArray(errors) && errors.length > 0) ||
    record['fieldInError'] === true ||
    /^5/.test(scalar(record['statusCode']) ?? '');
  const [parent, field] = [scalar(record['parentType']), scalar(record['fieldName'])];
  return {
    level: failed ? 'ERROR' : undefined,
    said: words([
      logType,
      parent === undefined ? field : `${parent}.${field ?? ''}`,
      ...(Array.isArray(errors)
        ? errors.slice(0, 3).map((error) => scalar(isObject(error) ? error['message'] : error))
        : []),
    ]),
    isTold: (name) => /^(?:logType|parentType|fieldName|errors|graphQLAPIId)$/.test(name),
  };
};

/** EventBridge and Pipes: `messageType` and `logLevel`, or `message_type` and `log_level`, and an error beside them. */
const eventBridge = (record: Json): ServiceLine | undefined => {
  const type = scalar(record['messageType'] ?? record['message_type']);
  const level = scalar(record['logLevel'] ?? record['log_level']);
  if (type === undefined || level === undefined) return undefined;
  const details = isObject(record['error']) ? record['error'] : record['details'];
  const inner = isObject(details) ? details : {};
  const message = scalar(
    inner['message'] ?? inner['error_message'] ?? inner['errorMessage'] ?? inner['details'],
  );
  const code = scalar(inner['error_code'] ?? inner['errorCode'] ?? inner['httpStatusCode']);
  return {
    level: levelOfWord(level),
    said: words([type, code, message]),
    isTold: (name) =>
      /^(?:messageType|message_type|logLevel|log_level|timestamp|message_timestamp_ms)$/.test(name),
  };
};

const afterSlash = (arn: string | undefined): string | undefined => arn?.slice(arn.lastIndexOf('/') + 1);

/**
 * An event of ECS that a rule of EventBridge writes into a log group: `Spot interruption: task 1dc5… of service:web is being stopped`.
 * It comes twice, two minutes before and when the task has stopped (AWS: "Amazon ECS task state change events", "Fargate Spot";
 * stop codes as in ECS's model: older events of an interruption have `TerminationNotice`).
 */
const ecsTask = (record: Json): ServiceLine | undefined => {
  const { detail } = record;
  if (record['source'] !== 'aws.ecs' || record['detail-type'] !== 'ECS Task State Change') return undefined;
  if (!isObject(detail)) return undefined;
  const [code, reason] = [scalar(detail['stopCode']), scalar(detail['stoppedReason'])];
  const status = scalar(detail['lastStatus']);
  const isSpot = code === 'SpotInterruption' || /^Your Spot Task was interrupted/.test(reason ?? '');
  const isStopping = scalar(detail['desiredStatus']) === 'STOPPED' && status !== 'STOPPED';
  const task = afterSlash(scalar(detail['taskArn']));
  const of = scalar(detail['group']);
  return {
    level: isSpot ? 'WARN' : code === 'TaskFailedToStart' ? 'ERROR' : undefined,
    said: words([
      isSpot ? 'Spot interruption:' : undefined,
      'task',
      task,
      of === undefined ? undefined : `of ${of}`,
      isStopping ? 'is being stopped' : `is ${status ?? 'changed'}`,
      isSpot ? undefined : code,
      isSpot || reason === undefined ? undefined : `(${reason})`,
    ]),
    isTold: (name) =>
      name === 'detail' || name === 'source' || name === 'detail-type' || name === 'resources',
  };
};

/** CloudWatch's words for units, as a row tells them. */
const units: Readonly<Record<string, string>> = {
  Seconds: ' s',
  Milliseconds: ' ms',
  Microseconds: ' us',
  Bytes: ' B',
  Kilobytes: ' kB',
  Megabytes: ' MB',
  Percent: ' %',
};

/** Embedded metric format: the figures first, with their units. */
const embeddedMetrics = (record: Json): ServiceLine | undefined => {
  const about = record['_aws'];
  const directives = isObject(about) ? about['CloudWatchMetrics'] : undefined;
  if (!Array.isArray(directives)) return undefined;
  const metrics = directives
    .filter(isObject)
    .flatMap((directive) => (Array.isArray(directive['Metrics']) ? directive['Metrics'] : []))
    .filter(isObject);
  const told = new Set(['_aws']);
  const figures: string[] = [];
  for (const { Name: name, Unit: unit } of metrics) {
    const value = typeof name === 'string' ? record[name] : undefined;
    if (typeof name !== 'string' || told.has(name) || value === undefined) continue;
    told.add(name);
    const text = Array.isArray(value) ? `[${value.slice(0, 10).map(scalar).join(', ')}]` : scalar(value);
    const suffix = typeof unit === 'string' ? (units[unit] ?? '') : '';
    figures.push(`${name}=${text ?? ''}${suffix}`);
  }
  return { level: undefined, said: words(figures), isTold: (name) => told.has(name) };
};

/** A line of a service; undefined for a program's own. */
export const readService = (record: Json): ServiceLine | undefined =>
  stepFunctions(record) ??
  snsDelivery(record) ??
  appSync(record) ??
  eventBridge(record) ??
  ecsTask(record) ??
  embeddedMetrics(record);
