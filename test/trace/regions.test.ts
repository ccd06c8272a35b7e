/** One order in a pipeline that stands in several Regions. */
import { expect, test } from 'vitest';
import { orderRows } from '../../components/order/order-rows.ts';
import type { LogEvent } from '../../src/observation/logs.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import { orderTrace } from '../../src/trace/order-trace.ts';
import { alarm, change, noon, utc } from '../output/observations.ts';

const parsed = parsePipelineFile(
  `
name: orders
orderId: { path: orderId, pattern: 'ORD-\\d+' }
stages:
  - { name: order-intake, kind: lambda, next: [Orders] }
  - { name: Orders, kind: dynamodb, table: Orders, next: [payment-worker] }
  - { name: payment-worker, kind: lambda }
`,
  { file: 'p', regions: ['eu-west-1', 'us-east-1'] },
);
if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
const [pipeline] = parsed.value;

const line = (region: string, stage: string, at: number): LogEvent => ({
  type: 'log',
  region,
  group: `/aws/lambda/${stage}`,
  stream: 's',
  at,
  message: `INFO ${stage} saw ORD-1`,
  ingestedAt: at,
  eventId: `${stage} ${at}`,
  late: false,
});

const elsewhere = alarm({ name: 'elsewhere', dimensions: { FunctionName: 'payment-worker' } });
const trace = orderTrace({
  orderId: 'ORD-1',
  pipeline,
  lines: [line('us-east-1', 'order-intake', noon), line('us-east-1', 'payment-worker', noon + 9_000)],
  changes: [change({ region: 'us-east-1', at: noon })],
  alarms: [elsewhere, { ...elsewhere, name: 'there', region: 'us-east-1', since: noon }],
});

test('it is told by the stages of the Region that it was in, with the alarms of that Region', () => {
  expect(trace.events.map(({ stage, kind }) => `${kind} ${stage}`)).toEqual([
    'alarm payment-worker@us-east-1',
    'log order-intake@us-east-1',
    'change Orders@us-east-1',
    'log payment-worker@us-east-1',
  ]);
});

test('the Region stands in its head, once', () => {
  const rows = orderRows(trace, 100, utc).map((row) => row.map(({ text }) => text).join(''));
  expect(rows[0]).toMatch(/^ ORD-1 {2}us-east-1 {2}/);
  expect(rows.slice(1).join('\n')).toMatch(/ Orders {10}MODIFY/);
  expect(rows.join('\n').match(/us-east-1/g)).toHaveLength(1);
});
