/** The story's page over the dashboard: its cursor, and from each of its lines to the proof; Esc leads back. */
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Proof } from '../../src/story/sentence.ts';
import { type View, views } from '../../src/views.ts';
import type { Moment } from '../alarms/jump.ts';
import { following, itemUnderCursor, type ListMove, moveInList } from '../lists/list-state.ts';
import { type StoryItem, storyItems } from '../story/items.ts';
import { storyItemHeight } from '../story/page.ts';
import type { Context } from './context.ts';
import { goToGraphs, landing } from './jump.ts';
import { type DashboardState, placeOf } from './state.ts';

const minuteMs = 60_000;
const linesBeforeMs = 5 * minuteMs;
const linesAfterMs = 2 * minuteMs;

export const isStoryOpen = ({ opened, help }: Pick<DashboardState, 'opened' | 'help'>): boolean =>
  opened?.kind === 'story' && !help;

/** True on a proof that a line of the page led to. */
export const isFromStory = ({ opened, cameFrom }: Pick<DashboardState, 'opened' | 'cameFrom'>): boolean =>
  opened?.over?.kind === 'story' || (opened === undefined && cameFrom?.opened?.kind === 'story');

const itemsIn = (snapshot: Snapshot, { utc }: DashboardState): readonly StoryItem[] =>
  storyItems(snapshot, { utc, ascii: false });

/** The line under the cursor; undefined where nothing is told. */
export const storyItemInHand = (state: DashboardState, snapshot: Snapshot): StoryItem | undefined => {
  const items = itemsIn(snapshot, state);
  const key = itemUnderCursor(
    items.map((item) => item.key),
    state.story,
    'start',
  );
  return items.find((item) => item.key === key);
};

export const moveInStory = (
  state: DashboardState,
  move: ListMove,
  { snapshot, pageRows, width }: Pick<Context, 'snapshot' | 'pageRows' | 'width'>,
): DashboardState => {
  const items = itemsIn(snapshot, state);
  const heights = new Map(items.map((item) => [item.key, storyItemHeight(item, width)]));
  const place = {
    items: items.map(({ key }) => key),
    state: state.story,
    restsAt: 'start' as const,
    heightOf: (key: string): number => heights.get(key) ?? 1,
  };
  return { ...state, story: moveInList(place, move, pageRows) };
};

/** Opens it over whatever is shown; closes it where it is open. */
export const toggleStory = (state: DashboardState): DashboardState =>
  isStoryOpen(state)
    ? { ...state, opened: state.opened?.over }
    : {
        ...state,
        help: false,
        opened: { kind: 'story' },
        story: following,
      };

const ordersView = (): View | undefined =>
  views.find(({ name }: { name: string }) => name === 'orders')?.name;

/** The lines that say it, around the time when it was first said. */
const goToLines = (
  state: DashboardState,
  { stage, pattern, at }: Extract<Proof, { kind: 'message' }>,
  { snapshot, lacks }: Pick<Context, 'snapshot' | 'lacks'>,
): DashboardState => {
  const moment: Moment = {
    name: pattern,
    stage,
    at,
    from: at - linesBeforeMs,
    to: Math.min(snapshot.at, at + linesAfterMs),
    pattern,
  };
  const landed = { ...state, ...landing({ command: 'goToLogs', stage, moment }, state, snapshot.at) };
  return lacks.logContextSource === undefined
    ? { ...landed, cameFrom: placeOf(state) }
    : { ...landed, moment: undefined, cameFrom: placeOf(state), notice: lacks.logContextSource };
};

/** Where Enter leads from a line. */
export const goToProof = (state: DashboardState, proof: Proof, context: Context): DashboardState => {
  const { snapshot, pipeline } = context;
  switch (proof.kind) {
    case 'alarm':
      return { ...state, opened: { kind: 'alarm', arn: proof.arn, over: { kind: 'story' } }, scrolled: 0 };
    case 'stage':
    case 'change':
      return pipeline.stages.some(({ name }) => name === proof.stage)
        ? {
            ...goToGraphs(state, proof, snapshot.at),
            crosshair: Math.floor(proof.at / minuteMs) * minuteMs,
          }
        : { ...state, notice: `${proof.stage} is in another pipeline` };
    case 'message':
      return goToLines(state, proof, context);
    case 'orders': {
      const view = ordersView();
      return view === undefined
        ? { ...state, notice: 'no view lists orders in flight' }
        : { ...state, view, zoomed: false, opened: undefined, filter: '', cameFrom: placeOf(state) };
    }
    case 'next':
      return { ...state, notice: 'y copies it; nothing is run from here' };
  }
};

/** Enter on the page. */
export const openInStory = (state: DashboardState, context: Context): DashboardState => {
  const proof = storyItemInHand(state, context.snapshot)?.proof;
  return proof === undefined ? state : goToProof(state, proof, context);
};

/** What `y` copies on the page. */
export const copiedInStory = (state: DashboardState, snapshot: Snapshot): string => {
  const item = storyItemInHand(state, snapshot);
  return item?.copied ?? item?.row.map(({ text }) => text).join('') ?? '';
};
