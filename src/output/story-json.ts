/** The `story` line of the command line's contract: times ISO 8601, shares and percentages as 0-1. */
import { bareName } from '../pipeline/regions.ts';
import type { RuleBreach, Story } from '../story/story.ts';
import type { JsonLine } from './ndjson.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** What it is of a percentage as a share; a figure of any other unit as it is. */
const figureOf = ({ unit }: RuleBreach, value: number): number =>
  unit === 'percent' ? Number((value / 100).toPrecision(12)) : value;

/** A stage by its name in the file: its Region stands beside it. */
const inRegion = (name: string, region: string): string => bareName({ name, region });

/** One incident, or none. */
export const jsonOfStory = (story: Story): JsonLine => {
  const { cause, orders, since, stage, region } = story;
  return {
    type: 'story',
    incident: story.incident,
    pipeline: story.pipeline,
    region,
    regions: story.regions,
    health: story.health,
    stage: stage === null ? null : inRegion(stage, region),
    since: since === null ? null : iso(since),
    ...(story.asOf === undefined ? {} : { asOf: iso(story.asOf) }),
    why: story.why,
    cause:
      cause === null
        ? null
        : {
            stage: bareName({ ...cause, name: cause.stage }),
            rule: cause.sign,
            value: figureOf(cause, cause.value),
            limit: figureOf(cause, cause.limit),
            since: iso(cause.since),
          },
    effects: story.effects.map((effect) => ({
      stage: bareName({ ...effect, name: effect.stage }),
      rule: effect.sign,
      why: effect.why,
      since: iso(effect.since),
    })),
    changes: story.changes.map((change) => ({
      stage: bareName({ ...change, name: change.stage }),
      what: change.what,
      at: iso(change.at),
    })),
    messages: story.messages.map(({ pattern, count, share, since: first, isNew, ...message }) => ({
      stage: inRegion(message.stage, region),
      pattern,
      count,
      share,
      since: iso(first),
      isNew,
    })),
    orders:
      orders === null
        ? null
        : {
            late: orders.late,
            failed: orders.failed,
            values: orders.values.map(({ currency, value }) => ({ currency: currency ?? null, value })),
            knownSince: iso(orders.knownSince),
          },
    trend: story.trend,
    next: story.next.map(({ text, command, link }) => ({
      text,
      command: command ?? null,
      link: link ?? null,
    })),
    text: story.text,
  };
};
