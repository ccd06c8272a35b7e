/**
 * `why`: three incidents in moto, told with the cause, the onset and the effects that were put there; and never 0 where it cannot
 * tell.
 */
import * as z from 'zod';
import { type Check, exits, exitsWithoutHistory, type Finding, harmless, same, shows } from '../check.ts';
import type { Facts } from '../facts.ts';
import type { Run } from '../tool.ts';

const told = z.object({
  health: z.string(),
  stage: z.string().nullable(),
  since: z.string().nullable(),
  cause: z.object({ rule: z.string() }).nullable(),
  effects: z.array(z.object({ stage: z.string(), rule: z.string(), since: z.string() })),
  messages: z.array(z.object({ pattern: z.string(), count: z.number(), isNew: z.boolean().nullable() })),
  text: z.string(),
});

const files = ['story-queue.yaml', 'story-table.yaml', 'story-api.yaml'] as const;

const storiesOf = (run: Run) =>
  run.lines.filter(({ type }) => type === 'story').map((line) => told.parse(line));

const tells = (file: string, run: Run, { incidents }: Facts): readonly Finding[] => {
  const right = incidents.find((one) => one.file === file);
  if (right === undefined) throw new Error(`fill.py has no incident for ${file}`);
  const stories = storiesOf(run);
  const [story] = stories;
  const [message] = story?.messages ?? [];
  const { file: _, message: written, ...incident } = right;
  return [
    same('incidents', 1, stories.length),
    same('cause, onset, effects', incident, {
      health: story?.health,
      stage: story?.stage,
      rule: story?.cause?.rule,
      since: story?.since,
      effects: story?.effects,
    }),
    shows('the sentence', [right.stage, right.since.slice(11, 16)], story?.text ?? ''),
    ...(written === undefined
      ? []
      : [
          shows('what it writes', [written.like], message?.pattern ?? ''),
          same(
            'how often, and new',
            { count: written.count, isNew: true },
            {
              count: message?.count,
              isNew: message?.isNew,
            },
          ),
        ]),
    harmless(run.stdout),
  ];
};

const why = ['why', '--utc', '--config'] as const;

/** It could not ask, so it has not found all well. */
const cannotTell = (code: number, about: string, run: Run): readonly Finding[] => [
  exits(code, run),
  shows('what it could not do', [about], run.stdout + run.stderr),
  same('says that all is well', false, /within their objectives/.test(run.stdout)),
  harmless(run.stdout),
  harmless(run.stderr),
];

const noKeys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
/** Nobody listens there. */
const nobody = 'http://127.0.0.1:9';

export const storyChecks: readonly Check[] = [
  ...files.flatMap((file): readonly Check[] => [
    { args: [...why, file, '--json'], expect: (run, facts) => tells(file, run, facts) },
    { args: [...why, file, '--fail-on', 'bad'], expect: (run) => [exits(3, run), harmless(run.stdout)] },
    // Without a condition it ends as what moto cannot answer makes it end.
    { args: [...why, file], expect: exitsWithoutHistory },
  ]),
  ...[[], ['--json'], ['--fail-on', 'bad']].flatMap((more): readonly Check[] => [
    {
      args: [...why, 'story-queue.yaml', ...more],
      endpoint: nobody,
      expect: (run) => cannotTell(1, 'GetMetricData', run),
    },
    {
      args: [...why, 'story-queue.yaml', ...more],
      env: noKeys,
      expect: (run) => cannotTell(4, 'no credentials found', run),
    },
  ]),
];
