/** The timeline of a report, folded: what says the same again is one row with its count, and lines never push out an alarm. */
import { formatUnit } from '../../src/format.ts';
import { gapRow } from '../../src/output/change-row.ts';
import { mdCellCode, mdTable, mdText } from '../../src/output/markdown.ts';
import { isStatus } from '../../src/output/shown-changes.ts';
import { breachText, deploymentText } from '../../src/output/stage-event-row.ts';
import { rowLine } from '../../src/output/text.ts';
import { reasonWords } from '../../src/pipeline/alarm-words.ts';
import { stageOfGroup } from '../../src/pipeline/log-groups.ts';
import { patternOfLine } from '../../src/reading/pattern.ts';
import { readLog } from '../../src/reading/read-log.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { failureOf } from '../../src/story/messages.ts';
import type { RuleBreach } from '../../src/story/story.ts';
import { type TimelineEntry, timeOf } from '../lists/entries.ts';
import { timelineOf } from '../lists/timeline.ts';
import type { ReportInput } from './report-input.ts';
import type { ReportTimes } from './times.ts';

/** A row to be: what has the same key is one. */
type Told = {
  readonly key: string;
  readonly at: number;
  /** Markdown. */
  readonly mark: string;
  readonly what: string;
  /** Lines and changes, that come by the thousand: alarms, breaches and deployments do not. */
  readonly isMany: boolean;
};

const mostRows = 60;
const mostChars = 200;

const short = (text: string): string => (text.length <= mostChars ? text : `${text.slice(0, mostChars)}…`);

const alarmMarks = { ALARM: '✖ alarm', OK: '● alarm', INSUFFICIENT_DATA: '○ alarm' } as const;
const breachMarks = { bad: '✖ stage', warn: '▲ stage', ok: '● stage' } as const;

const toldOf = (entry: TimelineEntry, { pipeline, utc }: ReportInput): Told => {
  const at = timeOf(entry);
  switch (entry.type) {
    case 'alarmHistory':
      return {
        key: `alarm ${entry.name} ${entry.to}`,
        at,
        mark: alarmMarks[entry.to],
        what: `${mdText(entry.name)} ${entry.from} → **${entry.to}** ${mdText(short(reasonWords(entry)))}`.trim(),
        isMany: false,
      };
    case 'breach':
      return {
        key: `breach ${entry.stage} ${entry.to}`,
        at,
        mark: breachMarks[entry.to],
        what: `${mdText(entry.stage)}: ${mdText(breachText(entry))}`,
        isMany: false,
      };
    case 'deployment':
      return {
        key: `deployment ${entry.stage} ${entry.version}`,
        at,
        mark: '◆ deployed',
        what: `${mdText(entry.stage)}: ${mdText(deploymentText(entry))}`,
        isMany: false,
      };
    case 'log': {
      const pattern = patternOfLine(readLog(entry));
      const stage = stageOfGroup(entry, pipeline)?.name ?? entry.group;
      return {
        key: `log ${stage} ${pattern}`,
        at,
        mark: 'log',
        what: `${mdText(stage)}: ${mdCellCode(pattern)}`,
        isMany: true,
      };
    }
    case 'change': {
      const status = entry.changed.find(({ path }) => isStatus(path))?.new;
      const words = status !== undefined && 'S' in status ? status.S : entry.eventName;
      return {
        key: `change ${entry.table} ${words}`,
        at,
        mark: 'order',
        what: `${mdText(entry.table)}: ${mdText(short(words))}`,
        isMany: true,
      };
    }
    case 'gap': {
      const row = gapRow(entry, { utc, ascii: false });
      return {
        key: `gap ${entry.source} ${entry.reason}`,
        at,
        mark: 'gap',
        what: mdText(rowLine(row)),
        isMany: true,
      };
    }
  }
};

type Folded = Told & { readonly until: number; readonly count: number };

/** A breach is clear so long after its onset at the latest: it is not told twice. */
const clearAfterMs = 5 * 60_000;

/** What goes on and off so often says one thing. */
const flaps = 3;

