/** What is wrong, since when and why: the rows under the header of every screen (issue 14). */
import type { Alarm } from '../../src/observation/alarms.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Story } from '../../src/story/story.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import {
  type AcknowledgedTransitions,
  isAcknowledged,
  noneAcknowledged,
  quietRow,
} from '../alarms/acknowledged.ts';
import type { Look, Size } from '../frame/layout.ts';
import { healthMark } from '../stages/health-mark.ts';
import { sentenceRows } from './sentence-rows.ts';

/** From this size on there is room for more than one row. */
const roomyRows = 24;
const tallRows = 38;
const roomyCells = 100;

/** How many rows of a screen the story may take. */
export const mostStoryRows = ({ width, height }: Size): number => {
  if (height < roomyRows) return 1;
  return height < tallRows || width < roomyCells ? 2 : 3;
};

export type StoryRowsInput = Pick<Snapshot, 'stories' | 'at'> & {
  readonly width: number;
  /** Rows at the most. */
  readonly most: number;
  readonly look: Look;
  /** By ARN, as in the snapshot; what is acknowledged of them is quiet. */
  readonly alarms?: readonly Alarm[];
  readonly acknowledged?: AcknowledgedTransitions | undefined;
};

/** Somebody looks after it: each of the alarms that prove its cause is acknowledged. */
export const isStoryAcknowledged = (
  { cause }: Pick<Story, 'cause'>,
  { alarms = [], acknowledged = noneAcknowledged }: Pick<StoryRowsInput, 'alarms' | 'acknowledged'>,
): boolean => {
  const proofs = alarms.filter(({ arn, state }) => state !== 'OK' && cause?.alarms.includes(arn));
  return proofs.length > 0 && proofs.every((alarm) => isAcknowledged(alarm, acknowledged));
};

/** Cells of the mark and the blanks around it. */
const markCells = 3;

/** Exactly as wide as the screen; as many rows as it takes, none where nothing is told. The mark of its health stands before the first. */
export const storyRows = (input: StoryRowsInput): Row[] => {
  const { stories, width, most, look, at } = input;
  const [worst, ...others] = stories;
  if (worst === undefined || most < 1) return [];
  const further = others.filter(({ incident }) => incident !== null);
  const [first = [], ...rest] = sentenceRows(worst, at, look, width - markCells, most, further);
  const rows: readonly Row[] = [
    [{ text: ' ' }, healthMark(worst.health, look.ascii), { text: ' ' }, ...first],
    ...rest.map((row): Row => [{ text: ' '.repeat(markCells) }, ...row]),
  ];
  const isQuiet = isStoryAcknowledged(worst, input);
  return rows.map((row) => fitRow(isQuiet ? quietRow(row) : row, width));
};
