/** `orders-watch why`: the story of each pipeline in words, or as NDJSON, and an exit code for scripts. */
import { storyText } from '../../../components/story/story-text.ts';
import type { Backend } from '../../backend/backend.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { frameAnsi } from '../../output/frame-text.ts';
import { createLineWriter } from '../../output/line-writer.ts';
import { ndjson } from '../../output/ndjson.ts';
import { jsonOfStory } from '../../output/story-json.ts';
import { rowLine } from '../../output/text.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { exitCode, type Runtime } from '../../runtime.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Story } from '../../story/story.ts';
import { colourDepth, defaultTheme } from '../../terminal/capabilities.ts';
import { createPainter } from '../../terminal/painter.ts';
import { createBill } from '../shared/bill.ts';
import { hopeless } from '../shared/hopeless.ts';
import { onInterrupt } from '../shared/interrupt.ts';
import { noPipeline } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import {
  codeOfTroubles,
  distinctFailures,
  givenUp,
  problemFailures,
  sayTroubles,
} from '../shared/troubles.ts';
import { unreadOf } from '../shared/unread.ts';
import { evidenceNow, judgedBy } from './evidence.ts';

export type WhyOptions = CommonOptions &
  SandboxOptions & {
    readonly 'fail-on': 'bad' | 'warn' | undefined;
  };

/** What of it could not be read. */
const troublesOf = (snapshots: readonly Snapshot[]): readonly Failure[] => {
  const series = snapshots.flatMap((snapshot) =>
    [...snapshot.series.values()].map(({ spec, ...known }) => ({ series: spec, ...known })),
  );
  return [
    ...distinctFailures(snapshots.flatMap(({ problems }) => problemFailures(problems))),
    ...unreadOf(series),
  ];
};

/** Why nothing at all may be read, of none of them. */
const refusalOf = (
  snapshots: readonly Snapshot[],
  pipelines: readonly Pipeline[],
  backend: Backend,
): Failure | undefined => {
  const refusals = pipelines.map((pipeline, index) => {
    const snapshot = snapshots[index];
    return snapshot && hopeless(snapshot, judgedBy(backend, pipeline));
  });
  return refusals.every((one) => one !== undefined) ? refusals[0] : undefined;
};

/**
 * 3 where it is as bad as is asked for, whatever else could not be read. Who cannot tell has not found all well: 4 where access
 * is missing, else 1.
 */
export const codeOfStories = (
  stories: readonly Pick<Story, 'health'>[],
  troubles: readonly Failure[],
  failOn: WhyOptions['fail-on'],
): number => {
  const isMet = ({ health }: Pick<Story, 'health'>): boolean =>
    failOn !== undefined && (health === 'bad' || (failOn === 'warn' && health === 'warn'));
  if (stories.some(isMet)) return exitCode.conditionMet;
  if (troubles.length > 0) return codeOfTroubles(troubles);
  const isUnknown = stories.length === 0 || stories.some(({ health }) => health === 'unknown');
  return isUnknown ? exitCode.failed : exitCode.done;
};

const textOf = (snapshots: readonly Snapshot[], options: WhyOptions, { stdout, env }: Runtime): string => {
  const { utc, ascii } = options;
  const width = stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY;
  const rows = storyText(snapshots, width, { utc, ascii });
  if (!stdout.isTTY) return rows.map(rowLine).join('');
  const painter = createPainter(options.theme ?? defaultTheme(env), colourDepth(env, options.color));
  return frameAnsi(rows, width, rows.length, { painter, ascii });
};

export const why = async (options: WhyOptions, runtime: Runtime): Promise<number> => {
  const interrupt = onInterrupt();
  const bill = createBill(runtime.clock.now());
  const session = await openSession(options, runtime, bill.onCall);
  if (!session.ok) return refuse(session.failure, options, runtime);
  const { backend, close } = session.value;
  const loaded = await backend.pipelines();
  if (!loaded.ok || loaded.value === undefined) {
    await close();
    return refuse(loaded.ok ? noPipeline(runtime) : loaded.failure, options, runtime);
  }
  const [first, ...others] = loaded.value;
  const pipelines = options.pipeline === undefined ? [first, ...others] : [first];
  const { signal } = interrupt;
  const snapshots = await Promise.all(
    pipelines.map((pipeline) => evidenceNow(pipeline, { backend, budget: options.budget, signal })),
  );
  await close();
  if (signal.aborted) return interrupt.code;
  const refused = refusalOf(snapshots, pipelines, backend);
  if (refused !== undefined && !options.json) return refuse(refused, options, runtime);
  const troubles = troublesOf(snapshots);
  const stories = snapshots.flatMap((snapshot) => snapshot.stories);
  const out = createLineWriter(runtime.stdout.fd);
  const errors = sayTroubles(troubles.map(givenUp), options, (line) => runtime.stderr.write(`${line}\n`));
  out.write(
    options.json
      ? [...stories.map((story) => ndjson(jsonOfStory(story))), errors, bill.line(backend.clock.now())].join(
          '',
        )
      : textOf(snapshots, options, runtime),
  );
  await out.flush();
  return codeOfStories(stories, troubles, options['fail-on']);
};
