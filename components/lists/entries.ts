/**
 * What can stand in the timeline, a line a kind: when it happened, whether it is a trouble, what a filter looks at in it, what `y` copies, its
 * row, what Enter opens. The lists of log lines and of changes are of the same entries.
 */
import type { AlarmTransition } from '../../src/observation/alarms.ts';
import type { Gap } from '../../src/observation/health-of-sources.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import type { ItemChange } from '../../src/observation/streams.ts';
import { alarmKey } from '../../src/origin.ts';
import { transitionRow } from '../../src/output/alarm-row.ts';
import { changeJson } from '../../src/output/change-json.ts';
import { changeRow, gapRow } from '../../src/output/change-row.ts';
import { type LogRowLook, logRow } from '../../src/output/log-row.ts';
import { breachRow, breachText, deploymentRow, deploymentText } from '../../src/output/stage-event-row.ts';
import type { Breach } from '../../src/pipeline/breaches.ts';
import { isError } from '../../src/reading/log-reading.ts';
import { readLog } from '../../src/reading/read-log.ts';
import type { ChangeEntry, LogEntry } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Deployment } from '../../src/store/version-store.ts';
import type { RowLook } from '../../src/terminal/origin-spans.ts';
import type { Row } from '../../src/terminal/row.ts';
import type { LinesOf } from './same-lines.ts';

type EntryTypes = {
  readonly alarmHistory: AlarmTransition;
  readonly log: LogEvent;
  readonly change: ItemChange;
  /** Lines or changes that were lost. */
  readonly gap: Gap;
  readonly breach: Breach;
  readonly deployment: Deployment;
};

type EntryType = keyof EntryTypes;

/** One of these; written so that the kind of an entry is known to be that of its type. */
type EntryOf<Type extends EntryType> = {
  readonly [T in Type]: EntryTypes[T] & { readonly type: T };
}[Type];

export type TimelineEntry = EntryTypes[EntryType];

/** What Enter makes of an entry: it is read whole, or leads to the graphs of then. */
export type Opening =
  | { readonly kind: 'alarm'; readonly arn: string; readonly at: number }
  | { readonly kind: 'log'; readonly entry: LogEntry }
  | { readonly kind: 'change'; readonly entry: ChangeEntry }
  | { readonly kind: 'graphs'; readonly stage: string; readonly at: number }
  /** Lines that were folded into one row. */
  | { readonly kind: 'lines'; readonly of: LinesOf };

/** How rows are drawn among others. */
export type EntryLook = {
  readonly look: RowLook;
  readonly line: LogRowLook;
  readonly change: Parameters<typeof changeRow>[2];
};

type EntryKind<Entry> = {
  readonly at: (entry: Entry) => number;
  /** It says that something went wrong. */
  readonly isTrouble: (entry: Entry) => boolean;
  /** Undefined where it is shown whatever is looked for. */
  readonly searched: (entry: Entry) => readonly string[] | undefined;
  readonly copied: (entry: Entry) => string;
  readonly row: (entry: Entry, look: EntryLook) => Row;
  readonly opens: (entry: Entry, snapshot: Pick<Snapshot, 'alarms'>) => Opening | undefined;
};

const jsonByChange = new WeakMap<ItemChange, string>();

/** A change as JSON, written once however often it is searched. */
const jsonOf = (change: ItemChange): string => {
  const before = jsonByChange.get(change);
  if (before !== undefined) return before;
  const json = JSON.stringify(changeJson(change));
  jsonByChange.set(change, json);
  return json;
};

const kinds: { readonly [Type in EntryType]: EntryKind<EntryOf<Type>> } = {
  alarmHistory: {
    at: ({ at }) => at,
    isTrouble: ({ to }) => to === 'ALARM',
    searched: ({ name, reason, to }) => ['alarm', name, reason, to],
    copied: ({ name, to, reason }) => `${name} ${to} ${reason}`,
    row: (entry, { look }) => transitionRow(entry, look),
    opens: (entry, { alarms }) => {
      const alarm = alarms.alarms.find((one) => alarmKey(one) === alarmKey(entry));
      return alarm && { kind: 'alarm', arn: alarm.arn, at: entry.at };
    },
  },
  log: {
    at: ({ at }) => at,
    isTrouble: (entry) => isError(readLog(entry).level),
    searched: (entry) => [entry.message, readLog(entry).text, entry.group],
    copied: ({ message }) => message,
    row: (entry, { line }) => logRow(entry, line),
    opens: (entry) => ({ kind: 'log', entry }),
  },
  change: {
    at: ({ at }) => at,
    isTrouble: ({ eventName }) => eventName === 'REMOVE',
    searched: (entry) => [jsonOf(entry), entry.table],
    copied: jsonOf,
    row: (entry, { look, change }) => changeRow(entry, look, change),
    opens: (entry) => ({ kind: 'change', entry }),
  },
  gap: {
    // It ends where reading went on.
    at: ({ to }) => to,
    isTrouble: () => true,
    searched: () => undefined,
    copied: () => '',
    row: (entry, { look }) => gapRow(entry, look),
    opens: (entry) => (entry.source === 'stream' ? { kind: 'change', entry } : { kind: 'log', entry }),
  },
  breach: {
    at: ({ at }) => at,
    isTrouble: ({ to }) => to !== 'ok',
    searched: (entry) => ['breach', entry.stage, breachText(entry)],
    copied: (entry) => `${entry.stage} ${breachText(entry)}`,
    row: (entry, { look }) => breachRow(entry, look),
    opens: ({ stage, at }) => ({ kind: 'graphs', stage, at }),
  },
  deployment: {
    at: ({ at }) => at,
    isTrouble: () => false,
    searched: (entry) => ['deployment', entry.stage, deploymentText(entry)],
    copied: (entry) => `${entry.stage} ${deploymentText(entry)}`,
    row: (entry, { look }) => deploymentRow(entry, look),
    opens: ({ stage, at }) => ({ kind: 'graphs', stage, at }),
  },
};

/** When it happened; a gap ends where reading went on. */
export const timeOf = <Type extends EntryType>(entry: EntryOf<Type>): number => kinds[entry.type].at(entry);

/** True for an entry that says that something went wrong: where `n` goes next. */
export const isTrouble = <Type extends EntryType>(entry: EntryOf<Type>): boolean =>
  kinds[entry.type].isTrouble(entry);

/** What a filter looks at: what AWS sent, and what the row says of it; undefined where it is shown in any case. */
export const searchedOf = <Type extends EntryType>(entry: EntryOf<Type>): readonly string[] | undefined =>
  kinds[entry.type].searched(entry);

/** What `y` copies: the whole of it; empty where there is nothing. */
export const copiedOf = <Type extends EntryType>(entry: EntryOf<Type>): string =>
  kinds[entry.type].copied(entry);

export const entryRow = <Type extends EntryType>(entry: EntryOf<Type>, look: EntryLook): Row =>
  kinds[entry.type].row(entry, look);

/** What Enter opens; undefined where that is gone. */
export const openingOf = <Type extends EntryType>(
  entry: EntryOf<Type>,
  snapshot: Pick<Snapshot, 'alarms'>,
): Opening | undefined => kinds[entry.type].opens(entry, snapshot);
