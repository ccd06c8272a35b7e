/** Links of the terminal (OSC 8): written by the screen's own paint, ended before anybody else writes, never of what is no address. */
import { expect, test } from 'vitest';
import { difference } from '../../src/terminal/diff.ts';
import { type Frame, frameOf } from '../../src/terminal/frame.ts';
import { createPainter } from '../../src/terminal/painter.ts';
import type { Row } from '../../src/terminal/row.ts';

const page = 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/a';
const open = `\u001b]8;;${page}\u001b\\`;
const end = '\u001b]8;;\u001b\\';

const frame = (row: Row, links = true): Frame =>
  frameOf([row], 12, 1, { painter: createPainter('mono', 0), ascii: false, links });

test('a span with a page is a link, and ends with it', () => {
  const { output } = difference(
    undefined,
    frame([{ text: 'a ' }, { text: 'page', link: page }, { text: ' b' }]),
  );
  // The cursor may move first: nothing is written in between.
  expect(output.replaceAll('\u001b[C', '')).toContain(`${open}page${end}b`);
});

test('the blanks of a link are of it', () => {
  const { output } = difference(undefined, frame([{ text: 'a page', link: page }]));
  expect(output).toContain(`${open}a page${end}`);
});

test('a link at the end of a frame is not left open', () => {
  const { output } = difference(undefined, frame([{ text: '12345678' }, { text: 'page', link: page }]));
  expect(output.endsWith(end)).toBe(true);
  const again = difference(frame([{ text: 'page', link: page }]), frame([{ text: 'page', link: page }]));
  expect(again).toMatchObject({ output: '', cells: 0 });
});

test('a link that comes or goes is drawn anew', () => {
  const [plain, linked] = [frame([{ text: 'page' }]), frame([{ text: 'page', link: page }])];
  expect(difference(plain, linked).output).toContain(`${open}page${end}`);
  expect(difference(linked, plain).output).toContain('page');
  expect(difference(linked, plain).output).not.toContain(page);
});

test.each(['javascript:alert(1)', 'https://a\u001b\\b', 'https://a b', 'http://a', ''])(
  '%j is no link',
  (link) => {
    expect(difference(undefined, frame([{ text: 'page', link }])).output).not.toContain('\u001b]8');
  },
);

test('none are written to a terminal that takes none', () => {
  expect(difference(undefined, frame([{ text: 'page', link: page }], false)).output).not.toContain(
    '\u001b]8',
  );
});
