/** Alarms that somebody looks after: they stay, but do not shout. */
import type { Alarm, AlarmStateValue } from '../../src/observation/alarms.ts';
import type { AlarmsSnapshot } from '../../src/store/alarm-store.ts';
import type { Row, Span } from '../../src/terminal/row.ts';

/** The transition (epoch ms) that was acknowledged, by ARN. */
export type AcknowledgedTransitions = ReadonlyMap<string, number>;

export const noneAcknowledged: AcknowledgedTransitions = new Map();

export type Acknowledged = {
  readonly known: () => AcknowledgedTransitions;
  /** Acknowledges the alarm's state as it is now, or takes that back. */
  readonly toggle: (arn: string, since: number) => void;
};

/** Only of the state that was acknowledged: a new transition makes an alarm loud again. */
export const isAcknowledged = ({ arn, since, state }: Alarm, known: AcknowledgedTransitions): boolean =>
  known.get(arn) === since && state !== 'OK';

/** The row of an alarm that is acknowledged. */
export const quietRow = (row: Row): Row => row.map(({ text }): Span => ({ text, role: 'dim' }));

/** The counts of states without the alarms that are acknowledged, or muted while they are not OK, and how many those are. */
export const loudCounts = (
  { alarms, counts }: Pick<AlarmsSnapshot, 'alarms' | 'counts'>,
  known: AcknowledgedTransitions = noneAcknowledged,
): Readonly<Record<AlarmStateValue | 'acknowledged' | 'muted', number>> => {
  const loud = { ...counts, acknowledged: 0, muted: 0 };
  for (const alarm of alarms) {
    const isKnown = isAcknowledged(alarm, known);
    if (!isKnown && (alarm.mute === undefined || alarm.state === 'OK')) continue;
    loud[alarm.state] -= 1;
    loud[isKnown ? 'acknowledged' : 'muted'] += 1;
  }
  return loud;
};

/** The row of an alarm that is nobody's here: its sign keeps its colour. */
export const faintRow = ([mark, ...rest]: Row): Row =>
  mark === undefined ? [] : [mark, ...rest.map(({ text }): Span => ({ text, role: 'dim' }))];
