/** Tells what is wrong with a pipeline, from what is in memory. Pure: the same data give the same story, however they came. */
import { memoLast } from '../memo-last.ts';
import type { Alarm } from '../observation/alarms.ts';
import { stageOfAlarm } from '../pipeline/alarm-stage.ts';
import type { Health, Pipeline, Stage } from '../pipeline/stage.ts';
import { withAlarms } from './alarm-breaches.ts';
import type { Breach } from './breaches.ts';
import { createCorrections } from './corrections.ts';
import { createDifferences } from './differs.ts';
import { changesBefore, endOf, hitBy, trendOf } from './evidence.ts';
import { type Incident, incidentsOf } from './incidents.ts';
import { createLinesOf } from './lines-of-stage.ts';
import { linksOf } from './links.ts';
import { messagesOf } from './messages.ts';
import { nextSteps } from './next.ts';
import { sentenceOf, sentenceText } from './sentence.ts';
import { createStageJudges, type JudgedStages } from './stage-judges.ts';
import type { Story } from './story.ts';
import type { StoryInput } from './story-input.ts';
import { storyWithoutIncident } from './without-incident.ts';

export type Telling = {
  readonly stories: readonly Story[];
  /** Onset of the present breach of a stage that is not well, by its name. */
  readonly sinceOf: ReadonlyMap<string, number>;
};

/** An incident that is over is told for so long. */
const overForMs = 30 * 60_000;
/** Breaches that ended longer ago explain nothing of now. */
const rememberedMs = 3 * 3_600_000;

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

/** The stage that an alarm watches, looked for once. */
const placesOf = (stages: readonly Stage[]): ((alarm: Alarm) => Stage | undefined) => {
  const places = new WeakMap<Alarm, { readonly stage: Stage | undefined }>();
  return (alarm) => {
    const place = places.get(alarm) ?? { stage: stageOfAlarm(alarm, { stages }) };
    places.set(alarm, place);
    return place.stage;
  };
};

/** The list before, where it has the same in the same order. */
const createSameList = <T>(): ((list: readonly T[]) => readonly T[]) => {
  let last: readonly T[] = [];
  return (list) => {
    if (list.length !== last.length || list.some((one, nth) => one !== last[nth])) last = list;
    return last;
  };
};

/** Onsets of what is broken now, by stage. */
const onsetsOf = (breaches: readonly Breach[]): ReadonlyMap<string, number> => {
  const onsets = new Map<string, number>();
  for (const { stage, since, until } of breaches) {
    if (until === undefined) onsets.set(stage, Math.min(since, onsets.get(stage) ?? since));
  }
  return onsets;
};

/** What of a story stays as it is while no point, alarm or change comes; and of what it was made. */
type Evidence = {
  readonly of: readonly unknown[];
  readonly parts: Pick<Story, 'effects' | 'changes' | 'next' | 'trend' | 'health'>;
  readonly messages: (
    lines: ReturnType<ReturnType<typeof createLinesOf>>,
    errorsFrom: StoryInput['errorsFrom'],
    dropped: StoryInput['dropped'],
  ) => Story['messages'];
};

/**
 * Tells the stories of a pipeline. What it remembers saves work, and says what was told before: a cause that late points show to have
 * been another one is corrected. Slices of the input that are the same object are taken as unchanged.
 */
