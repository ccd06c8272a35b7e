/** Log lines as they come: the list, what came when above it, and one line opened. */

import { memoLast } from '../../src/memo-last.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import { gapRow } from '../../src/output/change-row.ts';
import { logRow } from '../../src/output/log-row.ts';
import { textFilter } from '../../src/output/text-filter.ts';
import { groupName, type LogGroup } from '../../src/pipeline/log-groups.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { LogEntry } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { KeyTable } from '../../src/terminal/key-table.ts';
import { originCellsOf } from '../../src/terminal/origin-spans.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import { textWidth } from '../../src/terminal/width.ts';
import { keysRows } from '../frame/keys-row.ts';
import { type Look, titleRow } from '../frame/layout.ts';
import type { OwnCommand } from '../list-screen/state.ts';
import type { ListDefinition } from '../list-screen/view.ts';
import { logDetail } from '../lists/details.ts';
import { copiedOf, isTrouble } from '../lists/entries.ts';
import { completeText, emptyRow, logKeys } from '../lists/panels.ts';
import { isAmong, isErrorKey, linesOfPattern, linesOfTitle, patternOfKey } from '../lists/same-lines.ts';
import { keep } from '../lists/search-text.ts';
import { orderDetail } from '../order/order-detail.ts';
import { logHeadRow } from './head-row.ts';
import { closed, type LogsAs, toggled } from './logs-as.ts';
import { noPatterns, patternHeadRow, patternRowOf, patternsNote, patternsOf } from './patterns.ts';

export type LogListInput = {
  readonly snapshot: Snapshot;
  /** Log groups that are followed. */
  readonly groups: readonly LogGroup[];
  /** Account, Regions; or what is waited for. */
  readonly names: readonly string[];
  /** Where it is known: a line that names an order opens with the order's way. */
  readonly pipeline: Pipeline | undefined;
  /** Only these fields of each line; all that a line says where empty. */
  readonly fields: readonly string[];
  /** How they are shown, and what a key makes of it. */
  readonly shownAs: LogsAs;
  readonly show: (as: LogsAs) => void;
};

const maxGroupCells = 20;

/** `/aws/lambda/payment-worker`, or the names of several. */
const groupsText = (groups: readonly LogGroup[], pipeline: Pipeline | undefined): string =>
  groups.length === 1
    ? (groups[0]?.group ?? '')
    : [...new Set(groups.map((group) => groupName(group, pipeline)))].join(', ');

/** The key that turns lines into patterns; on a pattern, Enter shows its lines. */
const patternKeys = (shownAs: LogsAs, item: LogItem | undefined): KeyTable<OwnCommand, unknown> => {
  const isOn = shownAs.kind === 'patterns';
  return [
    ...(typeof item === 'string'
      ? [
          {
            command: 'linesOf',
            keys: ['enter'],
            label: 'its lines',
            section: 'Reading',
            footer: 'room',
          } as const,
        ]
      : []),
    {
      command: 'patterns',
      keys: ['m'],
      label: isOn ? 'lines' : 'patterns',
      section: 'Reading',
      footer: 'always',
    },
  ];
};

const troubleRows = ({ problems }: Snapshot): Row[] =>
  problems.flatMap(({ failure, scope }): Row[] =>
    failure === undefined
      ? []
      : [[{ text: ` ${scope}: ${failure.message}. ${failure.hint}`, role: 'warn' as const }]],
  );

/** A line or a gap; the key of a pattern. */
type LogItem = LogEntry | string;

