import { describe, expect, test } from 'vitest';
import { accountAt, logsOf, minuteMs, startAt } from './helpers.ts';

describe('deployments of the embedded account', () => {
  const { account } = accountAt({ historyMs: 3 * 60 * minuteMs });
  const linesOf = (group: string, from: number, until: number) =>
    logsOf(account, group, startAt + from * minuteMs, startAt + until * minuteMs);

  test.each([
    ['/aws/lambda/payment-worker', -13, '41', '42'],
    ['/aws/lambda/order-intake', -56, '17', '18'],
  ])(
    '%s: another version from minute %d on, in the names of its streams and in its lines',
    (group, at, was, is) => {
      const versionsIn = (from: number, until: number) => {
        const lines = linesOf(group, from, until);
        return {
          streams: new Set(lines.map(({ stream }) => /\[(.+)\]/.exec(stream)?.[1])),
          starts: new Set(
            lines.flatMap(({ message }) => /^START .* Version: (\S+)/.exec(message)?.[1] ?? []),
          ),
        };
      };
      // Invocations that were running go on in their old environments.
      expect(versionsIn(at - 3, at)).toEqual({ streams: new Set([was]), starts: new Set([was]) });
      expect(versionsIn(at + 0.2, at + 3)).toEqual({ streams: new Set([is]), starts: new Set([is]) });
      const cold = linesOf(group, at, at + 1).filter(({ message }) => message.startsWith('INIT_START'));
      expect(cold.length).toBeGreaterThan(0);
    },
  );

  test('a function without an alias has no version; a service of ECS writes its own, in new tasks', () => {
    for (const { stream } of linesOf('/aws/lambda/order-dispatch', -2, 0))
      expect(stream).toContain('[$LATEST]');
    const started = linesOf('/ecs/fulfilment', -99, -98).filter(({ message }) => message.includes('started'));
    expect(started.map(({ message }) => message.slice(25))).toEqual(
      Array.from({ length: 4 }, () => 'INFO  started fulfilment 2.14.0'),
    );
    const before = new Set(linesOf('/ecs/fulfilment', -105, -99.01).map(({ stream }) => stream));
    expect(started.some(({ stream }) => before.has(stream))).toBe(false);
    expect(new Set(account.logs.streams('/ecs/fulfilment').map(({ name }) => name)).size).toBe(8);
  });

  test('there are none where all is calm', () => {
    const { account: calm } = accountAt({ scenario: 'calm', historyMs: 30 * minuteMs });
    const versions = calm.logs
      .streams('/aws/lambda/payment-worker')
      .map(({ name }) => /\[(.+)\]/.exec(name)?.[1]);
    expect(new Set(versions)).toEqual(new Set(['41']));
  });

  test('the old host writes its log in colours', () => {
    const [line] = linesOf('/ec2/legacy-erp/messages', -60, -40);
    expect(line?.message).toContain('\u001b[32minvoice\u001b[0m');
  });
});
