/** What `payment-worker` writes: plain text, in the Node runtime's own format. */
import { at } from '../../stores/column.ts';
import type { Line, LogGroup } from '../../stores/log-store.ts';
import { endLine, invokedAt, reportLine, startLine } from '../lambda.ts';
import { euros, maxAttempts, orderCents, orderId } from '../order-item.ts';
import { charge, type PaymentWorker, workerTimeoutMs } from '../payment-worker.ts';
import type { World } from '../world.ts';

export const paymentLog = (world: World, { charges, worker }: PaymentWorker): LogGroup => ({
  name: '/aws/lambda/payment-worker',
  createdAt: world.beganAt,
  retentionDays: 30,
  bytesPerRow: 620,
  streams: worker.streams,
  sources: [
    {
      time: charges.time,
      spanMs: workerTimeoutMs + 2000,
      lines: (row) => {
        const { draw } = world;
        const order = at(charges.order, row);
        const how = at(charges.outcome, row);
        const attempt = at(charges.attempt, row);
        const start = invokedAt(charges, row);
        const durationMs = at(charges.duration, row) / 100;
        const initMs = at(charges.init, row) / 100;
        const end = Math.floor(start + durationMs);
        const stream = worker.stream(at(charges.environment, row));
        const requestId = worker.requestId(row);
        const id = orderId(order);
        const amount = `${euros(orderCents(draw, order))} EUR`;
        const tried = `attempt ${attempt} of ${maxAttempts}`;
        const plain = (time: number, message: string): Line => ({ at: time, stream, message });
        const app = (time: number, level: string, message: string): Line =>
          plain(time, `${new Date(time).toISOString()}\t${requestId}\t${level}\t${message}\n`);
        const thrown = (type: string, message: string): Line =>
          app(
            end,
            'ERROR',
            `Invoke Error \t${JSON.stringify({
              errorType: type,
              errorMessage: message,
              orderId: id,
              stack: [
                `${type}: ${message}`,
                '    at charge (/var/task/gateway.js:88:13)',
                '    at Runtime.handler (/var/task/index.js:41:9)',
              ],
            })}`,
          );
        const ending = ((): Line[] => {
          switch (how) {
            case charge.timedOut:
              return [
                app(end, 'ERROR', `charge failed ${id} gateway timeout after 3000 ms, ${tried}`),
                thrown('GatewayTimeout', 'gateway timeout'),
              ];
            case charge.unavailable:
              return [
                app(end, 'ERROR', `charge failed ${id} gateway unavailable (503), ${tried}`),
                thrown('GatewayUnavailable', 'gateway unavailable'),
              ];
            case charge.killed:
              return [
                plain(
                  end,
                  `${new Date(end).toISOString()} ${requestId} Task timed out after 6.00 seconds\n\n`,
                ),
              ];
            case charge.declined:
              return [app(end, 'WARN', `card declined ${id} ${amount}`)];
            case charge.charged: {
              const slow = durationMs > 1000 ? ', gateway slow' : '';
              return [app(end, 'INFO', `charged ${id} ${amount} in ${Math.round(durationMs)} ms${slow}`)];
            }
            default:
              return [app(end, 'INFO', `skipped ${id}, no longer to be paid`)];
          }
        })();
        return [
          ...(initMs > 0
            ? [
                plain(
                  Math.round(start - initMs),
                  'INIT_START Runtime Version: nodejs:22.v38\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:6d3a\n',
                ),
              ]
            : []),
          plain(start, startLine(requestId, worker.version(at(charges.environment, row)))),
          app(Math.min(start + 1, end), 'INFO', `charging ${id} ${amount}, ${tried}`),
          ...ending,
          plain(end, endLine(requestId)),
          plain(
            end,
            reportLine({
              requestId,
              durationMs,
              initMs,
              memoryMb: 512,
              usedMb: 104 + (draw(row, 41) % 36),
              ...(how === charge.killed ? { status: 'timeout' as const } : {}),
            }),
          ),
        ];
      },
    },
  ],
});
