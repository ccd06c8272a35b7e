/** What the thread of the embedded account is started with, and what it answers. */
import * as z from 'zod';

export const sandboxSettings = z.object({
  seed: z.number(),
  speed: z.number(),
  scenario: z.enum(['calm', 'incident', 'chaos']),
  faults: z.string(),
  rolloverEveryMs: z.number().positive(),
  /** 0 to 1. */
  splitProbability: z.number(),
  /** 0 takes a free one. */
  port: z.number(),
  /** Epoch milliseconds: history lies before it. */
  startAt: z.number(),
  /** An account of its own for each. */
  regions: z.array(z.string()),
});

export type SandboxSettings = z.infer<typeof sandboxSettings>;

export const sandboxAnswer = z.union([
  z.object({ url: z.string(), pipeline: z.string() }),
  z.object({ error: z.string(), code: z.string() }),
]);

export type SandboxAnswer = z.infer<typeof sandboxAnswer>;
