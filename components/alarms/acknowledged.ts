/** Alarms that somebody looks after: they stay, but do not shout. */
import type { Alarm } from '../../src/observation/alarms.ts';
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
