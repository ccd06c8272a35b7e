/** What `pipeline.py` says that its orders left in ministack, as boto3 reads it. */
import * as z from 'zod';

const image = z.object({ orderId: z.string(), status: z.string(), total: z.number() });

const facts = z.object({
  good: z.string(),
  failed: z.string(),
  attempts: z.number(),
  /** Minute from which on the worker's errors are measured. */
  since: z.string(),
  alarms: z.record(z.string(), z.string()),
  changes: z.array(
    z.object({ event: z.string(), key: z.string(), old: image.optional(), new: image.optional() }),
  ),
  logs: z.array(z.object({ group: z.string(), stream: z.string(), at: z.number(), message: z.string() })),
});

export type PipelineFacts = z.output<typeof facts>;

/** Throws where the line is not what `pipeline.py` prints: both are ours. */
export const readPipelineFacts = (line: string): PipelineFacts => facts.parse(JSON.parse(line));
