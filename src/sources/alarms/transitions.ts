/** Transitions between two listings: from the history, each once; where there is none, from what the listings differ in. */
import type { DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput } from '@aws-sdk/client-cloudwatch';
import type { Answer } from '../../aws/call.ts';
import type { Alarm, AlarmTransition } from '../../observation/alarms.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { manyTries, persist } from '../../pacing/persist.ts';
import { endlessPages, isTemporary } from '../../pacing/trouble.ts';
import type { Batch } from '../source.ts';
import type { Following } from './following.ts';
import { flappingWindowMs, isFlapping, toTransition, transitionKey } from './history.ts';

const secondMs = 1_000;
/** Rule 8. */
const pageSize = 100;
/** Some services have no history (rule 10) and answer that they broke down: a table must not wait ten seconds for it. */
const historyTries = 3;
/** An item may get into the history this late (rule 9). */
const overlapMs = 5 * 60_000;
/** Read at the start in any case: whether an alarm flaps is asked of its past, of alarms with long periods a day of it. */
const leastPastMs = 60 * 60_000;
const mostPastMs = 24 * leastPastMs;

/** How far back the first reading goes. */
const pastMs = ({ historyMs, seen }: Following): number => {
  const wanted = [...seen.values()].reduce(
    (most, { periodSeconds = 60 }) => Math.max(most, flappingWindowMs(periodSeconds)),
    leastPastMs,
  );
  return Math.max(historyMs, Math.min(mostPastMs, wanted));
};

/** Tells the transitions since the last time, oldest first, each once. */
export async function* readHistory(
  following: Following,
  signal: AbortSignal,
): AsyncGenerator<Batch, Failure | undefined> {
  const to = following.listedAt;
  following.tellFrom ??= to - following.historyMs;
  const from = (following.historyTo ?? to - pastMs(following)) - overlapMs;
  let isWhole = true;
  let token: string | undefined;
  do {
    const input: DescribeAlarmHistoryInput = {
      AlarmTypes: following.types,
      HistoryItemType: 'StateUpdate',
      StartDate: new Date(from),
      ScanBy: 'TimestampAscending',
      MaxRecords: pageSize,
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const tries = token === undefined ? historyTries : manyTries;
    const call = () => following.api.describeAlarmHistory(input, signal);
    const answer: Answer<DescribeAlarmHistoryOutput> = await persist(following, signal, call, tries);
    if (!answer.ok) return answer.failure;
    const page = (answer.value.AlarmHistoryItems ?? []).flatMap(
      (item) => toTransition(item, following.origin) ?? [],
    );
    // What is older than was asked for answers another question: what this one asks for may be missing (issue 15).
    isWhole &&= answer.isPartial !== true && page.every(({ at }) => at >= from - secondMs);
    const unread = page.filter((transition) => isNew(following, transition));
    yield {
      observations: unread.map((one) => (isPast(following, one) ? { ...one, type: 'alarmPast' } : one)),
    };
    token = answer.value.NextToken || undefined;
  } while (token !== undefined);
  const { historyTo = Number.NEGATIVE_INFINITY } = following;
  // What was left out is looked for again from where this reading began, but not for ever.
  if (isWhole || to - historyTo > leastPastMs) following.historyTo = to;
  // From now on what has not been told is news, however late it gets into the history.
  if (isWhole) following.tellFrom = Number.NEGATIVE_INFINITY;
  forget(following);
  return undefined;
}

/** Times of AWS decide, and no clock: an answer of yesterday may tell its time as well. */
const forget = (following: Following): void => {
  const { told, historyTo = Number.NEGATIVE_INFINITY } = following;
  const newest = [...told.values()].reduce((most, at) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  following.knownFrom = Math.max(following.knownFrom, Math.min(historyTo, newest) - 2 * overlapMs);
  for (const [key, at] of told) if (at < following.knownFrom) told.delete(key);
};

/** Where there is no history to be had (rule 10), what two listings differ in is told: a new ALARM must not pass in silence. */
export function* tellShifts(
  following: Following,
  noHistory: Failure | undefined,
): Generator<AlarmTransition> {
  if (noHistory === undefined) following.hasHistory = true;
  else {
    // A history that leads round is given up, and begun anew at the next poll: it is there all the same (issue 15).
    const mayHeal = isTemporary(noHistory) || noHistory.code === endlessPages;
    const comesLater = mayHeal && (following.hasHistory || noHistory.kind !== 'service');
    if (comesLater || following.shifts.length === 0) return;
    // Its first pages may have told some.
    const untold = following.shifts.filter((shift) => !isTold(following, shift));
    for (const shift of untold) following.told.set(transitionKey(shift), shift.at);
    yield* untold;
    // Should there be a history after all, it goes on from here.
    following.tellFrom = following.listedAt;
  }
  following.shifts = [];
}

/** The history may tell the moment of a change otherwise than the listing does: no alarm changes twice within this time. */
const sameChangeMs = 5_000;

const isTold = ({ told, changes }: Following, shift: AlarmTransition): boolean =>
  told.has(transitionKey(shift)) ||
  (changes.get(shift.name) ?? []).some((at) => Math.abs(at - shift.at) < sameChangeMs);

/** True of what has not been read before, of an alarm that is followed; what is too old to be known any more was. */
const isNew = (following: Following, transition: AlarmTransition): boolean => {
  const { namePrefix } = following;
  if (namePrefix !== undefined && !transition.name.startsWith(namePrefix)) return false;
  const key = transitionKey(transition);
  if (transition.at < following.knownFrom || following.told.has(key)) return false;
  following.told.set(key, transition.at);
  const changes = following.changes.get(transition.name) ?? [];
  changes.push(transition.at);
  following.changes.set(transition.name, changes);
  return true;
};

const isPast = ({ tellFrom = Number.NEGATIVE_INFINITY }: Following, { at }: AlarmTransition): boolean =>
  at < tellFrom;

/** Says anew the alarms that began or ceased to flap. */
export function* judgeFlapping(following: Following): Generator<Alarm> {
  const now = following.listedAt;
  const recent = new Map<string, number[]>();
  for (const [arn, alarm] of following.seen) {
    const period = alarm.periodSeconds ?? 60;
    const changes = (following.changes.get(alarm.name) ?? []).filter(
      (at) => at > now - flappingWindowMs(period),
    );
    if (changes.length > 0) recent.set(alarm.name, changes);
    const flapping = isFlapping(changes, now, period, alarm.judged.flapping);
    if (flapping === alarm.judged.flapping) continue;
    const judged = { ...alarm, judged: { flapping } };
    following.seen.set(arn, judged);
    yield judged;
  }
  following.changes = recent;
}
