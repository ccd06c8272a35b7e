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
import { originCellsOf } from '../../src/terminal/origin-spans.ts';
import type { Row } from '../../src/terminal/row.ts';
import { textWidth } from '../../src/terminal/width.ts';
import { titleRow } from '../frame/layout.ts';
import type { ListDefinition } from '../list-screen/view.ts';
import { logDetail } from '../lists/details.ts';
import { copiedOf, isTrouble } from '../lists/entries.ts';
import { completeText, emptyRow, logKeys } from '../lists/panels.ts';
import { keep } from '../lists/search-text.ts';
import { orderDetail } from '../order/order-detail.ts';
import { logHeadRow } from './head-row.ts';

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
};

const maxGroupCells = 20;

/** `/aws/lambda/payment-worker`, or the names of several. */
const groupsText = (groups: readonly LogGroup[], pipeline: Pipeline | undefined): string =>
  groups.length === 1
    ? (groups[0]?.group ?? '')
    : [...new Set(groups.map((group) => groupName(group, pipeline)))].join(', ');

const troubleRows = ({ problems }: Snapshot): Row[] =>
  problems.flatMap(({ failure, scope }): Row[] =>
    failure === undefined
      ? []
      : [[{ text: ` ${scope}: ${failure.message}. ${failure.hint}`, role: 'warn' as const }]],
  );

/** Log lines and gaps in order of time. */
export const logList = (input: LogListInput): ListDefinition<LogEntry> => {
  const { snapshot, groups, names, pipeline, fields } = input;
  const { logs } = snapshot;
  const nameOf = (of: LogEvent): string => groupName(of, pipeline);
  const originCells = originCellsOf(groups);
  const groupWidth = Math.min(
    maxGroupCells,
    Math.max(...groups.map((group) => textWidth(groupName(group, pipeline)))),
  );
  const itemsOf = memoLast((filter: string) => keep(logs.items, textFilter(filter)));
  return {
    restsAt: 'end',
    itemsOf,
    head: ({ filter, list, paused }, width, look) => {
      const notes = [
        paused ? 'PAUSED' : '',
        filter === '' ? '' : `filter: ${filter}`,
        list.at === undefined ? '' : 'f follows again',
        logs.evicted > 0 ? `${logs.evicted} older dropped from memory` : '',
        snapshot.progress.get('logs') ?? '',
      ].filter((note) => note !== '');
      const columns = fields.length === 0 ? 'message' : fields.join(' ');
      return [
        logHeadRow(
          {
            title: [groupsText(groups, pipeline), ...names],
            entries: itemsOf(filter),
            now: snapshot.at,
            wholeSince: logs.wholeSince,
            complete: completeText(snapshot, logKeys(groups), look),
          },
          width,
          look,
        ),
        ...troubleRows(snapshot),
        titleRow(
          `time     ${groups.length > 1 ? 'group'.padEnd(groupWidth + 1) : ''}${columns}`,
          width,
          look,
          {
            right: notes.join(', '),
          },
        ),
      ];
    },
    rowOf: (entry, _width, look, filter) =>
      entry.type === 'gap'
        ? gapRow(entry, { ...look, originCells })
        : logRow(entry, {
            ...look,
            originCells,
            withGroup: groups.length > 1,
            nameOf,
            groupWidth,
            fields,
            highlight: textFilter(filter)?.highlight,
          }),
    empty: (filter) => emptyRow(snapshot, 'logs', filter),
    titleOf: (entry) => (entry.type === 'gap' ? 'gap' : `line of ${entry.group}`),
    detail: (entry, { width }, look) => [
      ...logDetail(entry, width, look),
      ...orderDetail(entry, input, width, look),
    ],
    textOf: copiedOf,
    isTrouble,
  };
};
