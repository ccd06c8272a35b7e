/** What is told where nothing is wrong: that all is well and since when, or that nothing can be told and which call fails. */
import type { SourceProblem } from '../observation/health-of-sources.ts';
import type { Breach } from './breaches.ts';
import { sentenceOf, sentenceText } from './sentence.ts';
import type { JudgedStages } from './stage-judges.ts';
import type { Story } from './story.ts';
import type { StoryInput } from './story-input.ts';

/** The call that keeps metrics from being read: of its Region nothing can be told. */
const unreadIn = (problems: readonly SourceProblem[]): SourceProblem | undefined =>
  problems.find(({ source, failure }) => source === 'metrics' && failure !== undefined);

/** When the last breach ended, else since when points are held. */
const calmSince = (judged: JudgedStages, breaches: readonly Breach[]): number | null => {
  const ends = breaches.flatMap(({ until }) => until ?? []);
  if (ends.length > 0) return Math.max(...ends);
  const begins = [...judged.values()].flatMap(({ heldFrom }) => heldFrom ?? []);
  return begins.length === 0 ? null : Math.min(...begins);
};

/** Alarms that watch what no rule judges. */
const alarmsOn = (alarms: StoryInput['alarms']): readonly string[] => {
  const [first, ...others] = alarms.filter(({ state, kind }) => state === 'ALARM' && kind !== 'composite');
  if (first === undefined) return [];
  return [others.length === 0 ? `alarm ${first.name} is on` : `${others.length + 1} alarms are on`];
};

const inWords = (story: Omit<Story, 'text'>, at: number): Story => {
  const told = { ...story, text: '' };
  return { ...told, text: sentenceText(sentenceOf(told, { at, utc: true })) };
};

/** Undefined for a pipeline without stages. `breaches` are all that are remembered. */
export const storyWithoutIncident = (
  pipeline: string,
  { at, health, stages, problems, alarms }: StoryInput,
  judged: JudgedStages,
  breaches: readonly Breach[],
): Story | undefined => {
  if (health.length === 0) return undefined;
  const problem = unreadIn(problems);
  const unknown = health.filter((stage) => stage.health === 'unknown');
  const known = health.length - unknown.length;
  const region = problem?.origin?.region ?? stages[0]?.region ?? '';
  const base = {
    incident: null,
    pipeline,
    region,
    regions: [region],
    stage: null,
    cause: null,
    explains: false,
    isCorrected: false,
    effects: [],
    changes: [],
    messages: [],
    orders: null,
    differs: [],
    trend: null,
    next: [],
  } as const;
  if (problem !== undefined || known === 0) {
    const failure = problem?.failure;
    const why =
      failure === undefined
        ? (unknown[0]?.why ?? 'no data yet')
        : `${failure.operation ?? 'GetMetricData'} in ${region}: ${failure.message}`;
    return inWords({ ...base, health: 'unknown', since: null, why }, at);
  }
  // What is not as well as the rest comes first: how long all is well is said at the end.
  const without = unknown.length === 0 ? [] : [`${unknown.length} without data`];
  const why = [...alarmsOn(alarms), ...without, `all ${known} stages within their objectives`].join(', ');
  return inWords({ ...base, health: 'ok', since: calmSince(judged, breaches), why }, at);
};
