/** The text of queries: what stands in quotes and patterns is left alone, values come in harmless. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInQueries, orderQuery } from '../../src/pipeline/queries/built-in.ts';
import { queryName } from '../../src/pipeline/queries/named-query.ts';
import {
  binMs,
  fillPlaceholders,
  isOverTime,
  onOneLine,
  placeholdersOf,
  queryParts,
} from '../../src/pipeline/queries/query-text.ts';
import { savedQueries } from '../../src/pipeline/queries/saved-queries.ts';
import { parseQuery } from '../../src/sandbox/insights/query.ts';

const kindsOf = (query: string) => queryParts(query).map(({ kind, text }) => [kind, text]);

describe('the parts of a query', () => {
  it('are quotes, patterns, comments and the rest', () => {
    expect(kindsOf('filter a like /x{2}/ and b = "{id}" # {c}\n| limit 1')).toEqual([
      ['code', 'filter a like '],
      ['regex', '/x{2}/'],
      ['code', ' and b = '],
      ['quoted', '"{id}"'],
      ['code', ' '],
      ['comment', '# {c}'],
      ['code', '\n| limit 1'],
    ]);
  });

  it('know a pattern from a division', () => {
    expect(kindsOf('stats sum(a)/count(*) as b, c / d')).toEqual([
      ['code', 'stats sum(a)/count(*) as b, c / d'],
    ]);
    expect(kindsOf('parse @message /(?<a>x)/')[1]).toEqual(['regex', '/(?<a>x)/']);
    expect(kindsOf('parse /(?<a>x)/')[1]).toEqual(['regex', '/(?<a>x)/']);
    expect(kindsOf('filter a =~ /b\\/c/')[1]).toEqual(['regex', '/b\\/c/']);
  });

  it('are the query again, whatever it is', () => {
    const piece = fc.constantFrom('"', "'", '`', '/', '#', '\\', '\n', '{id}', ' like ', 'parse ', 'x', '|');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((parts) => parts.join('')),
        ),
        (query) => {
          expect(
            queryParts(query)
              .map(({ text }) => text)
              .join(''),
          ).toBe(query);
        },
      ),
    );
  });
});

describe('a value for a query', () => {
  it('stands for its name, outside of quotes and patterns only', () => {
    const query = 'filter a = {id} and b like /\\d{id}/ and c = "{id}" and d = {other}';
    expect(placeholdersOf(query)).toEqual(['id', 'other']);
    expect(fillPlaceholders(query, { id: 'ORD-1' })).toBe(
      'filter a = "ORD-1" and b like /\\d{id}/ and c = "{id}" and d = {other}',
    );
  });

  it('is read as nothing but a text, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('"', '\\', '\\"', '" or 1 = 1 #', '{id}', '$&')),
        (value) => {
          const parsed = parseQuery(orderQuery(value));
          const [filter] = 'query' in parsed ? parsed.query : [];
          expect(filter).toMatchObject({
            kind: 'filter',
            condition: { kind: 'binary', operator: 'like', right: { kind: 'literal' } },
          });
          if (!/[\r\n]/.test(value)) expect(filter).toMatchObject({ condition: { right: { value } } });
        },
      ),
    );
  });
});

it('a query on one line means the same: comments go, blanks in quotes stay', () => {
  expect(onOneLine('fields a # first\n  | filter b = "x  y"\n| limit 1')).toBe(
    'fields a | filter b = "x  y" | limit 1',
  );
  for (const { query } of builtInQueries) {
    const [before, after] = [query, onOneLine(query)].map((text) => fillPlaceholders(text, { id: 'x' }));
    const strip = (text = '') => JSON.stringify(parseQuery(text)).replaceAll(/\s+/g, ' ');
    expect(strip(after)).toBe(strip(before));
  }
});

it.each<[string, boolean, number | undefined]>([
  ['stats count(*) by bin(5m)', true, 300_000],
  ['filter a = 1 | stats avg(x) as y by level, bin(30s) | sort y', true, 30_000],
  ['stats count(*) by datefloor(@timestamp, 1h)', true, undefined],
  ['stats count(*) by level', false, undefined],
  ['fields bin(5m)', false, 300_000],
  ['filter @message like "stats x by bin(5m)" | stats count(*) by a', false, undefined],
  ['stats count(*) by BIN(1 hour)', true, 3_600_000],
])('%s counts by time: %s', (query, over, widthMs) => {
  expect(isOverTime(query)).toBe(over);
  expect(binMs(query)).toBe(widthMs);
});

it("the pipeline file's queries come first, and stand in the place of ours of their name", () => {
  const own = { name: 'cold-starts', title: 'Mine', query: 'limit 1', of: ['payment-worker'] };
  const known = savedQueries({ queries: [own] });
  expect(known[0]).toEqual({ ...own, from: 'pipeline' });
  expect(known.filter(({ name }) => name === 'cold-starts')).toHaveLength(1);
  expect(known).toHaveLength(builtInQueries.length);
  for (const { name, query } of known) {
    expect(name).toMatch(queryName);
    expect(parseQuery(fillPlaceholders(query, { id: 'x' }))).toHaveProperty('query');
  }
});
