/** Text widgets: nothing of them is cut without a word (issue 13). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownRows } from '../../src/pipeline/cloudwatch-dashboard/markdown.ts';
import { textWidth } from '../../src/terminal/width.ts';
import { metricWidget, readBody, rowsOf, textWidget } from './cloudwatch-widgets.ts';

const linesOf = (markdown: string, width: number): string[] =>
  markdownRows(markdown, { width }).map((row) =>
    row
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );

const group = 'sns/us-east-1/222222222222/DirectPublishToPhoneNumber/Failure';
const url = 'https://wiki.example.com/oncall/payments/drain-the-dead-letter-queue';

describe('a word that is longer than its column', () => {
  it.each([
    ['of text', url],
    ['in a list', `* logs: ${group}`],
    ['in code', `* \`kubectl -n shop rollout restart deployment/payment-worker-canary\``],
    ['in a heading', `## ${group}`],
    ['in a quote', `> ${group}`],
    ['in a block of code', `\`\`\`\nfilter @message like /${group}/\n\`\`\``],
    ['in a table', `| queue | group |\n|---|---|\n| payments | ${group} |`],
  ])('goes on below: %s', (_, markdown) => {
    const lines = linesOf(markdown, 24);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(24);
    const together = lines.join('').replaceAll(/[\s•▏]/g, '');
    const [word = ''] = /https:\S+|sns\S+?Failure|deployment\/[\w-]+/.exec(markdown) ?? [];
    // In a table the cells of other columns stand between its pieces.
    const pieces = markdown.startsWith('|') ? word.match(/.{1,8}/g) : [word];
    for (const piece of pieces ?? []) expect(together).toContain(piece);
  });

  it('begins on a row of its own and hangs under its bullet', () => {
    expect(linesOf('* logs: aaaaaaaaaaaaaaaa/bbbbbbbb', 12)).toEqual([
      '• logs:',
      '  aaaaaaaaaa',
      '  aaaaaa/bbb',
      '  bbbbb',
    ]);
  });

  it('keeps every character of any text, in any width', () => {
    const markdown = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '漢', '-', '*', '#', '>') });
    fc.assert(
      fc.property(markdown, fc.integer({ min: 4, max: 40 }), (text, width) => {
        const lines = linesOf(text, width);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
        const lettersOf = (of: string) => of.replaceAll(/[^ab漢]/g, '');
        expect(lettersOf(lines.join(''))).toBe(lettersOf(text));
      }),
    );
  });
});

describe('a table', () => {
  it('that is too wide gives way in its widest column', () => {
    expect(linesOf('| a | what it does |\n|--|--|\n| x1 | takes the order and pays |', 18)).toEqual([
      'a    what it does',
      'x1   takes the',
      '     order and',
      '     pays',
    ]);
  });

  it('of more columns than there are cells becomes text', () => {
    const row = `|${Array.from({ length: 20 }, (_, i) => `c${i}`).join('|')}|`;
    const lines = linesOf(`${row}\n${'|--'.repeat(20)}|`, 20);
    expect(lines.join(' ')).toContain('c0 | c1');
    expect(lines.join(' ')).toContain('c19');
  });
});

describe('a widget that is too low', () => {
  it.each(['table', 'gauge', 'singleValue', 'bar', 'pie'])('as a %s, says how many have no room', (view) => {
    const metrics = Array.from({ length: 40 }, (_, i) => ['Shop', `m${i}`]);
    const rows = rowsOf(readBody(metricWidget({ view, metrics, period: 300 }, { width: 4, height: 4 })));
    expect(rows.at(-1)).toMatch(/^and \d+ more( lines)?$/);
  });

  it('for its text, says how much has no room', () => {
    const markdown = Array.from({ length: 9 }, (_, i) => `line ${i + 1}\n`).join('\n');
    const rows = rowsOf(readBody(textWidget(markdown, 24, 2)));
    expect(rows).toEqual(['line 1', '', 'line 2', 'and 14 more lines']);
  });
});
