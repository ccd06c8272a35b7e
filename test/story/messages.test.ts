/** What the cause writes, counted by what it says (issue 14). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../src/observation/logs.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Stage } from '../../src/pipeline/stage.ts';
import { messagesOf } from '../../src/story/messages.ts';

const onset = Date.UTC(2026, 0, 15, 12);
const minute = 60_000;
const region = 'eu-west-1';
const group = '/aws/lambda/payment-worker';

const worker = ((): Stage => {
  const yaml = 'name: orders\nstages: [{ name: payment-worker, kind: lambda }]';
  const parsed = parsePipelineFile(yaml, { file: 'p.yaml', regions: [region] });
  const stage = parsed.ok ? parsed.value[0].stages[0] : undefined;
  if (stage === undefined) throw new Error('no stage');
  return stage;
})();

const line = (at: number, message: string, of = group): LogEvent => ({
  type: 'log',
  region,
  group: of,
  stream: 's',
  at,
  ingestedAt: at,
  message,
  eventId: `${at} ${message}`,
  late: false,
});
const request = (order: number): string => `8f5a0000-0000-4000-8000-${String(order).padStart(12, '0')}`;
const app = (at: number, order: number, level: string, words: string): LogEvent =>
  line(at, `${new Date(at).toISOString()}\t${request(order)}\t${level}\t${words}\n`);
const failed = (at: number, order: number, why = 'gateway timeout after 3000 ms'): LogEvent =>
  app(at, order, 'ERROR', `charge failed ORD-${order} ${why}`);
const thrown = (at: number, order: number, why = 'gateway timeout'): LogEvent =>
  app(at, order, 'ERROR', `Invoke Error \t{"errorType":"GatewayTimeout","errorMessage":"${why}","stack":[]}`);
const calm = (at: number, order = 1): LogEvent => app(at, order, 'INFO', `charged ORD-${order}`);

const tell = (logs: readonly LogEvent[], errorsFrom?: ReadonlyMap<string, number>) =>
  messagesOf({ cause: { since: onset, until: undefined }, stage: worker, logs, errorsFrom });

describe('the messages of a cause', () => {
  it('are its error lines since the onset, the most frequent first, with count, share, first seen and an example', () => {
    const logs = [
      calm(onset - 10 * minute),
      failed(onset + 1, 1),
      failed(onset + 2, 2, 'gateway unavailable (503)'),
      calm(onset + 3),
      failed(onset + 4, 3),
      failed(onset + 5, 4),
    ];
    expect(tell(logs)).toEqual([
      {
        stage: 'payment-worker',
        pattern: 'charge failed … gateway timeout after … ms',
        count: 3,
        share: 0.75,
        since: onset + 1,
        isNew: true,
        example: 'charge failed ORD-1 gateway timeout after 3000 ms',
      },
      expect.objectContaining({ pattern: 'charge failed … gateway unavailable (…)', count: 1, share: 0.25 }),
    ]);
  });

  it("count what Lambda tells once more of a request as the program's failure, and a lone one for itself", () => {
    const logs = [failed(onset + 1, 1), thrown(onset + 2, 1), thrown(onset + 3, 2)];
    expect(tell(logs).map(({ pattern, count }) => [pattern, count])).toEqual([
      ['charge failed … gateway timeout after … ms', 1],
      ['GatewayTimeout: gateway timeout', 1],
    ]);
  });

  it('count timeouts and processes that were killed, and their reports not once more', () => {
    const id = request(7);
    const logs = [
      line(onset + 1, `2026-01-15T12:00:00.001Z ${id} Task timed out after 6.00 seconds\n\n`),
      line(
        onset + 2,
        `REPORT RequestId: ${id}\tDuration: 6000.00 ms\tBilled Duration: 6000 ms\tMemory Size: 512 MB\tMax Memory Used: 104 MB\tStatus: timeout`,
      ),
    ];
    expect(tell(logs)).toEqual([
      expect.objectContaining({ pattern: 'Task timed out after … seconds', count: 1, share: 1 }),
    ]);
  });

  it('are new only where lines from before the onset say so; unknown where none were read', () => {
    expect(tell([failed(onset + 1, 1)])[0]?.isNew).toBeNull();
    expect(tell([calm(onset - 5 * minute), failed(onset + 1, 1)])[0]?.isNew).toBe(true);
    const known = tell([failed(onset - 9 * minute, 1), failed(onset + 1, 2)])[0];
    expect([known?.isNew, known?.since, known?.count]).toEqual([false, onset - 9 * minute, 1]);
    // What failed in the bucket before the one that went over the limit is of the same outage.
    const early = [calm(onset - 9 * minute), failed(onset - 20_000, 1), failed(onset + 1, 2)];
    expect(tell(early)[0]?.isNew).toBe(true);
    // Its error lines were read, and there were none.
    const read = new Map([[`${region} ${group}`, onset - 30 * minute]]);
    expect(tell([failed(onset + 1, 1)], read)[0]?.isNew).toBe(true);
  });

  it('are of no other group, and of nothing after the end', () => {
    const other = line(onset + 1, 'ERROR it broke', '/aws/lambda/fulfilment');
    expect(tell([other])).toEqual([]);
    const cause = { since: onset, until: onset + 5 };
    const logs = [failed(onset + 1, 1), failed(onset + 9, 2)];
    expect(messagesOf({ cause, stage: worker, logs })[0]?.count).toBe(1);
  });

  it('count every failure once, whichever of its lines came first', () => {
    const failure = fc.record({
      hasProgram: fc.boolean(),
      hasRuntime: fc.boolean(),
      isSwapped: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(failure, { maxLength: 40 }), (failures) => {
        const logs = failures.flatMap(({ hasProgram, hasRuntime, isSwapped }, order) => {
          const at = onset + order * 10;
          const lines = [
            ...(hasProgram ? [failed(at, order)] : []),
            ...(hasRuntime ? [thrown(at, order)] : []),
          ];
          return isSwapped ? lines.reverse() : lines;
        });
        const told = tell(logs);
        const total = told.reduce((sum, { count }) => sum + count, 0);
        expect(total).toBe(failures.filter(({ hasProgram, hasRuntime }) => hasProgram || hasRuntime).length);
        if (total > 0) expect(told.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
      }),
    );
  });
});
