/** Alarms that somebody looks after: they stay, but do not shout. */
import type { AlarmSeen } from '../../src/observation/alarms.ts';
import type { Row, Span } from '../../src/terminal/row.ts';

/** The transition (epoch ms) that was acknowledged, by ARN. */
export type KnownTransitions = ReadonlyMap<string, number>;

export const nothingKnown: KnownTransitions = new Map();

export type Acknowledged = {
  readonly known: () => KnownTransitions;
  /** Acknowledges the alarm's state as it is now, or takes that back. */
  readonly toggle: (arn: string, since: number) => void;
};

/** Only of the state that was acknowledged: a new transition makes an alarm loud again. */
export const isAcknowledged = ({ arn, since, state }: AlarmSeen, known: KnownTransitions): boolean =>
  known.get(arn) === since && state !== 'OK';

/** The row of an alarm that is acknowledged. */
export const quietRow = (row: Row): Row => row.map(({ text }): Span => ({ text, role: 'dim' }));
