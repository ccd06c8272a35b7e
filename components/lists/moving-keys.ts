import type { KeyTable } from '../../src/terminal/key-table.ts';
import type { ListMove } from './list-state.ts';

/** How one moves in every list: arrows, vi, less and emacs alike. */
export const movingKeys: KeyTable<ListMove, unknown> = [
  { command: 'up', keys: ['up', 'k'], label: 'up', section: 'Moving' },
  { command: 'down', keys: ['down', 'j'], label: 'down', section: 'Moving' },
  { command: 'pageUp', keys: ['pageup', 'ctrl-b', 'ctrl-u'], label: 'page up', section: 'Moving' },
  {
    command: 'pageDown',
    keys: ['pagedown', 'ctrl-f', 'ctrl-d', 'space'],
    label: 'page down',
    section: 'Moving',
  },
  { command: 'first', keys: ['g', 'home'], label: 'first', section: 'Moving' },
  { command: 'last', keys: ['G', 'end'], label: 'last', section: 'Moving' },
];
