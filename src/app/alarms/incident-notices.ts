/** `--notify` with a pipeline: a notice an incident, when it begins, when its cause is another one, when it is over; none of each effect. */
import type { Alarm } from '../../observation/alarms.ts';
import type { Observation } from '../../observation/observation.ts';
import { alarmKey } from '../../origin.ts';
import { stageBehind } from '../../pipeline/alarm-stage.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { sentenceOf } from '../../story/sentence.ts';
import type { RuleBreach, Story } from '../../story/story.ts';
import { whatText } from '../../story/words.ts';
import { type AlarmNotice, createAlarmNotices } from './alarm-notices.ts';

type Seen = Pick<Snapshot, 'stories' | 'at'> & { readonly alarms: Pick<Snapshot['alarms'], 'alarms'> };

type Incident = { readonly cause: RuleBreach; readonly stages: ReadonlySet<string> };

const keyOf = ({ region }: { readonly region: string }, stage: string): string => `${region} ${stage}`;

const stagesOf = ({ effects }: Story, cause: RuleBreach): ReadonlySet<string> =>
  new Set([cause, ...effects].map((breach) => keyOf(breach, breach.stage)));

const shares = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].some((one) => b.has(one));

/** What is said beside who fails: why, and what followed. */
const bodyOf = (story: Story, at: number, utc: boolean): string =>
  sentenceOf(story, { at, utc })
    .filter(({ kind }) => kind !== 'what' && kind !== 'trend')
    .map(({ text }) => text)
    .join(', ');

export type NoticesOf = (batch: readonly Observation[], seen: () => Seen) => readonly AlarmNotice[];

/** What rings: incidents where there is a pipeline, else each alarm that goes off. Asked of each batch once it was folded. */
export const createNotices = (pipeline: Pipeline | undefined, utc: boolean): NoticesOf => {
  if (pipeline !== undefined) {
    const noticesOf = createIncidentNotices(pipeline, utc);
    return (batch, seen) => noticesOf(batch, seen());
  }
  const noticeOf = createAlarmNotices();
  return (batch) => batch.flatMap((one) => noticeOf(one) ?? []);
};

/**
 * Asked of each batch, with what is known once it was folded. What is on when a Region has been read for the first time began before one
 * watched, and rings no bell. An alarm that watches no stage of the pipeline rings by itself.
 */
export const createIncidentNotices = (
  pipeline: Pipeline,
  utc: boolean,
): ((batch: readonly Observation[], seen: Seen) => readonly AlarmNotice[]) => {
  const alarmNotice = createAlarmNotices();
  const ready = new Set<string>();
  let known: readonly Incident[] = [];

  const isOfNoStage = (observation: Observation, alarms: readonly Alarm[]): boolean => {
    if (observation.type !== 'alarmHistory') return false;
    const alarm = alarms.find((one) => alarmKey(one) === alarmKey(observation));
    return alarm === undefined || stageBehind(alarm, alarms, pipeline) === undefined;
  };

  const noticesOf = ({ stories, at }: Seen): AlarmNotice[] => {
    const notices: AlarmNotice[] = [];
    const now: Incident[] = [];
    const gone = new Set(known);
    for (const story of stories) {
      const { cause } = story;
      if (cause === null || story.trend === 'over') continue;
      const stages = stagesOf(story, cause);
      const before = known.filter((one) => shares(one.stages, stages));
      for (const one of before) gone.delete(one);
      const [first] = before;
      // A cause that is well again leaves its effects behind for a while: that is no other cause.
      const isOther = before.some(({ cause: old }) => {
        const key = keyOf(old, old.stage);
        return key !== keyOf(cause, cause.stage) && stages.has(key);
      });
      const all = new Set([...stages, ...before.flatMap((one) => [...one.stages])]);
      now.push({ cause: first === undefined || isOther ? cause : first.cause, stages: all });
      if (!ready.has(story.region) || (first !== undefined && !isOther)) continue;
      const title = `${isOther ? 'corrected: ' : ''}${whatText(cause)}`;
      notices.push({ title, body: bodyOf(story, at, utc) });
    }
    for (const { cause } of gone) {
      notices.push({ title: `over: ${whatText({ ...cause, until: at })}`, body: cause.why });
    }
    known = now;
    return notices;
  };

  return (batch, seen) => {
    const alone = batch.flatMap((one) => {
      const notice = alarmNotice(one);
      return notice !== undefined && isOfNoStage(one, seen.alarms.alarms) ? [notice] : [];
    });
    const notices = noticesOf(seen);
    for (const one of batch) {
      if (one.type === 'ready' && one.source === 'alarms' && one.origin !== undefined)
        ready.add(one.origin.region);
    }
    return [...alone, ...notices];
  };
};
