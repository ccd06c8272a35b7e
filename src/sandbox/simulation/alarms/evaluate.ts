/**
 * How CloudWatch judges an alarm: M of N datapoints, and what missing ones count for ("Configuring how CloudWatch
 * alarms treat missing data" in its user guide, whose tables are test cases).
 */
import type { SandboxAlarm } from '../../account.ts';

export type AlarmState = SandboxAlarm['state'];
export type Datapoint = { readonly at: number; readonly value: number };

export type Rule = Pick<
  SandboxAlarm,
  'threshold' | 'comparison' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
>;

export type Verdict = {
  readonly state: AlarmState;
  /** Datapoints that it was judged by, oldest first. */
  readonly used: readonly Datapoint[];
  /** Datapoints that were not there and were filled in. */
  readonly filled: number;
};

/** More periods than N are looked at, so that single missing ones do not matter. */
export const lookedAt = ({ evaluationPeriods }: Rule): number => evaluationPeriods + 2;

export const isBreaching = ({ comparison, threshold }: Rule, value: number): boolean => {
  switch (comparison) {
    case 'GreaterThanThreshold':
    case 'GreaterThanUpperThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
};

/** Judges the datapoints of the last `lookedAt` periods, oldest first; missing ones are absent. */
export const judge = (rule: Rule, points: readonly Datapoint[], current: AlarmState): Verdict => {
  const used = points.slice(-rule.evaluationPeriods);
  const filled = rule.evaluationPeriods - used.length;
  const breaching = used.filter(({ value }) => isBreaching(rule, value)).length;
  const state = ((): AlarmState => {
    if (breaching >= rule.datapointsToAlarm) return 'ALARM';
    switch (rule.treatMissingData) {
      case 'breaching':
        return breaching + filled >= rule.datapointsToAlarm ? 'ALARM' : 'OK';
      case 'notBreaching':
        return 'OK';
      case 'missing':
        if (used.length === 0) return 'INSUFFICIENT_DATA';
        return filled > 0 && breaching === used.length ? 'ALARM' : 'OK';
      case 'ignore':
        return filled > 0 && breaching === used.length ? current : 'OK';
    }
  })();
  return { state, used, filled };
};
