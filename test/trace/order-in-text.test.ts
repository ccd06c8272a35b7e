/** An order's id in a text, found by steps: what a pattern would find, in a time that grows with the text alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escaped } from '../../src/output/text.ts';
import { namesOrder, withoutOrderId } from '../../src/trace/order-id.ts';

const orderId = fc.constantFrom('ORD-1', 'ord-10', '7', 'a.b', '(x)', 'É1');
const parts = 'ORD-1|ord-1|ORD-10|7|a.b|(x)|É1| | |\n|id=|order.Id=|x|-|=|İ|,'.split('|');
const text = fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((all) => all.join(''));

test('an order is named where its id stands alone', () => {
  fc.assert(
    fc.property(orderId, text, (id, line) => {
      expect(namesOrder(id)(line)).toBe(new RegExp(`(?<![\\w-])${escaped(id)}(?![\\w-])`).test(line));
    }),
    { numRuns: 1000 },
  );
  expect(namesOrder('')(', a text')).toBe(true);
  expect(namesOrder('')('text')).toBe(false);
});

test('its id is left out with what names it', () => {
  fc.assert(
    fc.property(orderId, text, (id, line) => {
      const named = new RegExp(`\\s*(?:[\\w.]*id=)?${escaped(id)}(?![\\w-])`, 'gi');
      expect(withoutOrderId(line, id)).toBe(line.replace(named, ''));
    }),
    { numRuns: 1000 },
  );
  const long = 'x'.repeat(500_000);
  expect(withoutOrderId(`${long} orderId=7 ${long}`, '7')).toBe(`${long} ${long}`);
});
