/** The line that is typed is edited anywhere in it, and a pasted query stays what it is (issue 13). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aroundCursor, editKey, insertText } from '../../components/screen/line-edit.ts';
import { type Typing, typeKey } from '../../components/screen/typing.ts';
import { keyPresses } from '../../src/terminal/keys.ts';

const press = (typing: Typing, ...keys: readonly string[]): Typing =>
  keys.reduce((now, key) => {
    const step = typeKey(now, { key, text: [...key].length === 1 ? key : key === 'space' ? ' ' : '' });
    return step.kind === 'cancelled' ? now : step.typing;
  }, typing);

/** Half of a character. */
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** `ab|cd`: the cursor between b and c. */
const shown = (typing: Typing): string => aroundCursor(typing).join('|');
const query = (marked: string): Typing => {
  const [before = '', after = ''] = marked.split('|');
  return { kind: 'query', text: before + after, cursor: before.length };
};

describe('keys', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['abc|', ['left', 'X'], 'abX|c'],
    ['abc|', ['home', 'X', 'end', 'Y'], 'XabcY|'],
    ['abc|', ['ctrl-a', 'right', 'delete'], 'a|c'],
    ['a👍🏽|b', ['backspace'], 'a|b'],
    ['|👍🏽b', ['right'], '👍🏽|b'],
    ['limit 5|', ['ctrl-left', 'ctrl-left', 'X'], 'X|limit 5'],
    ['|limit 5', ['alt-f'], 'limit| 5'],
    ['one two| three', ['ctrl-w'], 'one | three'],
    ['one two| three', ['ctrl-k'], 'one two|'],
    ['one |two three', ['alt-d'], 'one | three'],
    ['one two| three', ['ctrl-u', 'x'], 'x|'],
    ['|a', ['left', 'backspace'], '|a'],
    ['a|', ['delete'], 'a|'],
    // Of several lines.
    ['ab\ncd|\nef', ['home'], 'ab\n|cd\nef'],
    ['ab\nc|d\nef', ['end', 'ctrl-k'], 'ab\ncd|ef'],
    ['abc\nd\nef|g', ['up', 'up'], 'a|bc\nd\nefg'],
    ['abc|\nd', ['down'], 'abc\nd|'],
    ['ab|c', ['up'], 'ab|c'],
  ])('%j and %j: %j', (before, keys, after) => expect(shown(press(query(before), ...keys))).toBe(after));

  test('the ERROR at the beginning of a long query is changed', () => {
    const text =
      'filter @message like /ERROR/ | fields @timestamp, @message | sort @timestamp desc | limit 100';
    const keys = ['home', ...Array.from({ length: 'filter @message like /'.length }, () => 'right')];
    const typing = press({ kind: 'query', text }, ...keys, ...Array.from({ length: 5 }, () => 'delete'), 'W');
    expect(typing.text).toBe(text.replace('ERROR', 'W'));
  });

  test('filters and commands are edited alike', () => {
    expect(press({ kind: 'filter', text: 'bc' }, 'home', 'a').text).toBe('abc');
    expect(press({ kind: 'palette', text: 'pause' }, 'ctrl-a', 'delete').text).toBe('ause');
    expect(press({ kind: 'value', label: 'id', text: '12' }, 'left', '0')).toEqual({
      kind: 'value',
      label: 'id',
      text: '102',
      cursor: 2,
    });
  });

  test('a terminal spells words moves with Ctrl and Alt', () => {
    const none = { shift: false, ctrl: false, meta: false, tab: false };
    const arrow = { ...none, leftArrow: true };
    const keyOf = (held: object) =>
      keyPresses('', { ...arrow, ...held } as Parameters<typeof keyPresses>[1]).map(({ key }) => key);
    expect([keyOf({ ctrl: true }), keyOf({ meta: true }), keyOf({ shift: true }), keyOf({})]).toEqual([
      ['ctrl-left'],
      ['alt-left'],
      ['shift-left'],
      ['left'],
    ]);
  });
});

describe('what is pasted', () => {
  const pasted = `# failed charges by code\r
fields @timestamp, @message
# only five digits
| parse @message /code=(?<code>\\d{5})/
| stats count(*) as n by code, bin(30s)`;

  test('into a query keeps its lines and comments, as they were written', () => {
    const step = typeKey({ kind: 'query', text: '' }, { key: 'paste', text: pasted });
    expect(step).toMatchObject({
      kind: 'typing',
      typing: { text: pasted.replaceAll(/\r\n?/g, '\n') },
    });
  });

  test('goes in at the cursor', () => {
    const step = typeKey(query('a|b'), { key: 'paste', text: 'X\nY' });
    expect(step.kind === 'typing' && step.typing.text).toBe('aX\nYb');
  });
});

test('whatever is pressed, the text around the cursor is the text, and no half character is left', () => {
  const key = fc.constantFrom(
    ...['left', 'right', 'home', 'end', 'up', 'down', 'backspace', 'delete', 'ctrl-w', 'ctrl-k'],
    ...['ctrl-left', 'ctrl-right', 'alt-d', 'a', ' ', '\n', '👍🏽', '김'],
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 40 }), (keys) => {
      let edited = insertText({ text: '' }, 'filter 👍🏽\n| limit 5', 1000);
      for (const one of keys) {
        edited = editKey(edited, one) ?? insertText(edited, one, 1000);
        expect(aroundCursor(edited).join('')).toBe(edited.text);
        expect(edited.text).not.toMatch(loneSurrogate);
      }
    }),
  );
});
