/** Keys by name, from what Ink reads: the one place that knows how a terminal spells them. */
import { type Key, useInput, usePaste } from 'ink';

/**
 * `a`, `A`, `/`, `space`, `enter`, `escape`, `tab`, `shift-tab`, `up`, `down`, `left`, `right`, `shift-left`, `ctrl-left`, `alt-left` (`right` alike), `pageup`, `pagedown`,
 * `home`, `end`, `backspace`, `delete`, `ctrl-c`, `alt-x`, or `paste`.
 */
export type KeyPress = {
  readonly key: string;
  /** What it types into an input; empty for keys that type nothing. */
  readonly text: string;
};

const named: readonly (readonly [keyof Key, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

const control: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x1b': 'escape',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

const fromCharacter = (character: string): KeyPress | undefined => {
  const name = control[character];
  if (name !== undefined) return { key: name, text: '' };
  if (character === ' ') return { key: 'space', text: ' ' };
  if (character < ' ') return { key: `ctrl-${String.fromCharCode(character.charCodeAt(0) + 96)}`, text: '' };
  return { key: character, text: character };
};

/** What Ink hands over, as key presses: several where a slow link delivered them in one piece. */
export const keyPresses = (input: string, key: Key): readonly KeyPress[] => {
  if (key.eventType === 'release') return [];
  if (key.tab) return [{ key: key.shift ? 'shift-tab' : 'tab', text: '' }];
  const name = named.find(([flag]) => key[flag] === true)?.[1];
  if (name === 'left' || name === 'right') {
    const held = key.shift ? 'shift-' : key.ctrl ? 'ctrl-' : key.meta ? 'alt-' : '';
    return [{ key: `${held}${name}`, text: '' }];
  }
  if (name !== undefined) return [{ key: name, text: '' }];
  if (key.ctrl && input !== '') return [{ key: `ctrl-${input}`, text: '' }];
  if (key.meta && input !== '') return [{ key: `alt-${input}`, text: '' }];
  return Array.from(input, fromCharacter).filter((press) => press !== undefined);
};

/** Calls `onKey` for every key press, and once for a pasted text: what is pasted never runs a command. */
export const useKeys = (onKey: (press: KeyPress) => void, isActive = true): void => {
  useInput((input, key) => keyPresses(input, key).forEach(onKey), { isActive });
  usePaste((text) => onKey({ key: 'paste', text }), { isActive });
};
