/**
 * NDJSON: the fields of the command line's contract, one object a line. Times are ISO 8601, attribute values plain
 * JSON. What the contract does not name is not printed.
 */

import { harmless } from '../harmless-json.ts';
import type { Alarm } from '../observation/alarms.ts';
import type { Failure } from '../observation/health-of-sources.ts';
import type { Observation } from '../observation/observation.ts';
import { bareName } from '../pipeline/regions.ts';
import type { StageHealth } from '../pipeline/stage.ts';
import { readLog } from '../reading/read-log.ts';
import type { CostSnapshot } from '../store/cost-store.ts';
import { changeLine } from './change-json.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** What stands on a line of its own, in the order of the contract's table. */
export type JsonLine = { readonly type: string } & Readonly<Record<string, unknown>>;

type Printed = Extract<
  Observation,
  {
    readonly type:
      | 'change'
      | 'gap'
      | 'alarm'
      | 'alarmHistory'
      | 'alarmAction'
      | 'alarmConfig'
      | 'contributorHistory'
      | 'log';
  }
>;

/** True for the observations that have a line of their own. */
export const isPrinted = (observation: Observation): observation is Printed =>
  observation.type === 'change' ||
  observation.type === 'gap' ||
  observation.type === 'alarm' ||
  observation.type === 'alarmHistory' ||
  observation.type === 'alarmAction' ||
  observation.type === 'alarmConfig' ||
  observation.type === 'contributorHistory' ||
  observation.type === 'log';

/** Of an alarm that is not judged yet. A time that has passed is told: whoever reads it has a clock. */
const warmingUntil = ({ state, warmUp }: Alarm): string | undefined =>
  state === 'INSUFFICIENT_DATA' && warmUp !== undefined ? iso(warmUp.until) : undefined;

const jsonOf = (observation: Exclude<Printed, { readonly type: 'change' }>): JsonLine => {
  switch (observation.type) {
    case 'gap':
      return {
        type: 'gap',
        source: observation.source,
        ...(observation.source === 'stream' ? { shardId: observation.scope } : { group: observation.scope }),
        reason: observation.reason,
        from: iso(observation.from),
        to: iso(observation.to),
        count: observation.count,
      };
    case 'alarm':
      return {
        type: 'alarm',
        name: observation.name,
        arn: observation.arn,
        kind: observation.kind,
        state: observation.state,
        since: iso(observation.since),
        reason: observation.reason,
        namespace: observation.namespace,
        // Of an alarm over no single metric its expression, rule or query.
        metric: observation.metricName ?? observation.metric,
        dimensions: observation.dimensions,
        stat: observation.stat,
        period: observation.periodSeconds,
        unit: observation.unit,
        comparison: observation.comparison,
        threshold: observation.threshold,
        evaluationPeriods: observation.evaluationPeriods,
        datapointsToAlarm: observation.datapointsToAlarm,
        treatMissingData: observation.treatMissingData,
        actionsEnabled: observation.actionsEnabled,
        suppressedBy: observation.suppressedBy,
        mutedBy: observation.mute?.by ?? null,
        mutedUntil: observation.mute?.until === undefined ? undefined : iso(observation.mute.until),
        warmingUntil: warmingUntil(observation),
        flapping: observation.judged.flapping,
        region: observation.region,
      };
    case 'alarmHistory':
      return {
        type: 'alarmHistory',
        name: observation.name,
        at: iso(observation.at),
        from: observation.from,
        to: observation.to,
        reason: observation.reason,
        region: observation.region,
      };
    case 'contributorHistory':
      return {
        type: 'contributorHistory',
        name: observation.name,
        contributor: observation.contributor,
        attributes: observation.attributes,
        at: iso(observation.at),
        from: observation.from,
        to: observation.to,
        reason: observation.reason,
        region: observation.region,
      };
    case 'alarmAction':
      return {
        type: 'alarmAction',
        name: observation.name,
        at: iso(observation.at),
        outcome: observation.outcome,
        target: observation.target?.arn,
        error: observation.error,
        contributor: observation.contributor,
        summary: observation.summary,
        region: observation.region,
      };
    case 'alarmConfig':
      return {
        type: 'alarmConfig',
        name: observation.name,
        at: iso(observation.at),
        change: observation.change,
        fields: observation.fields,
        summary: observation.summary,
        region: observation.region,
      };
    case 'log': {
      const { level, text, requestId } = readLog(observation);
      return {
        type: 'log',
        group: observation.group,
        stream: observation.stream,
        at: iso(observation.at),
        ingestedAt: iso(observation.ingestedAt),
        message: observation.message,
        eventId: observation.eventId,
        late: observation.late,
        level: level ?? null,
        text,
        requestId: requestId ?? null,
        region: observation.region,
      };
    }
  }
};

/** The `error` object of a failure. */
export const jsonOfFailure = (failure: Failure): JsonLine => ({
  type: 'error',
  code: failure.code,
  message: failure.message,
  operation: failure.operation,
  region: failure.region,
  hint: failure.hint,
});

/** The `stage` object of a stage's health. */
export const jsonOfStage = (stage: StageHealth): JsonLine => ({
  type: 'stage',
  name: bareName(stage),
  kind: stage.kind,
  health: stage.health,
  why: stage.why,
  since: stage.since === undefined ? null : iso(stage.since),
  rate: stage.rate,
  errorRate: stage.errorRatePercent,
  lagSeconds: stage.lagSeconds,
  region: stage.region,
});

/** Without the noise of adding up binary fractions: a metric is a thousandth of a cent. */
const exact = (dollars: number): number => Number(dollars.toFixed(12));

/** The `cost` object. */
export const jsonOfCost = (cost: CostSnapshot): JsonLine => ({
  type: 'cost',
  calls: cost.calls,
  billedMetrics: cost.billedMetrics,
  bytesScanned: cost.bytesScanned,
  dollars: exact(cost.dollars),
  dollarsPerHour: cost.dollarsPerHour === undefined ? undefined : exact(cost.dollarsPerHour),
});

/** One line, its end included. */
export const ndjson = (value: JsonLine): string => `${harmless(JSON.stringify(value))}\n`;

/** The line of an observation, its end included. */
export const observationLine = (observation: Printed): string =>
  observation.type === 'change' ? `${harmless(changeLine(observation))}\n` : ndjson(jsonOf(observation));
