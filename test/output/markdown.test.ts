/** Text of others in Markdown stays text: CommonMark 0.31 (what means something where), and GitHub's tables and autolinks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mdBlock, mdCellCode, mdCode, mdImage, mdLink, mdTable, mdText } from '../../src/output/markdown.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '# heading',
    '- item',
    '1. item',
    '> quote',
    '![x](http://evil/x.png)',
    '[x](javascript:alert(1))',
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '&lt;b&gt;',
    'a\n\n# b',
    '| a | b |',
    '```\n# out',
    '`` ` ``',
    'https://evil',
    'www.evil.com',
    '*a* _b_ ~~c~~ $d$',
    '\\',
    '\u001b[2J\u202e',
    '=====',
    '+ a',
  ),
);

/** Without what is escaped. */
const bare = (text: string): string => text.replace(/\\[!-/:-@[-`{-~]/g, '');

describe('words', () => {
  it('hold nothing that means anything, whatever they are', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = mdText(text);
        expect(shown).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]/);
        expect(bare(shown)).not.toMatch(/[\\`*[\]<&|~$]/);
        expect(bare(shown)).not.toMatch(/:\/\/|\bwww\./i);
        expect(shown).not.toMatch(/^([#>+=-]|\d+[.)](\s|$))/);
      }),
    );
  });

  it('stay readable where they are harmless', () => {
    expect(mdText('payment-worker: error rate 45 % > 2 % (5 of 5), payments@eu-west-1 a_b')).toBe(
      'payment-worker: error rate 45 % > 2 % (5 of 5), payments@eu-west-1 a_b',
    );
    expect(mdText('2. a')).toBe('2\\. a');
    expect(mdText('3.0 s')).toBe('3.0 s');
    expect(mdText('_a_')).toBe('\\_a\\_');
  });
});

describe('code', () => {
  it('is closed by its own fence alone', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = mdCode(text);
        if (shown === '') return;
        const [fence = ''] = /^`+/.exec(shown) ?? [];
        const inner = shown.slice(fence.length, -fence.length);
        expect(shown.endsWith(fence)).toBe(true);
        expect(inner.split(/[^`]+/)).not.toContain(fence);
        expect(inner).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it('ends no cell of a table', () => {
    expect(mdCellCode('a|b')).toBe('`a\\|b`');
  });

  it('in blocks keeps its lines between the fences', () => {
    const block = mdBlock(['```', '~~~', 'a\n```\nb', '````x']).split('\n');
    expect(block[0]).toBe('`````text');
    expect(block.slice(1, -1)).not.toContain(block.at(-1));
    expect(block).toHaveLength(6);
  });
});

describe('links', () => {
  it('lead to pages only', () => {
    expect(mdLink('a [b]', 'https://wiki/x(1)')).toBe('[a \\[b\\]](<https://wiki/x(1)>)');
    expect(mdLink('a', 'https://wiki/\\x')).toBe('[a](<https://wiki/%5Cx>)');
    for (const url of ['javascript:alert(1)', 'https://a> b', 'https://a\nb', ''])
      expect(mdLink('a', url)).toBe('a');
  });

  it('and pictures have words', () => {
    expect(mdImage('a]', 'x.svg')).toBe('![a\\]](<x.svg>)');
  });

  it('tables have a row a line', () => {
    expect(mdTable(['a', 'b'], [['1', mdText('x|y\nz')]])).toBe('| a | b |\n| --- | --- |\n| 1 | x\\|y z |');
  });
});
