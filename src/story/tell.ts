/** Tells what is wrong with a pipeline, from what is in memory. Pure: the same data give the same story, however they came. */
import type { SourceProblem } from '../observation/health-of-sources.ts';
import type { AnsweredPointsOf } from '../pipeline/derive.ts';
import type { Health, Pipeline, Stage } from '../pipeline/stage.ts';
import { withAlarms } from './alarm-breaches.ts';
import { type Breach, breachesOf } from './breaches.ts';
import { changesBefore, endOf, hitBy, trendOf } from './evidence.ts';
import { type Incident, incidentsOf } from './incidents.ts';
import { type Links, linksOf } from './links.ts';
import { messagesOf } from './messages.ts';
import { nextSteps } from './next.ts';
import { sentenceOf, sentenceText } from './sentence.ts';
import type { Story } from './story.ts';
import type { StoryInput } from './story-input.ts';

export type Telling = {
  readonly stories: readonly Story[];
  /** Onset of the present breach of a stage that is not well, by its name. */
  readonly sinceOf: ReadonlyMap<string, number>;
};

/** An incident that is over is told for so long. */
const overForMs = 30 * 60_000;

/** What a storyteller remembers: points that did not change are not judged again. */
type JudgedStage = {
  readonly points: readonly unknown[];
  readonly breaches: readonly Breach[];
  /** Start of its newest settled bucket: what shows a breach before that was there to be read, or is late. */
  readonly readTo: number;
};

/** A cause that was told at a moment, and how far each stage had been read by then. */
type Told = {
  readonly cause: Breach;
  readonly at: number;
  readonly readTo: ReadonlyMap<string, number>;
};

/** Start of the newest bucket that was read of a stage, before all time where none was. */
const readToOf = ({ series }: Stage, pointsOf: AnsweredPointsOf): number =>
  series.reduce(
    (newest, { id }) =>
      Math.max(newest, pointsOf(id).points.findLast(({ settled }) => settled)?.at ?? newest),
    Number.NEGATIVE_INFINITY,
  );

const isSamePoints = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((points, index) => points === b[index]);

const idOf = ({ stage, since }: Breach): string => `${stage}/${new Date(since).toISOString()}`;

const isKnownToBeOver = (incident: Incident, at: number): boolean => {
  const end = endOf(incident);
  return end !== undefined && at - end > overForMs;
};

const healthOf = (incident: Incident): Health => {
  const on = [incident.cause, ...incident.effects.map(({ breach }) => breach)].filter(
    ({ until }) => until === undefined,
  );
  if (on.length === 0) return 'ok';
  return on.some(({ level }) => level === 'bad') ? 'bad' : 'warn';
};

/** Bad before warn before over, then what explains most, then what began first. */
const worseFirst = (a: Incident, b: Incident): number => {
  const rank: Readonly<Record<Health, number>> = { bad: 0, warn: 1, unknown: 2, ok: 3 };
  return (
    rank[healthOf(a)] - rank[healthOf(b)] ||
    b.effects.length - a.effects.length ||
    a.cause.since - b.cause.since
  );
};

/** The calls that keep a Region's metrics from being read: of it nothing can be told. */
const unreadIn = (problems: readonly SourceProblem[]): SourceProblem | undefined =>
  problems.find(({ source, failure }) => source === 'metrics' && failure !== undefined);

/**
 * Tells the stories of a pipeline. What it remembers only saves work, and tells what was said before: a cause that later points show to
 * have been another one is corrected.
 */
