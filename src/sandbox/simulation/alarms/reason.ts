/** What CloudWatch says of a verdict: the sentence of StateReason and the JSON of StateReasonData. */
import type { SandboxAlarm } from '../../account.ts';
import { type AlarmState, type Datapoint, isBreaching, type Rule, type Verdict } from './evaluate.ts';

/** A double as AWS prints it: `5.0`. */
export const double = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : `${value}`);

/** `15/01/26 11:57:00` */
const shortTime = (time: number): string => {
  const iso = new Date(time).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
};

/** `2026-01-15T11:57:00.000+0000` */
export const zonedTime = (time: number): string => new Date(time).toISOString().replace('Z', '+0000');

const comparisonWords: Readonly<Record<Rule['comparison'], string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanUpperThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const createdReason = 'Unchecked: Initial alarm creation';

/** The sentence for a change from one state to another. */
export const reasonOf = (rule: Rule, { state, used, filled }: Verdict): string => {
  const { evaluationPeriods, datapointsToAlarm, threshold, comparison, treatMissingData } = rule;
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${counted(filled, 'datapoint was', 'datapoints were')} unknown.`;
  }
  const fills = treatMissingData === 'breaching' || treatMissingData === 'notBreaching';
  const treated = `${counted(filled, 'missing datapoint was', 'missing datapoints were')} treated as [${
    treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching'
  }]`;
  const alarm = state === 'ALARM';
  const telling = used.filter(({ value }) => isBreaching(rule, value) === alarm).reverse();
  if (telling.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${counted(filled, 'period')} and ${treated}.`;
  }
  const values = telling.map(({ at, value }) => `${double(value)} (${shortTime(at)})`).join(', ');
  const least = alarm ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const limit =
    comparison === 'GreaterThanUpperThreshold'
      ? `the upper thresholds [${telling.map(() => double(threshold)).join(', ')}]`
      : `the threshold (${double(threshold)})`;
  return (
    `Threshold${telling.length > 1 && comparison === 'GreaterThanUpperThreshold' ? 's' : ''} Crossed: ${telling.length} out of the last ${evaluationPeriods} datapoints [${values}] ` +
    `${telling.length === 1 ? 'was' : 'were'} ${alarm ? '' : 'not '}${comparisonWords[comparison]} ` +
    `${limit}${fills && filled > 0 ? ` and ${treated}` : ''} ` +
    `(minimum ${counted(least, 'datapoint')} for ${alarm ? 'OK -> ALARM' : 'ALARM -> OK'} transition).`
  );
};

/** JSON text. `samples` gives the sample count of a datapoint. */
export const reasonData = (
  rule: Rule & Pick<SandboxAlarm, 'stat' | 'periodSeconds' | 'band'>,
  { used }: Verdict,
  queriedAt: number,
  samples: (point: Datapoint) => number,
): string => {
  const oldest = used[0];
  const evaluated = used
    .map(
      (point) =>
        `{"timestamp":"${zonedTime(point.at)}","sampleCount":${double(samples(point))},"value":${double(point.value)}}`,
    )
    .reverse();
  const thresholds =
    rule.band === undefined
      ? `"threshold":${double(rule.threshold)}`
      : `"recentUpperThresholds":[${used.map(() => double(rule.threshold)).join(',')}]`;
  const start = oldest === undefined ? '' : `"startDate":"${zonedTime(oldest.at)}",`;
  return (
    `{"version":"1.0","queryDate":"${zonedTime(queriedAt)}",${start}"statistic":"${rule.stat}",` +
    `"period":${rule.periodSeconds},"recentDatapoints":[${used.map(({ value }) => double(value)).join(',')}],` +
    `${thresholds},"evaluatedDatapoints":[${evaluated.join(',')}]}`
  );
};

/** One side of a StateUpdate's HistoryData. */
export type Side = { readonly state: AlarmState; readonly reason: string; readonly data: string };

/** HistoryData of a StateUpdate. */
export const stateChangeData = (from: Side, to: Side): string => {
  const side = ({ state, reason, data }: Side) =>
    `{"stateValue":"${state}","stateReason":${JSON.stringify(reason)}${data === '' ? '' : `,"stateReasonData":${data}`}}`;
  return `{"version":"1.0","oldState":${side(from)},"newState":${side(to)}}`;
};
