/** The right stories of scenarios that were written from the design alone. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { explanations } from '../../src/story/explains.ts';
import type { Story } from '../../src/story/story.ts';
import {
  type Expectation,
  type ExpectedStory,
  play,
  readScenario,
  type Scenario,
  tellAt,
} from './scenario.ts';

const dropped = vi.hoisted((): { name: string | undefined } => ({ name: undefined }));

/** What explains what, without the row that a test takes away. */
vi.mock('../../src/story/explains.ts', async (importOriginal) => {
  const real = await importOriginal<typeof import('../../src/story/explains.ts')>();
  return {
    ...real,
    get explanations() {
      return real.explanations.filter(({ name }) => name !== dropped.name);
    },
  };
});

const folder = new URL('scenarios/', import.meta.url);
const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ name, scenario: readScenario(readFileSync(new URL(name, folder), 'utf8'), name) }));

/** Of the story that was told, what the scenario names, in its words. */
const named = (told: Story | undefined, wanted: ExpectedStory, start: number): unknown => {
  if (told === undefined) return undefined;
  const minuteOf = (at: number) => (at - start) / 60_000;
  const effects = told.effects.map(({ stage, sign, since, explainedBy }) => ({
    stage,
    rule: sign,
    since: minuteOf(since),
    explainedBy,
  }));
  const { effects: wantedEffects, messages, orders } = wanted;
  const all = {
    stage: told.stage,
    rule: told.cause?.sign,
    health: told.health,
    since: told.since === null ? null : minuteOf(told.since),
    older: told.cause?.isOlder,
    explains: told.explains,
    corrected: told.isCorrected,
    effects:
      wantedEffects === 'any' || wantedEffects === undefined
        ? 'any'
        : effects.map((effect, nth) => pick(effect, Object.keys(wantedEffects[nth] ?? effect))),
    changes: told.changes.map(({ stage, what }) => ({ stage, what })),
    messages: told.messages.map(({ pattern, example, count, isNew }, nth) => {
      const like = messages?.[nth]?.like ?? '';
      const isLike = `${pattern}\n${example}`.includes(like);
      return pick({ like: isLike ? like : pattern, count, isNew }, Object.keys(messages?.[nth] ?? { like }));
    }),
    orders: told.orders && pick({ ...told.orders }, Object.keys(orders ?? {})),
    trend: told.trend,
    regions: told.regions,
    text: wanted.text?.filter((words) => told.text.includes(words)),
    notText: wanted.notText?.filter((words) => !told.text.includes(words)),
  };
  return pick(all, Object.keys(wanted));
};

const pick = (of: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, of[key]]));

type Snapshots = ReturnType<typeof play>;

const playAll = (scenario: Scenario): Snapshots =>
  play(
    scenario,
    scenario.expect.map(({ at }) => at),
  );

/** What was told beside what is right. */
const compared = ({ start }: Scenario, { at, stories, unknown }: Expectation, played: Snapshots) => {
  const all = played.get(at)?.stories ?? [];
  const incidents = all.filter(({ incident }) => incident !== null);
  const why = all.find(({ health }) => health === 'unknown')?.why ?? '';
  const isWell = all.some(({ health, incident }) => health === 'ok' && incident === null);
  return {
    got: {
      unknown: unknown === undefined || (why.includes(unknown) && !isWell),
      stories: stories && incidents.map((one, nth) => named(one, stories[nth] ?? { stage: '' }, start)),
    },
    right: { unknown: true, stories },
  };
};

describe.each(scenarios)('$name', ({ scenario }) => {
  const played = playAll(scenario);
  test.each(scenario.expect)(`${scenario.says}: minute $at`, (expectation) => {
    const { got, right } = compared(scenario, expectation, played);
    expect(got).toEqual(right);
  });
});

describe('what explains what', () => {
  afterEach(() => {
    dropped.name = undefined;
  });
  const names = explanations.map(({ name }) => name);
  test.each(names)('needs its row "%s": without it a story is wrong', (name) => {
    dropped.name = name;
    const wrong = scenarios.filter(({ scenario }) => {
      const played = playAll(scenario);
      return scenario.expect.some((expectation) => {
        const { got, right } = compared(scenario, expectation, played);
        return JSON.stringify(got) !== JSON.stringify(right);
      });
    });
    expect(wrong.length).toBeGreaterThan(0);
  });
});

test('the same observations tell the same story, in whatever order they came', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...scenarios.filter(({ scenario }) => scenario.late.length === 0)),
      fc.array(fc.nat(), { minLength: 20, maxLength: 60 }),
      ({ scenario }, order) => {
        const last = Math.max(...scenario.expect.map(({ at }) => at));
        const inOrder = tellAt(scenario, last, [0]);
        expect(tellAt(scenario, last, order).stories).toEqual(inOrder.stories);
      },
    ),
    { numRuns: 60 },
  );
});