export const createStoryteller = (pipeline: Pipeline): ((input: StoryInput) => Telling) => {
  const judge = createStageJudges();
  const corrections = createCorrections();
  const differencesSince = createDifferences(pipeline.orders);
  const linesOf = createLinesOf();
  const evidence = new WeakMap<Incident, Evidence>();
  const allOf = memoLast((own: readonly Stage[], others: readonly Stage[]) => [...own, ...others]);
  const linksIn = memoLast(linksOf);
  const placesIn = memoLast(placesOf);
  const judgedIn = memoLast(judge);
  const recentOf = createSameList<Breach>();
  const breachesIn = memoLast(
    (
      recent: readonly Breach[],
      alarms: readonly Alarm[],
      stageOf: (alarm: Alarm) => Stage | undefined,
      judged: JudgedStages,
    ) =>
      withAlarms(recent, alarms, {
        stageOf,
        isMeasured: ({ name }) => judged.get(name)?.isMeasured === true,
      }),
  );
  const incidentsIn = memoLast(
    (breaches: readonly Breach[], links: ReturnType<typeof linksOf>, own: readonly Stage[]) => {
      const names = new Set(own.map(({ name }) => name));
      // What another pipeline has is told where it shows in this one.
      return incidentsOf(breaches, links).filter(({ cause, effects }) =>
        [cause, ...effects.map(({ breach }) => breach)].some(({ stage }) => names.has(stage)),
      );
    },
  );
  const sinceIn = memoLast(onsetsOf);

  const evidenceOf = (incident: Incident, input: StoryInput): Evidence => {
    const { cause, effects: explained } = incident;
    const { alarms, deployments } = input;
    const stages = allOf(input.stages, input.dependencies);
    const of = [stages, alarms, deployments];
    const before = evidence.get(incident);
    if (before?.of.every((one, nth) => one === of[nth]) === true) return before;
    const stage = stages.find(({ name }) => name === cause.stage);
    const effects = explained.map(({ breach, explainedBy }) => ({ ...breach, explainedBy }));
    const changes = changesBefore(cause, deployments, linksIn(stages));
    const made: Evidence = {
      of,
      parts: {
        health: healthOf(incident),
        effects,
        changes,
        trend: trendOf(incident),
        next: nextSteps({ stages, cause, effects, changes, alarms, profile: pipeline.profile }),
      },
      messages: memoLast((logs, errorsFrom, dropped) =>
        stage === undefined ? [] : messagesOf({ cause, stage, logs, errorsFrom, dropped }),
      ),
    };
    evidence.set(incident, made);
    return made;
  };

  const storyOf = (incident: Incident, input: StoryInput): Story => {
    const { cause, regions, explains } = incident;
    const { parts, messages } = evidenceOf(incident, input);
    const stage = allOf(input.stages, input.dependencies).find(({ name }) => name === cause.stage);
    const asOf = input.asOf?.get(cause.stage);
    const story: Story = {
      ...parts,
      ...(asOf === undefined ? {} : { asOf }),
      incident: idOf(cause),
      pipeline: pipeline.name,
      region: cause.region,
      regions,
      stage: cause.stage,
      since: cause.since,
      why: cause.why,
      cause,
      explains,
      isCorrected: corrections.isCorrection(incident),
      messages:
        stage === undefined ? [] : messages(linesOf(input.logs, stage), input.errorsFrom, input.dropped),
      orders: hitBy(cause, input.orders),
      differs: differencesSince(cause.since, input),
      text: '',
    };
    return { ...story, text: sentenceText(sentenceOf(story, { at: input.at, utc: true })) };
  };

  return (input) => {
    const stages = allOf(input.stages, input.dependencies);
    const judged = judgedIn(stages, input.pointsOf);
    const isRecent = ({ until }: Breach): boolean => until === undefined || input.at - until <= rememberedMs;
    const recent = recentOf([...judged.values()].flatMap(({ breaches }) => breaches.filter(isRecent)));
    const breaches = breachesIn(recent, input.alarms, placesIn(input.stages), judged);
    const incidents = incidentsIn(breaches, linksIn(stages), input.stages)
      .filter((incident) => !isKnownToBeOver(incident, input.at))
      .sort(worseFirst);
    const onNow = new Set(
      incidents.flatMap((incident) => (endOf(incident) === undefined ? incident.cause.stage : [])),
    );
    // What is over of a stage that is in trouble again is the past.
    const stories = incidents
      .filter((incident) => endOf(incident) === undefined || !onNow.has(incident.cause.stage))
      .map((incident) => storyOf(incident, input));
    const isOn = stories.some(({ health }) => health !== 'ok');
    const other = storyWithoutIncident(pipeline.name, input, judged, breaches);
    // All well is told where nothing is wrong; that nothing can be told, always.
    const rest = other === undefined || (other.health === 'ok' && stories.length > 0) ? [] : [other];
    corrections.note(incidents, input.at, judged);
    return { stories: isOn ? [...stories, ...rest] : [...rest, ...stories], sinceOf: sinceIn(breaches) };
  };
};
