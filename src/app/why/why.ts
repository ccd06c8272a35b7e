/** `orders-watch why`: the story of each pipeline in words, or as NDJSON, and an exit code for scripts. */
import { storyText } from '../../../components/story/story-text.ts';
import type { Backend } from '../../backend/backend.ts';
import { formatClock, formatDate, zoneLabel } from '../../format.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { frameAnsi } from '../../output/frame-text.ts';
import { ndjson } from '../../output/ndjson.ts';
import { jsonOfStory } from '../../output/story-json.ts';
import { rowLine } from '../../output/text.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import { exitCode, type Runtime } from '../../runtime.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import type { Story } from '../../story/story.ts';
import { colourDepth, defaultTheme } from '../../terminal/capabilities.ts';
import { createPainter } from '../../terminal/painter.ts';
import type { Row } from '../../terminal/row.ts';
import type { Printable } from '../../text-out.ts';
import { createBill } from '../shared/bill.ts';
import { evidenceAt } from '../shared/evidence-at.ts';
import { hopeless } from '../shared/hopeless.ts';
import { cutShort, onInterrupt } from '../shared/interrupt.ts';
import { isNothingMeasured, nothingMeasured } from '../shared/nothing-measured.ts';
import { openOutput } from '../shared/output.ts';
import { noPipeline } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import { readTime, timeMistake } from '../shared/time-flag.ts';
import {
  codeOfTroubles,
  distinctFailures,
  givenUp,
  problemFailures,
  sayTroubles,
} from '../shared/troubles.ts';
import { unreadOf } from '../shared/unread.ts';
import { evidenceNow, judgedBy, linesReadFrom } from './evidence.ts';

export type WhyOptions = CommonOptions &
  SandboxOptions & {
    readonly at: string | undefined;
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

/** Not a failure: an onset may be older than lines are worth to be read, and a message says since when it is known. */
const unreadLines = ({ snapshots, asOf }: Evidence, utc: boolean): readonly string[] =>
  asOf !== undefined
    ? []
    : snapshots.flatMap((snapshot) => {
        const from = linesReadFrom(snapshot);
        return from === undefined
          ? []
          : [`log lines were read from ${formatClock(from, { utc })} on: messages are counted from then\n`];
      });

/** What is looked at before the moment that is asked for. */
const windowMs = 2 * 3_600_000;

type Evidence = {
  readonly snapshots: readonly Snapshot[];
  /** The moment of the past that was asked for. */
  readonly asOf: number | undefined;
  /** What could not be read. */
  readonly troubles: readonly Failure[];
  /** Why nothing at all can be told. */
  readonly refused: Failure | undefined;
};

type EvidenceWanted = {
  readonly pipelines: readonly Pipeline[];
  readonly backend: Backend;
  readonly options: WhyOptions;
  readonly signal: AbortSignal;
};

const knownNow = async ({ pipelines, backend, options, signal }: EvidenceWanted): Promise<Evidence> => {
  const snapshots = await Promise.all(
    pipelines.map((pipeline) => evidenceNow(pipeline, { backend, budget: options.budget, signal })),
  );
  const refused = refusalOf(snapshots, pipelines, backend);
  return { snapshots, asOf: undefined, troubles: troublesOf(snapshots), refused };
};

/** As of a moment of the past, of which what came later is nothing. */
const knownAt = async (
  at: number,
  { pipelines, backend, options, signal }: EvidenceWanted,
): Promise<Evidence> => {
  const window = { from: at - windowMs, to: at };
  const all = await Promise.all(
    pipelines.map((pipeline) => evidenceAt(pipeline, { backend, window, signal })),
  );
  const snapshots = all.map(({ snapshot }) => snapshot);
  const troubles = distinctFailures(all.flatMap((one) => one.troubles));
  if (!snapshots.every((snapshot) => isNothingMeasured(snapshot, window)))
    return { snapshots, asOf: at, troubles, refused: undefined };
  const nothing = nothingMeasured(window, options.utc, 'Look at another time with --at');
  const failures = troubles.length > 0 ? troubles : [nothing];
  return { snapshots, asOf: at, troubles: failures, refused: failures[0] };
};

const textOf = (
  { snapshots, asOf }: Evidence,
  { utc, ascii, theme, color }: WhyOptions,
  { stdout, env }: Runtime,
): Printable => {
  const width = stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY;
  const heading: Row[] =
    asOf === undefined
      ? []
      : [[{ text: `as of ${formatDate(asOf, utc)} ${zoneLabel(asOf, utc)}`, role: 'title' }], []];
  const rows = [...heading, ...storyText(snapshots, width, { utc, ascii })];
  if (!stdout.isTTY) return rows.map(rowLine).join('');
  const painter = createPainter(theme ?? defaultTheme(env), colourDepth(env, color));
  return frameAnsi(rows, width, rows.length, { painter, ascii });
};

export const why = async (options: WhyOptions, runtime: Runtime): Promise<number> => {
  const mistake = options.at === undefined ? undefined : timeMistake('--at', options.at);
  if (mistake !== undefined) return refuse(mistake, options, runtime);
  const interrupt = onInterrupt(runtime);
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
  const at =
    options.at === undefined
      ? undefined
      : readTime('--at', options.at, { now: backend.clock.now(), utc: options.utc });
  if (at !== undefined && !at.ok) {
    await close();
    return refuse(at.failure, options, runtime);
  }
  const wanted: EvidenceWanted = { pipelines, backend, options, signal };
  const evidence = at === undefined ? await knownNow(wanted) : await knownAt(at.value, wanted);
  await close();
  if (signal.aborted) return cutShort(interrupt, runtime);
  const { snapshots, troubles, refused } = evidence;
  if (refused !== undefined && !options.json) return refuse(refused, options, runtime);
  const stories = snapshots.flatMap((snapshot) => snapshot.stories);
  const out = openOutput(runtime);
  for (const line of unreadLines(evidence, options.utc)) runtime.stderr.write(line);
  const errors = sayTroubles(troubles.map(givenUp), options, (line) => runtime.stderr.write(`${line}\n`));
  out.write(
    options.json
      ? [...stories.map((story) => ndjson(jsonOfStory(story))), errors, bill.line(backend.clock.now())].join(
          '',
        )
      : textOf(evidence, options, runtime),
  );
  await out.flush();
  return codeOfStories(stories, troubles, options['fail-on']);
};