/** What comes by the thousand is folded by its key; the rest where it goes on and off, or there is more than a reader takes in. */
const fold = (told: readonly Told[], isTight: boolean): readonly Folded[] => {
  const counts = new Map<string, number>();
  for (const { key } of told) counts.set(key, (counts.get(key) ?? 0) + 1);
  const rows = new Map<string, Folded>();
  for (const [index, one] of told.entries()) {
    const isFolded = one.isMany || isTight || (counts.get(one.key) ?? 0) >= flaps;
    const key = isFolded ? one.key : `${one.key} ${index}`;
    const known = rows.get(key);
    rows.set(
      key,
      known === undefined
        ? { ...one, until: one.at, count: 1 }
        : {
            ...known,
            at: Math.min(known.at, one.at),
            until: Math.max(known.until, one.at),
            count: known.count + 1,
          },
    );
  }
  return [...rows.values()].sort((a, b) => a.at - b.at);
};

/** Alarms, breaches and deployments first, then what came most often; in their order of time. */
const bounded = (rows: readonly Folded[]): readonly Folded[] => {
  const ranked = [...rows].sort((a, b) => Number(a.isMany) - Number(b.isMany) || b.count - a.count);
  const kept = new Set(ranked.slice(0, mostRows));
  return rows.filter((row) => kept.has(row));
};

/** True for what a runtime says once more of a request whose program has told of its failure. */
const echoesIn = ({ logs }: Pick<Snapshot, 'logs'>): ((entry: TimelineEntry) => boolean) => {
  const told = new Set<string>();
  for (const entry of logs.items) {
    const failure = entry.type === 'log' ? failureOf(entry) : undefined;
    if (failure?.requestId !== undefined && !failure.isEcho) told.add(failure.requestId);
  }
  return (entry) => {
    const failure = entry.type === 'log' ? failureOf(entry) : undefined;
    return failure?.isEcho === true && told.has(failure.requestId ?? '');
  };
};

const breachesOf = ({ snapshot }: ReportInput): readonly RuleBreach[] =>
  snapshot.stories.flatMap(({ cause, effects }) => [...(cause === null ? [] : [cause]), ...effects]);

/** When what is told of began: earlier than the minute in which it was clear. */
const onsetOf = ({ stage, series, why, since, valueAtOnset, unit, level }: RuleBreach): Told => ({
  key: `onset ${stage} ${series}`,
  at: since,
  mark: level === 'bad' ? '✖ began' : '▲ began',
  what: `**${mdText(stage)}**: ${mdText(short(why))}; at first ${mdText(formatUnit(valueAtOnset, unit))}`,
  isMany: false,
});

/** Markdown, without its heading. */
export const timelinePart = (input: ReportInput, times: ReportTimes): string => {
  const { snapshot, pipeline, window } = input;
  const breaches = breachesOf(input);
  const isEcho = echoesIn(snapshot);
  const isToldOf = (entry: TimelineEntry): boolean =>
    entry.type === 'breach' &&
    entry.to !== 'ok' &&
    breaches.some(
      ({ stage, since }) => stage === entry.stage && since <= entry.at && entry.at - since < clearAfterMs,
    );
  const told = [
    ...breaches.map(onsetOf),
    ...timelineOf(snapshot, pipeline, 'ERROR')
      .filter((entry) => !isToldOf(entry) && !isEcho(entry))
      .map((entry) => toldOf(entry, input)),
  ].filter(({ at }) => at >= window.from && at <= window.to);
  const loose = fold(told, false);
  const all = loose.length > mostRows ? fold(told, true) : loose;
  const rows = bounded(all);
  if (rows.length === 0) return 'Nothing: no alarm, no breach, no deployment, no line of an error.';
  const table = mdTable(
    ['Time', 'What', ''],
    rows.map(({ at, until, count, mark, what }) => [
      times.moment(at),
      mark,
      count === 1 ? what : `${what} **×${count}**, last ${times.moment(until)}`,
    ]),
  );
  const left = all.length - rows.length;
  return left === 0 ? table : `${table}\n\n${left} more kinds of lines and changes are left out.`;
};
