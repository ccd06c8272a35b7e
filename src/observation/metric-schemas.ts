/** Series and their points that come from a file or a network, checked: see `schemas.ts`. */
import * as z from 'zod';
import { awsUnits, seriesUnits } from './metrics.ts';
import { count, failure, origin, text, textRecord, texts, time } from './schema-parts.ts';

export const awsUnit = z.enum(awsUnits);

const metric = {
  kind: z.literal('metric'),
  namespace: text,
  metric: text,
  dimensions: textRecord,
  stat: text,
  unit: awsUnit.exactOptional(),
};

const expression = { kind: z.literal('expression'), expression: text };

const ownOfRow = {
  accountId: text.exactOptional(),
  periodSeconds: count.exactOptional(),
  region: text.exactOptional(),
  label: text.exactOptional(),
};

const metricInput = z.discriminatedUnion('kind', [
  z.object({ ...metric, ...ownOfRow }),
  z.object({ ...expression, ...ownOfRow }),
]);

export const metricQuery = z.discriminatedUnion('kind', [
  z.object(metric),
  z.object({
    ...expression,
    inputs: z.record(text, metricInput).exactOptional(),
    label: text.exactOptional(),
  }),
  z.object({ kind: z.literal('promql'), expression: text }),
]);

export const points = z.object({
  type: z.literal('points'),
  series: z.object({
    ...origin,
    id: text,
    label: text,
    stage: text.exactOptional(),
    key: text.exactOptional(),
    accountId: text.exactOptional(),
    query: metricQuery,
    periodSeconds: count,
    unit: z.enum(seriesUnits),
    missing: z.enum(['zero', 'gap']),
    windowMs: count.exactOptional(),
    overRange: z.object({ endAgoMs: count }).exactOptional(),
    found: text.exactOptional(),
    onDemand: z.enum(['history', 'graph']).exactOptional(),
  }),
  from: time,
  to: time,
  settledTo: time.exactOptional(),
  points: z.array(z.object({ at: time, value: z.number(), settled: z.boolean() })),
  status: z.enum(['complete', 'partial', 'forbidden', 'error', 'refused']),
  messages: texts,
  refusal: failure.exactOptional(),
});

export const unit = z.object({
  ...origin,
  type: z.literal('unit'),
  namespace: text,
  metric: text,
  dimensions: textRecord,
  unit: awsUnit,
});
