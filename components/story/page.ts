/** The story's page: all that it says, a line under the cursor, from which Enter leads to the proof (issue 14). */
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Row } from '../../src/terminal/row.ts';
import { type Look, type Size, titleRow } from '../frame/layout.ts';
import { listRows, marginCells } from '../lists/list-rows.ts';
import type { ListState } from '../lists/list-state.ts';
import { wrapRow } from '../lists/wrap-row.ts';
import { labelCells, type StoryItem, storyItems } from './items.ts';
import { wordRows } from './words.ts';

/** By the keys of its lines. */
export type StoryPageState = ListState<string>;

/** A line of the page in rows of at most `width` cells; `label` names it, its text stands beside that. */
const itemRows = ({ label, row }: StoryItem, shownLabel: string, width: number): Row[] => {
  const indent = label === '' ? 0 : labelCells;
  const room = Math.max(1, width - indent);
  return wordRows(row, room)
    .flatMap((words) => wrapRow(words, room))
    .map((words, index) =>
      indent === 0
        ? words
        : [{ text: (index === 0 ? shownLabel : '').padEnd(indent), role: 'dim' }, ...words],
    );
};

/** Rows that a line takes on a screen of this width. */
export const storyItemHeight = (item: StoryItem, width: number): number =>
  itemRows(item, item.label, width - marginCells).length;

/** Its title, then as many lines as fit around the cursor: exactly the rows of the size. */
export const storyPageRows = (
  snapshot: Pick<Snapshot, 'stories' | 'at'>,
  state: StoryPageState,
  look: Look,
  { width, height }: Size,
): Row[] => {
  const items = storyItems(snapshot, look);
  const byKey = new Map(items.map((item, index) => [item.key, { item, before: items[index - 1] }]));
  const rowsOf = (key: string, cells: number): Row[] => {
    const found = byKey.get(key);
    if (found === undefined) return [];
    const { item, before } = found;
    return itemRows(item, item.label === before?.label ? '' : item.label, cells);
  };
  return [
    titleRow('why', width, look, { right: 'Enter leads to the proof, Esc closes', focused: true }),
    ...listRows({
      items: items.map(({ key }) => key),
      state,
      restsAt: 'start',
      rowOf: (key) => byKey.get(key)?.item.row ?? [],
      rowsOf,
      empty: [{ text: ' Nothing is told yet: figures and alarms are being read.', role: 'dim' }],
      size: { width, height: height - 1 },
      focused: true,
      wrapped: true,
    }),
  ];
};
