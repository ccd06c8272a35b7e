/** Errors and warnings outlive the lines of INFO around them (issue 14). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../src/observation/logs.ts';
import { createLogStore } from '../../src/store/log-store.ts';

const line = (at: number, message: string): LogEvent => ({
  type: 'log',
  region: 'eu-west-1',
  group: 'g',
  stream: 's',
  at,
  ingestedAt: at,
  message,
  eventId: `${at} ${message}`,
  late: false,
});

const limits = { maxLines: 20_000, maxLoud: 10_000, maxFirst: 500 };
const hourMs = 3_600_000;

describe('the log lines that are held', () => {
  it("have an outage's first error an hour and 360,000 lines of INFO later, and count what they dropped", () => {
    const store = createLogStore(limits);
    const error = line(0, 'ERROR charge failed ORD-1 gateway timeout after 3000 ms');
    store.push(error);
    for (let at = 10; at <= hourMs; at += 10) store.push(line(at, 'INFO charged'));
    const { items, evicted, wholeSince } = store.snapshot();
    expect(items[0]).toBe(error);
    expect(items).toHaveLength(20_001);
    expect(evicted).toBe(360_000 - 20_000);
    expect(wholeSince).toBe(hourMs - 19_999 * 10);
  });

  it('have the first of what was said, however often it was said again', () => {
    const store = createLogStore({ maxLines: 100, maxLoud: 100, maxFirst: 10 });
    for (let at = 0; at < 5_000; at += 1) store.push(line(at, `ERROR charge failed ORD-${at}`));
    const { items, evicted } = store.snapshot();
    expect(items[0]).toMatchObject({ at: 0 });
    expect(items).toHaveLength(201);
    expect(evicted).toBe(5_000 - 201);
  });

  it('stay in order, within their bounds, and nothing is lost uncounted, whatever comes when', () => {
    const entry = fc.record({
      at: fc.nat(500),
      word: fc.constantFrom('INFO a', 'WARN b', 'ERROR c', 'ERROR dd'),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 300 }), (entries) => {
        const store = createLogStore({ maxLines: 20, maxLoud: 10, maxFirst: 2 });
        for (const { at, word } of entries) store.push(line(at, word));
        const { items, evicted } = store.snapshot();
        const times = items.map((one) => (one.type === 'log' ? one.at : one.to));
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(items.length).toBeLessThanOrEqual(32);
        expect(items.length + evicted).toBe(entries.length);
      }),
    );
  });
});
