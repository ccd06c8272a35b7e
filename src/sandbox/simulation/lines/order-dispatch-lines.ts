/** What `order-dispatch` writes: all JSON, the runtime's own lines too. */
import { at } from '../../stores/column.ts';
import type { Line, LogGroup } from '../../stores/log-store.ts';
import { billedMs, invokedAt } from '../lambda.ts';
import type { OrderDispatch } from '../order-dispatch.ts';
import { orderId } from '../order-item.ts';
import { uuid } from '../random.ts';
import type { World } from '../world.ts';

export const dispatchLog = (world: World, { batches, members, dispatch }: OrderDispatch): LogGroup => ({
  name: '/aws/lambda/order-dispatch',
  createdAt: world.beganAt,
  retentionDays: 14,
  bytesPerRow: 1100,
  streams: dispatch.streams,
  sources: [
    {
      time: batches.time,
      spanMs: 40_000,
      lines: (row) => {
        const start = invokedAt(batches, row);
        const durationMs = at(batches.duration, row) / 100;
        const initMs = at(batches.init, row) / 100;
        const size = at(batches.size, row);
        const from = at(batches.from, row);
        const failed = at(batches.failed, row) === 1;
        const stream = dispatch.stream(at(batches.environment, row));
        const requestId = dispatch.requestId(row);
        const line = (time: number, body: object): Line => ({
          at: Math.floor(time),
          stream,
          message: JSON.stringify(body),
        });
        const iso = (time: number) => new Date(Math.floor(time)).toISOString();
        const platform = (time: number, type: string, record: object): Line =>
          line(time, { time: iso(time), type: `platform.${type}`, record });
        const app = (time: number, level: string, message: string, more: object): Line =>
          line(time, { timestamp: iso(time), level, requestId, message, ...more });
        const lines: Line[] = [];
        if (initMs > 0) {
          lines.push(
            platform(start - initMs, 'initStart', {
              initializationType: 'on-demand',
              phase: 'init',
              runtimeVersion: 'nodejs:22.v38',
              functionName: dispatch.name,
              functionVersion: dispatch.version(at(batches.environment, row)),
            }),
          );
        }
        lines.push(
          platform(start, 'start', { requestId, version: dispatch.version(at(batches.environment, row)) }),
        );
        for (let index = 0; index < size; index++) {
          const order = at(members, from + index);
          const time = start + ((index + 1) / (size + 1)) * durationMs;
          const id = { orderId: orderId(order) };
          if (failed) {
            lines.push(
              app(time, 'ERROR', 'publish failed', {
                ...id,
                error: 'InternalException: PutEvents 500',
                retry: true,
              }),
            );
          } else {
            lines.push(
              app(time, 'INFO', 'published OrderPlaced', {
                ...id,
                bus: 'orders-bus',
                eventId: uuid(world.draw(order, 31), order, row),
                risk: (world.draw(order, 32) % 100) / 100,
              }),
            );
          }
        }
        const report = {
          requestId,
          durationMs,
          initMs,
          memoryMb: 256,
          usedMb: 88 + (world.draw(row, 33) % 30),
        };
        lines.push(
          platform(start + durationMs, 'report', {
            requestId,
            metrics: {
              durationMs,
              billedDurationMs: billedMs(report),
              memorySizeMB: report.memoryMb,
              maxMemoryUsedMB: report.usedMb,
              ...(initMs > 0 ? { initDurationMs: initMs } : {}),
            },
            status: failed ? 'error' : 'success',
          }),
        );
        return lines;
      },
    },
  ],
});
