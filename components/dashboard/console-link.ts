/** The page of AWS's console for what is in hand. */
import type { Pipeline } from '../../src/pipeline/stage.ts';
import {
  alarmPage,
  insightsPage,
  logEventsPage,
  logGroupPage,
  metricPage,
} from '../../src/story/next/console-links.ts';
import { alarmInHand } from './alarm-in-hand.ts';
import type { Context } from './context.ts';
import { stageInFocus } from './focus.ts';
import { paneOf } from './panes.ts';
import { activeList, type DashboardState } from './state.ts';
import { isStoryOpen } from './story-page.ts';

type Seen = Pick<Context, 'snapshot' | 'lists' | 'pipeline'>;

/** The graph of the first of its metrics that has one; else its log group. */
const ofStage = (name: string | undefined, { stages }: Pipeline): string | undefined => {
  const stage = stages.find((one) => one.name === name);
  if (stage === undefined) return undefined;
  const pages = stage.series.map(({ region, query, periodSeconds }) =>
    metricPage(region, query, periodSeconds),
  );
  const [group] = stage.logGroups;
  return (
    pages.find((page) => page !== undefined) ??
    (group === undefined ? undefined : logGroupPage(stage.region, group))
  );
};

/** The query whose answer is shown, over the groups of the stages or groups that it names, in the first Region of them. */
const ofQuery = ({ insights: { asked } }: DashboardState, { pipeline }: Seen): string | undefined => {
  if (asked === undefined) return undefined;
  const { query, of, from, to } = asked;
  const named = pipeline.stages.filter(({ name }) => of.length === 0 || of.includes(name));
  const [first] = named;
  const region = first?.region ?? pipeline.stages[0]?.region;
  const ofStages = named.filter((stage) => stage.region === region).flatMap(({ logGroups }) => logGroups);
  const own = of.filter((name) => !pipeline.stages.some((stage) => stage.name === name));
  const groups = [...new Set([...ofStages, ...own])];
  return region === undefined ? undefined : insightsPage(region, { query, groups, from, to });
};

/** Of what is open, or under the cursor; else of the stage in focus. Undefined where the console has no page that is known. */
export const consoleLinkNow = (state: DashboardState, seen: Seen): string | undefined => {
  const { opened } = state;
  const isOfAlarms =
    opened?.kind === 'alarm' ||
    isStoryOpen(state) ||
    (opened === undefined && activeList(state) === 'alarms');
  const alarm = isOfAlarms ? alarmInHand(state, seen.snapshot, seen.lists) : undefined;
  if (alarm !== undefined) return alarmPage(alarm.region, alarm.name);
  if (activeList(state) === 'insights') return ofQuery(state, seen);
  const inHand = opened ?? paneOf(state).opens(state, seen);
  switch (inHand?.kind) {
    case 'log':
      return inHand.entry.type === 'log' ? logEventsPage(inHand.entry.region, inHand.entry) : undefined;
    case 'alarm': {
      const { arn } = inHand;
      const found = seen.snapshot.alarms.alarms.find((one) => one.arn === arn);
      return found && alarmPage(found.region, found.name);
    }
    default:
      return ofStage(stageInFocus(state, seen), seen.pipeline);
  }
};
