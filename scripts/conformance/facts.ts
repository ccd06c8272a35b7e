/** What `fill.py` says that it put into moto. */
import * as z from 'zod';

export type Attribute = Readonly<Record<string, unknown>>;
export type Image = Readonly<Record<string, Attribute>>;

// As JSON.parse made it: zod's records leave out an attribute named `__proto__`.
const image = z.custom<Image>((value) => typeof value === 'object' && value !== null);

const alarm = z.object({
  name: z.string(),
  arn: z.string(),
  state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  reason: z.string(),
  since: z.string(),
  /** None where it is a band. */
  threshold: z.number().nullable(),
  actionsEnabled: z.boolean(),
  region: z.string(),
});

const point = z.object({
  at: z.number().describe('Start of the minute, in seconds'),
  Sum: z.number(),
  Average: z.number(),
  Minimum: z.number(),
  Maximum: z.number(),
  SampleCount: z.number(),
});

/** An incident, and the story that is right. */
const incident = z.object({
  file: z.string().describe('Its pipeline file'),
  health: z.string(),
  stage: z.string(),
  rule: z.string(),
  since: z.string(),
  effects: z.array(z.object({ stage: z.string(), rule: z.string(), since: z.string() })),
  message: z.object({ like: z.string(), count: z.number() }).optional(),
});

const dashboard = z.object({ name: z.string(), bytes: z.number() });

const facts = z.object({
  startedAt: z.number(),
  metrics: z.array(
    z.object({
      namespace: z.string(),
      metric: z.string(),
      dimensions: z.record(z.string(), z.string()),
      points: z.array(point),
    }),
  ),
  alarms: z.array(alarm),
  alarmsElsewhere: z.array(alarm),
  logs: z.array(z.object({ group: z.string(), stream: z.string(), at: z.number(), message: z.string() })),
  dashboards: z.array(dashboard),
  incidents: z.array(incident),
  changes: z.array(
    z.object({ event: z.string(), key: z.string(), old: image.optional(), new: image.optional() }),
  ),
});

export type Facts = z.output<typeof facts>;

/** Throws where the line is not what `fill.py` prints: both are ours. */
export const readFacts = (line: string): Facts => facts.parse(JSON.parse(line));