export const createStoryteller = (pipeline: Pipeline): ((input: StoryInput) => Telling) => {
  let judged = new Map<string, JudgedStage>();
  /** The causes that were told, by the incident's stages, and when. */
  let told: readonly Told[] = [];
  const corrected = new Set<string>();

  const breachesIn = (input: StoryInput): readonly Breach[] => {
    const next = new Map<string, JudgedStage>();
    for (const stage of [...input.stages, ...input.dependencies]) {
      const points = stage.series.flatMap(({ id }) => {
        const known = input.pointsOf(id);
        return [known.points, known.whole];
      });
      const before = judged.get(stage.name);
      const same = before !== undefined && isSamePoints(before.points, points);
      const judge = (): JudgedStage => ({
        points,
        breaches: breachesOf(stage, input.pointsOf),
        readTo: readToOf(stage, input.pointsOf),
      });
      next.set(stage.name, same ? before : judge());
    }
    judged = next;
    const recent = [...next.values()]
      .flatMap(({ breaches }) => breaches)
      .filter(({ until }) => until === undefined || input.at - until <= rememberedMs);
    return withAlarms(recent, input.alarms, {
      pipeline: { name: pipeline.name, stages: input.stages },
      isMeasured: (stage) => stage.series.some(({ id }) => input.pointsOf(id).points.length > 0),
    });
  };

  /** True where another cause was told although what shows this one had been measured by then: late points. */
  const isCorrection = ({ cause, effects }: Incident): boolean => {
    const id = idOf(cause);
    if (corrected.has(id)) return true;
    const ofIt = new Set([cause, ...effects.map(({ breach }) => breach)].map(({ stage }) => stage));
    const end = endOf({ cause, effects }) ?? Number.POSITIVE_INFINITY;
    const before = told.find(
      (one) =>
        ofIt.has(one.cause.stage) &&
        idOf(one.cause) !== id &&
        one.cause.since >= cause.since - cause.periodMs &&
        one.cause.since <= end &&
        one.at > cause.brokenAt + cause.periodMs + lateMs &&
        // Who begins to read has nothing to correct: the stage had been read as far as that.
        (one.readTo.get(cause.stage) ?? Number.NEGATIVE_INFINITY) >= cause.brokenAt - cause.periodMs,
    );
    if (before === undefined) return false;
    corrected.add(id);
    return true;
  };

  const messagesIn = (cause: Breach, { stages, dependencies, logs }: StoryInput): Story['messages'] => {
    const stage = [...stages, ...dependencies].find(({ name }) => name === cause.stage);
    return stage === undefined ? [] : messagesOf({ cause, stage, logs });
  };

  const storyOf = (incident: Incident, input: StoryInput, links: Links): Story => {
    const { cause, regions } = incident;
    const draft: Story = {
      incident: idOf(cause),
      pipeline: pipeline.name,
      region: cause.region,
      regions,
      health: healthOf(incident),
      stage: cause.stage,
      since: cause.since,
      why: cause.why,
      cause,
      explains: incident.explains,
      isCorrected: isCorrection(incident),
      effects: incident.effects.map(({ breach, explainedBy }) => ({ ...breach, explainedBy })),
      changes: changesBefore(cause, input.deployments, links),
      messages: messagesIn(cause, input),
      orders: hitBy(cause, input.orders),
      trend: trendOf(incident),
      next: [],
      text: '',
    };
    const next = nextSteps({
      stages: [...input.stages, ...input.dependencies],
      cause,
      effects: draft.effects,
      changes: draft.changes,
      alarms: input.alarms,
      profile: pipeline.profile,
    });
    return { ...draft, next, text: sentenceText(sentenceOf(draft, { at: input.at, utc: true })) };
  };

  const withoutIncident = (input: StoryInput, breaches: readonly Breach[]): Story | undefined => {
    const problem = unreadIn(input.problems);
    const unknown = input.health.filter(({ health }) => health === 'unknown');
    const known = input.health.length - unknown.length;
    const cannotTell = problem !== undefined || known === 0;
    if (input.health.length === 0) return undefined;
    const region = input.stages[0]?.region ?? '';
    const base = {
      incident: null,
      pipeline: pipeline.name,
      region: problem?.origin?.region ?? region,
      regions: [problem?.origin?.region ?? region],
      stage: null,
      cause: null,
      explains: false,
      isCorrected: false,
      effects: [],
      changes: [],
      messages: [],
      orders: null,
      trend: null,
      next: [],
    } as const;
    if (cannotTell) {
      const failure = problem?.failure;
      const why =
        failure === undefined
          ? (unknown[0]?.why ?? 'no data yet')
          : `${failure.operation ?? 'GetMetricData'} in ${base.region}: ${failure.message}`;
      const story: Story = { ...base, health: 'unknown', since: null, why, text: '' };
      return { ...story, text: sentenceText(sentenceOf(story, { at: input.at, utc: true })) };
    }
    // What is not as well as the rest comes first: how long all is well is said at the end.
    const without = unknown.length === 0 ? [] : [`${unknown.length} without data`];
    const objectives = `all ${known} stages within their objectives`;
    const why = [...alarmsOn(input.alarms), ...without, objectives].join(', ');
    const story: Story = { ...base, health: 'ok', since: calmSince(input, breaches), why, text: '' };
    return { ...story, text: sentenceText(sentenceOf(story, { at: input.at, utc: true })) };
  };

  return (input) => {
    const links = linksOf([...input.stages, ...input.dependencies]);
    const isOwn = ({ stage }: Breach): boolean => input.stages.some(({ name }) => name === stage);
    const breaches = breachesIn(input);
    const incidents = incidentsOf(breaches, links)
      .filter((incident) => !isKnownToBeOver(incident, input.at))
      // What another pipeline has is told where it shows in this one.
      .filter(({ cause, effects }) => isOwn(cause) || effects.some(({ breach }) => isOwn(breach)))
      .sort(worseFirst);
    const isOnNow = ({ stage }: Breach): boolean =>
      incidents.some(
        ({ cause, effects }) => cause.stage === stage && endOf({ cause, effects }) === undefined,
      );
    // What is over of a stage that is in trouble again is the past.
    const stories = incidents
      .filter((incident) => endOf(incident) === undefined || !isOnNow(incident.cause))
      .map((incident) => storyOf(incident, input, links));
    const isOn = stories.some(({ health }) => health !== 'ok');
    const other = withoutIncident(input, breaches);
    // All well is told where nothing is wrong; that nothing can be told, always.
    const rest = other === undefined || (other.health === 'ok' && stories.length > 0) ? [] : [other];
    const readTo = new Map([...judged].map(([name, stage]) => [name, stage.readTo] as const));
    told = [
      ...told.filter(({ at }) => input.at - at < rememberedMs),
      ...incidents.map(({ cause }) => ({ cause, at: input.at, readTo })),
    ].slice(-mostTold);
    const on = breaches.filter(({ until }) => until === undefined);
    const sinceOf = new Map<string, number>();
    for (const { stage, since } of on) sinceOf.set(stage, Math.min(since, sinceOf.get(stage) ?? since));
    return { stories: isOn ? [...stories, ...rest] : [...rest, ...stories], sinceOf };
  };
};

/** Alarms that watch what no rule judges. */
const alarmsOn = (alarms: StoryInput['alarms']): readonly string[] => {
  const [first, ...others] = alarms.filter(({ state, kind }) => state === 'ALARM' && kind !== 'composite');
  if (first === undefined) return [];
  return [others.length === 0 ? `alarm ${first.name} is on` : `${others.length + 1} alarms are on`];
};

/** When the last breach ended, else since when points are held. */
const calmSince = ({ stages, pointsOf }: StoryInput, breaches: readonly Breach[]): number | null => {
  const ends = breaches.flatMap(({ until }) => until ?? []);
  if (ends.length > 0) return Math.max(...ends);
  const begins = stages.flatMap(({ series }) => series.flatMap(({ id }) => pointsOf(id).points[0]?.at ?? []));
  return begins.length === 0 ? null : begins.reduce((least, at) => Math.min(least, at));
};

/** Breaches that ended longer ago explain nothing of now. */
const rememberedMs = 3 * 3_600_000;
/** Points come so late as a matter of course. */
const lateMs = 3 * 60_000;
const mostTold = 500;
