/** Transitions of alarms, and the headings of their groups, as rows of spans: the same words on the screen and in plain text. */
import { formatDay } from '../format.ts';
import type { AlarmTransition } from '../observation/alarms.ts';
import type { AlarmGroup } from '../pipeline/alarm-groups.ts';
import { stateMark, stateShapes } from '../pipeline/alarm-row.ts';
import { reasonWords } from '../pipeline/alarm-words.ts';
import { countStates } from '../store/alarm-store.ts';
import { glyphsFor } from '../terminal/glyphs.ts';
import { originSpans, type RowLook, timeOfRow } from '../terminal/origin-spans.ts';
import type { Row, Span } from '../terminal/row.ts';

export type TransitionLook = RowLook & {
  /** The day too: of a history that reaches further back than today. */
  readonly day?: boolean;
  /** False among the transitions of one alarm. */
  readonly name?: boolean;
};

/** `14:01:02 ✖ payments-age OK → ALARM  3 of 3 points > 60: 82, 106, 138`. */
export const transitionRow = (transition: AlarmTransition, look: TransitionLook): Row => [
  {
    text: `${look.day === true && look.whole !== true ? `${formatDay(transition.at, look.utc)} ` : ''}${timeOfRow(transition.at, look)} `,
    role: 'dim',
  },
  stateMark(transition.to, look.ascii),
  { text: look.name === false ? ' ' : ` ${transition.name} `, bold: true },
  ...originSpans(transition, look),
  {
    text: `${transition.from} ${glyphsFor(look.ascii).becomes} ${transition.to}  `,
    role: stateShapes[transition.to].role,
  },
  { text: reasonWords(transition), role: 'dim' },
];

/** `payments  ✖ 2  ○ 1`. */
export const alarmHeadingRow = ({ stage, isWell, alarms }: AlarmGroup, ascii: boolean): Row => {
  const counts = countStates(alarms);
  const marks = (['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const).flatMap((state): Span[] =>
    counts[state] === 0
      ? []
      : [{ text: '  ' }, stateMark(state, ascii), { text: ` ${counts[state]}`, role: 'dim' }],
  );
  return [{ text: stage, role: isWell ? 'dim' : 'accent', bold: !isWell }, ...marks];
};
