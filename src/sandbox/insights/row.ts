import type { SandboxLogEvent } from '../account.ts';
import type { Value } from './value.ts';

/** A log event as a query sees it. */
export type EventSource = {
  readonly event: SandboxLogEvent;
  readonly group: string;
  readonly accountId: string;
  /** What `@ptr` holds. */
  readonly pointer: () => string;
};

/** One row on its way through a query: what commands computed, over the fields of its event where it has one. */
export type Row = {
  readonly values: ReadonlyMap<string, Value>;
  readonly source?: EventSource & { readonly discovered: () => ReadonlyMap<string, Value> };
};

const noValues: ReadonlyMap<string, Value> = new Map();

/** The row of an event; fields are discovered when a command first asks for one. */
export const eventRow = (source: EventSource): Row => {
  let known: ReadonlyMap<string, Value> | undefined;
  const discovered = () => {
    known ??= discoverFields(source.event.message, source.group);
    return known;
  };
  return { values: noValues, source: { ...source, discovered } };
};

export const fieldOf = (row: Row, name: string): Value => {
  const computed = row.values.get(name);
  if (computed !== undefined || row.source === undefined) return computed;
  const { event, group, accountId, pointer, discovered } = row.source;
  switch (name) {
    case '@timestamp':
      return { ms: event.at };
    case '@ingestionTime':
      return { ms: event.ingestedAt };
    case '@message':
      return event.message;
    case '@logStream':
      return event.stream;
    case '@log':
      return `${accountId}:${group}`;
    case '@ptr':
      return pointer();
    default:
      return discovered().get(name);
  }
};

/** AWS discovers so many fields of an event, and no more. */
const mostFields = 200;

/** The fields that Insights finds by itself: those of JSON, flattened, and those of Lambda's own lines. */
export const discoverFields = (message: string, group: string): ReadonlyMap<string, Value> => {
  const fields = new Map<string, Value>();
  if (group.startsWith('/aws/lambda/')) lambdaFields(message, fields);
  if (/^\s*\{/.test(message)) {
    try {
      flatten(JSON.parse(message), '', fields);
    } catch {
      // Not JSON after all.
    }
  }
  return fields;
};

const flatten = (node: unknown, path: string, fields: Map<string, Value>): void => {
  if (fields.size >= mostFields || node === null || node === undefined) return;
  if (typeof node === 'object') {
    for (const [name, member] of Object.entries(node)) {
      flatten(member, path === '' ? name : `${path}.${name}`, fields);
    }
  } else if (typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean') {
    fields.set(path, node);
  }
};

const bytesAMegabyte = 1_000_000;

/** What a REPORT line tells: its words, the field, and what its unit counts. */
const reportParts = [
  [/\tDuration: ([\d.]+) ms/, '@duration', 1],
  [/\tBilled Duration: ([\d.]+) ms/, '@billedDuration', 1],
  [/\tMemory Size: ([\d.]+) MB/, '@memorySize', bytesAMegabyte],
  [/\tMax Memory Used: ([\d.]+) MB/, '@maxMemoryUsed', bytesAMegabyte],
  [/\tInit Duration: ([\d.]+) ms/, '@initDuration', 1],
] as const;

const requestIdShape = /\b([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\b/;

const lambdaFields = (message: string, fields: Map<string, Value>): void => {
  const [, type] = /^(START|END|REPORT) RequestId: /.exec(message) ?? [];
  const requestId = requestIdShape.exec(message.slice(0, 200))?.[1];
  if (requestId !== undefined) fields.set('@requestId', requestId);
  if (type === undefined) return;
  fields.set('@type', type);
  if (type !== 'REPORT') return;
  for (const [shape, name, factor] of reportParts) {
    const found = shape.exec(message)?.[1];
    if (found !== undefined) fields.set(name, Number(found) * factor);
  }
};
