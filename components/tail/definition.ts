/** The changes of a table as they come: the list, the shards above it, and one change opened. */
import { sparkline } from '../../src/chart/sparkline.ts';
import { formatDuration, formatUnit } from '../../src/format.ts';
import type { ObservedShard, StreamShape } from '../../src/observation/streams.ts';
import { originName } from '../../src/origin.ts';
import { changeRow, gapRow } from '../../src/output/change-row.ts';
import { textFilter } from '../../src/output/text-filter.ts';
import { shortKey } from '../../src/output/values.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { ChangeEntry } from '../../src/store/entries.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { originCellsOf } from '../../src/terminal/origin-spans.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { keysRows } from '../frame/keys-row.ts';
import { type Look, rowWidth, titleRow } from '../frame/layout.ts';
import type { ListDefinition } from '../list-screen/view.ts';
import { changeDetail } from '../lists/details.ts';
import { copiedOf, isTrouble } from '../lists/entries.ts';
import { completeText, emptyRow, keyWidth, streamKeys } from '../lists/panels.ts';
import { keep } from '../lists/search-text.ts';
import { orderDetail } from '../order/order-detail.ts';

export type ChangeListInput = {
  readonly snapshot: Snapshot;
  readonly names: readonly string[];
  /** Where there is one: a change of an order opens with the order's way. */
  readonly pipeline?: Pipeline | undefined;
  /** Rows of the screen: the shards are listed where there is room. */
  readonly height: number;
};

const sparkCells = 24;
/** Shards are listed from this height on. */
const tallRows = 30;
const maxShardRows = 5;

const streamText = (stream: StreamShape, look: Look): string => {
  const { table, viewType, streamStatus, open, draining, waiting, done } = stream;
  const dot = ` ${glyphsFor(look.ascii).dot} `;
  const shards = [
    `shards ${open} open`,
    draining > 0 ? `${draining} draining` : '',
    waiting > 0 ? `${waiting} waiting` : '',
    `${done} done`,
  ];
  const status = streamStatus === 'ENABLED' ? [] : [streamStatus.toLowerCase()];
  return [
    table,
    viewType,
    originName(stream),
    ...status,
    shards.filter((part) => part !== '').join(' '),
  ].join(dot);
};

const shardRow = (shard: ObservedShard, look: Look): Row => {
  const { ok, warn } = glyphsFor(look.ascii);
  const lag = shard.lagSeconds === undefined ? '' : `lag ${formatDuration(shard.lagSeconds * 1000)}`;
  const mark: Span = shard.throttled
    ? { text: warn, role: 'warn' }
    : { text: ok, role: shard.state === 'open' ? 'ok' : 'dim' };
  return [
    { text: '   ' },
    mark,
    { text: ` ${shard.shardId.slice(-12)}  ${shard.state.padEnd(9)}` },
    { text: `${String(shard.records).padStart(9)} records  ${lag}`, role: 'dim' },
    ...(shard.throttled
      ? [{ text: '  throttled: a shard has two readers at most', role: 'warn' as const }]
      : []),
  ];
};

const shardOrder = { open: 0, draining: 1, waiting: 2, done: 3 } as const;

const shardRows = ({ streams }: Snapshot, look: Look): Row[] => {
  const shards = streams
    .flatMap((stream) => stream.shards)
    .sort((a, b) => Number(b.throttled) - Number(a.throttled) || shardOrder[a.state] - shardOrder[b.state]);
  const shown = shards.slice(0, maxShardRows).map((shard) => shardRow(shard, look));
  const hidden = shards.length - shown.length;
  return hidden > 0 ? [...shown, [{ text: `   ${hidden} more shards`, role: 'dim' }]] : shown;
};

const troubleRows = ({ problems }: Snapshot): Row[] =>
  problems.flatMap(({ failure }): Row[] =>
    failure === undefined ? [] : [[{ text: ` ${failure.message}. ${failure.hint}`, role: 'warn' }]],
  );

/** Changes and gaps in the order in which they were read. */
export const changeList = ({
  snapshot,
  names,
  pipeline,
  height,
}: ChangeListInput): ListDefinition<ChangeEntry> => {
  const { changes, changeRate, streams } = snapshot;
  const withTable = new Set(streams.map(({ table }) => table)).size > 1;
  const originCells = originCellsOf(streams);
  const options = { keyWidth: keyWidth(changes.items), withTable };
  return {
    restsAt: 'end',
    itemsOf: (filter) => keep(changes.items, textFilter(filter)),
    head: ({ paused, filter, list }, width, look) => {
      const rate: Span[] = [
        { text: `  ${formatUnit(changeRate.recent, 'count/s').padStart(7)} `, bold: true },
        ...sparkline(changeRate.perSecond.slice(0, -1), Math.min(sparkCells, Math.max(6, width - 108)), {
          ascii: look.ascii,
        }),
        {
          text: `  ${completeText(snapshot, streamKeys(snapshot), look)}`,
          role: 'ok',
        },
        ...(paused ? [{ text: '  PAUSED', role: 'warn' as const, bold: true }] : []),
      ];
      const streamRows = streams.map(
        (stream): Row => [{ text: ` ${streamText(stream, look)}`, role: 'title', bold: true }],
      );
      // Truth first: where they do not fit, the rate and the marks have a row of their own.
      const [only, second] = streamRows;
      const together = [...(only ?? []), ...rate];
      const fits = second === undefined && rowWidth(together) <= width;
      const counted = fits ? [fitRow(together, width)] : [...streamRows, rate];
      const first: Row[] =
        streamRows.length > 0
          ? counted
          : [[{ text: ` ${names.join(` ${glyphsFor(look.ascii).dot} `)}`, role: 'title' }]];
      const notes = [
        filter === '' ? '' : `filter: ${filter}`,
        list.at === undefined ? '' : 'f follows again',
        changes.evicted > 0 ? `${changes.evicted} older dropped from memory` : '',
      ].filter((note) => note !== '');
      return [
        ...first,
        ...(height >= tallRows ? shardRows(snapshot, look) : []),
        ...keysRows(snapshot, width, look.ascii),
        ...troubleRows(snapshot),
        titleRow('time     event  key  what changed', width, look, { right: notes.join(', ') }),
      ];
    },
    rowOf: (entry, _width, look) =>
      entry.type === 'gap'
        ? gapRow(entry, { ...look, originCells })
        : changeRow(entry, { ...look, originCells }, options),
    empty: (filter) => emptyRow(snapshot, 'stream', filter),
    titleOf: (entry) => (entry.type === 'gap' ? 'gap' : `${entry.table} ${shortKey(entry.keys)}`),
    detail: (entry, { width }, look) => [
      ...changeDetail(entry, width, look),
      ...orderDetail(entry, { snapshot, pipeline }, width, look),
    ],
    textOf: copiedOf,
    isTrouble,
  };
};
