/** What an alarm did and how it was changed, as rows of spans: the same words on the screen and in plain text. */
import { formatDay } from '../format.ts';
import type { AlarmActionDone, AlarmConfigChange, ChangedField } from '../observation/alarms.ts';
import { attributesText } from '../pipeline/alarm-contributors.ts';
import { stateMark, stateShapes } from '../pipeline/alarm-row.ts';
import { actionText, reasonWords } from '../pipeline/alarm-words.ts';
import type { AlarmEvent } from '../store/alarm-store.ts';
import { glyphsFor } from '../terminal/glyphs.ts';
import { originSpans, timeOfRow } from '../terminal/origin-spans.ts';
import type { Row, Span } from '../terminal/row.ts';
import type { TransitionLook } from './alarm-row.ts';

const outcomes = {
  done: { text: 'did', role: 'ok' },
  failed: { text: 'FAILED to do', role: 'bad' },
  unknown: { text: 'action', role: 'dim' },
} as const;

const actionSpans = ({ outcome, target, summary, error }: AlarmActionDone): Span[] => {
  const what = target === undefined ? summary : actionText(target);
  const { text, role } = outcomes[outcome];
  return [
    { text: `${text} ${what}`, role },
    ...(error === undefined ? [] : [{ text: `  ${error}`, role: 'dim' as const }]),
  ];
};

const fieldText = ({ field, from, to }: ChangedField, becomes: string): string =>
  from === undefined ? `${field} ${to ?? ''}`.trim() : `${field} ${from} ${becomes} ${to ?? 'none'}`;

const configSpans = ({ change, fields, summary }: AlarmConfigChange, ascii: boolean): Span[] => [
  { text: change === 'unknown' ? summary : change, role: 'accent' },
  {
    text: `  ${fields.map((one) => fieldText(one, glyphsFor(ascii).becomes)).join(', ')}`.trimEnd(),
    role: 'dim',
  },
];

const spansOf = (event: AlarmEvent, ascii: boolean): Span[] => {
  switch (event.type) {
    case 'alarmAction':
      return actionSpans(event);
    case 'alarmConfig':
      return configSpans(event, ascii);
    case 'contributorHistory':
      return [
        { text: `${attributesText(event.attributes) || event.contributor} ` },
        {
          text: `${event.from} ${glyphsFor(ascii).becomes} ${event.to}  `,
          role: stateShapes[event.to].role,
        },
        { text: reasonWords(event), role: 'dim' },
      ];
  }
};

/** `14:01:02   payments-age did SNS on-call`, `… FAILED to do SNS on-call  not authorized`, `… updated  threshold 5 → 10`. */
export const eventRow = (event: AlarmEvent, look: TransitionLook): Row => [
  {
    text: `${look.day === true && look.whole !== true ? `${formatDay(event.at, look.utc)} ` : ''}${timeOfRow(event.at, look)} `,
    role: 'dim',
  },
  event.type === 'contributorHistory' ? stateMark(event.to, look.ascii) : { text: ' ' },
  { text: look.name === false ? ' ' : ` ${event.name} `, bold: true },
  ...originSpans(event, look),
  ...spansOf(event, look.ascii),
];
