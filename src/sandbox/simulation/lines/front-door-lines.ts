/** What the API and `order-intake` write: an access log in JSON, and JSON lines between the runtime's own. */
import { at } from '../../stores/column.ts';
import type { Line, LogGroup } from '../../stores/log-store.ts';
import { type FrontDoor, httpStatus, invokedAt, noOrder, outcome } from '../front-door.ts';
import { endLine, reportLine, startLine } from '../lambda.ts';
import { customerId, customerOf, euros, orderCents, orderId, orderLines } from '../order-item.ts';
import { uuid } from '../random.ts';
import type { World } from '../world.ts';

const iso = (time: number): string => new Date(time).toISOString();

/** `15/Jan/2026:14:03:20 +0000`, the access log's way of writing a time. */
const clfTime = (time: number): string => {
  const [, day, month, year, clock] = new Date(time).toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
};

export const accessLog = (world: World, { requests }: FrontDoor): LogGroup => {
  const name = 'orders-api';
  const stream = (row: number) => `${(at(requests.order, row) % 4).toString(16).padStart(32, 'a7c4')}`;
  return {
    name: `/aws/apigateway/${name}`,
    createdAt: world.beganAt,
    retentionDays: 30,
    bytesPerRow: 330,
    streams: () => [0, 1, 2, 3].map((number) => ({ name: stream(number), createdAt: world.beganAt })),
    sources: [
      {
        time: requests.time,
        spanMs: 5000,
        lines: (row) => {
          const time = at(requests.time, row);
          const order = at(requests.order, row);
          const how = at(requests.outcome, row);
          const cancels = how === outcome.cancelled || how === outcome.tooLate;
          const integration = Math.round((at(requests.duration, row) + at(requests.init, row)) / 100);
          const latency = at(requests.overhead, row) + integration;
          const id = order === noOrder ? undefined : orderId(order);
          const message = JSON.stringify({
            requestId: uuid(world.draw(row, 21), row, 1),
            ip: `203.0.113.${world.draw(row, 22) % 254}`,
            requestTime: clfTime(time),
            httpMethod: cancels ? 'DELETE' : 'POST',
            path: cancels ? `/prod/orders/${id}` : '/prod/orders',
            status: httpStatus[how],
            protocol: 'HTTP/1.1',
            responseLength: how === outcome.created ? 148 : 64,
            responseLatency: latency,
            integrationLatency: integration,
            ...(id === undefined ? {} : { orderId: id }),
          });
          return [{ at: time + latency, stream: stream(order === noOrder ? row : order), message }];
        },
      },
    ],
  };
};

const invalidReasons = [
  'items[0].quantity must be at least 1',
  'customer.email is not an address',
  'items must not be empty',
  'currency XYZ is not supported',
  // Somebody tries what a log does to the terminal that shows it: its title, its clipboard, its screen.
  'customer.name "\u001b]0;owned\u0007\u001b]52;c;b3duZWQ=\u0007\u001b[2J\u202eeve" has control characters',
];

export const intakeLog = (world: World, { requests, intake }: FrontDoor): LogGroup => ({
  name: '/aws/lambda/order-intake',
  createdAt: world.beganAt,
  retentionDays: 14,
  bytesPerRow: 640,
  streams: intake.streams,
  sources: [
    {
      time: requests.time,
      spanMs: 6000,
      lines: (row) => {
        const { draw } = world;
        const order = at(requests.order, row);
        const how = at(requests.outcome, row);
        const start = invokedAt(requests, row);
        const durationMs = at(requests.duration, row) / 100;
        const initMs = at(requests.init, row) / 100;
        const end = Math.floor(start + durationMs);
        const stream = intake.stream(at(requests.environment, row));
        const requestId = intake.requestId(row);
        const json = (time: number, level: string, message: string, more: object): Line => ({
          at: time,
          stream,
          message: JSON.stringify({
            level,
            message,
            timestamp: iso(time),
            service: 'order-intake',
            function_request_id: requestId,
            ...more,
          }),
        });
        const app = ((): Line[] => {
          switch (how) {
            case outcome.created:
              return [
                json(end, 'INFO', 'order accepted', {
                  orderId: orderId(order),
                  customerId: customerId(customerOf(draw, order)),
                  total: Number(euros(orderCents(draw, order))),
                  currency: 'EUR',
                  items: orderLines(draw, order).length,
                }),
              ];
            case outcome.invalid:
              return [
                json(end, 'WARN', 'order refused', {
                  reason: invalidReasons[draw(row, 23) % invalidReasons.length],
                }),
              ];
            case outcome.failed:
              return [
                json(end, 'ERROR', 'order could not be placed', {
                  error: {
                    name: 'InternalServerError',
                    message: 'DynamoDB: internal server error',
                    attempts: 3,
                  },
                }),
              ];
            case outcome.cancelled:
              return [json(end, 'INFO', 'order cancelled', { orderId: orderId(order), by: 'customer' })];
            case outcome.tooLate:
              return [json(end, 'WARN', 'order cannot be cancelled any more', { orderId: orderId(order) })];
            default:
              return [
                {
                  at: end,
                  stream,
                  message: `${iso(end)} ${requestId} Task timed out after 3.00 seconds\n\n`,
                },
              ];
          }
        })();
        const cold: Line[] =
          initMs > 0
            ? [
                {
                  at: Math.round(start - initMs),
                  stream,
                  message:
                    'INIT_START Runtime Version: nodejs:22.v38\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:6d3a\n',
                },
              ]
            : [];
        return [
          ...cold,
          { at: start, stream, message: startLine(requestId, intake.version(at(requests.environment, row))) },
          ...app,
          { at: end, stream, message: endLine(requestId) },
          {
            at: end,
            stream,
            message: reportLine({
              requestId,
              durationMs,
              initMs,
              memoryMb: 512,
              usedMb: 92 + (draw(row, 24) % 40),
              ...(how === outcome.timedOut ? { status: 'timeout' as const } : {}),
            }),
          },
        ];
      },
    },
  ],
});