/** Log lines and gaps in order of time, or their patterns. */
export const logList = (input: LogListInput): ListDefinition<LogItem> => {
  const { snapshot, groups, names, pipeline, fields, shownAs, show } = input;
  const { logs } = snapshot;
  const nameOf = (of: LogEvent): string => groupName(of, pipeline);
  const originCells = originCellsOf(groups);
  const groupWidth = Math.min(
    maxGroupCells,
    Math.max(...groups.map((group) => textWidth(groupName(group, pipeline)))),
  );
  const isShown = shownAs.kind === 'linesOf' ? isAmong(shownAs.of, pipeline) : undefined;
  const linesOf = memoLast((filter: string) => {
    const lines = keep(logs.items, textFilter(filter));
    return isShown === undefined ? lines : lines.filter(isShown);
  });
  const patternsIn = memoLast((filter: string) =>
    shownAs.kind === 'patterns'
      ? patternsOf(linesOf(filter), pipeline, { now: snapshot.at, wholeSince: logs.wholeSince })
      : undefined,
  );
  const withGroup = groups.length > 1;
  const titleOf = (columns: string, look: Look): string => {
    switch (shownAs.kind) {
      case 'lines':
        return `time     ${withGroup ? 'group'.padEnd(groupWidth + 1) : ''}${columns}`;
      case 'patterns':
        return 'patterns';
      case 'linesOf':
        return linesOfTitle(shownAs.of, look);
    }
  };
  return {
    restsAt: shownAs.kind === 'patterns' ? 'start' : 'end',
    itemsOf: (filter) => patternsIn(filter)?.keys ?? linesOf(filter),
    head: ({ filter, list, paused }, width, look) => {
      const patterns = patternsIn(filter);
      const notes = [
        paused ? 'PAUSED' : '',
        filter === '' ? '' : `filter: ${filter}`,
        patterns === undefined ? '' : patternsNote(patterns, logs, look),
        list.at === undefined || patterns !== undefined ? '' : 'f follows again',
        logs.evicted > 0 ? `${logs.evicted} older dropped from memory` : '',
        snapshot.progress.get('logs') ?? '',
      ].filter((note) => note !== '');
      const columns = fields.length === 0 ? 'message' : fields.join(' ');
      return [
        logHeadRow(
          {
            title: [groupsText(groups, pipeline), ...names],
            entries: linesOf(filter),
            now: snapshot.at,
            wholeSince: logs.wholeSince,
            complete: completeText(snapshot, logKeys(groups), look),
          },
          width,
          look,
        ),
        ...keysRows(snapshot, width, look.ascii),
        ...troubleRows(snapshot),
        titleRow(titleOf(columns, look), width, look, {
          right: notes.join(', '),
        }),
        ...(patterns === undefined ? [] : [fitRow(patternHeadRow({ ...look, width, withGroup }), width)]),
      ];
    },
    rowOf: (entry, width, look, filter) => {
      if (typeof entry === 'string') {
        const of = patternsIn(filter)?.of ?? noPatterns.of;
        return patternRowOf(of, { ...look, originCells, width, withGroup })(entry);
      }
      return entry.type === 'gap'
        ? gapRow(entry, { ...look, originCells })
        : logRow(entry, {
            ...look,
            originCells,
            withGroup,
            nameOf,
            groupWidth,
            fields,
            highlight: textFilter(filter)?.highlight,
          });
    },
    empty: (filter) => emptyRow(snapshot, 'logs', filter),
    titleOf: (entry) =>
      typeof entry === 'string' ? 'pattern' : entry.type === 'gap' ? 'gap' : `line of ${entry.group}`,
    // A pattern has no page: Enter shows its lines.
    detail: (entry, { width }, look) =>
      typeof entry === 'string'
        ? []
        : [...logDetail(entry, width, look), ...orderDetail(entry, input, width, look)],
    textOf: (entry) => (typeof entry === 'string' ? patternOfKey(entry) : copiedOf(entry)),
    isTrouble: (entry) => (typeof entry === 'string' ? isErrorKey(entry) : isTrouble(entry)),
    keysOf: (entry) => patternKeys(shownAs, entry),
    run: (command, entry) => {
      switch (command) {
        case 'patterns':
          return show(toggled(shownAs));
        case 'leave':
          return show(closed(shownAs) ?? shownAs);
        case 'linesOf': {
          const pattern =
            typeof entry === 'string'
              ? patternsOf(logs.items, pipeline, { now: snapshot.at }).of.get(entry)
              : undefined;
          if (pattern !== undefined) show({ kind: 'linesOf', of: linesOfPattern(pattern), over: 'patterns' });
          return;
        }
        default:
          return;
      }
    },
  };
};
