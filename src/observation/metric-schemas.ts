/** Series and their points that come from a file or a network, checked: see `schemas.ts`. */
import { z } from 'zod';
import { awsUnits } from './metrics.ts';
import { count, origin, text, textRecord, texts, time } from './schema-parts.ts';

export const awsUnit = z.enum(awsUnits);

export const metricQuery = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('metric'),
    namespace: text,
    metric: text,
    dimensions: textRecord,
    stat: text,
    unit: awsUnit.exactOptional(),
  }),
  z.object({
    kind: z.literal('expression'),
    expression: text,
    get inputs() {
      return z.record(text, metricQuery).exactOptional();
    },
  }),
]);

export const points = z.object({
  type: z.literal('points'),
  series: z.object({
    ...origin,
    id: text,
    label: text,
    stage: text.exactOptional(),
    accountId: text.exactOptional(),
    query: metricQuery,
    periodSeconds: count,
    unit: z.enum(['count', 'count/s', 'percent', 'ms', 's', 'bytes', 'none']),
    missing: z.enum(['zero', 'gap']),
    windowMs: count.exactOptional(),
  }),
  from: time,
  to: time,
  settledTo: time.exactOptional(),
  points: z.array(z.object({ at: time, value: z.number(), settled: z.boolean() })),
  status: z.enum(['complete', 'partial', 'forbidden', 'error']),
  messages: texts,
});
