/**
 * Observations: all that a source may say, and all that the store knows. Plain data, so a recording is a file of
 * them, a replay is one more source, and a test is a list of them. Times are epoch milliseconds; the NDJSON output
 * turns them into ISO 8601 (the command line's contract). What was read of AWS carries its origin.
 */
import type {
  Alarm,
  AlarmActionDone,
  AlarmConfigChange,
  AlarmContributors,
  AlarmLack,
  AlarmPast,
  AlarmsListed,
  AlarmTransition,
  ContributorTransition,
  MuteRules,
} from './alarms.ts';
import type { ApiCall, CompleteUpTo, Gap, Progress, Ready, SourceProblem } from './health-of-sources.ts';
import type { LogEvent, PastErrors, StageVersion } from './logs.ts';
import type { MetricUnit, SeriesPoints } from './metrics.ts';
import type { LogContext, LogRecord, QueryProgress, QueryRows } from './queries.ts';
import type { ItemChange, StreamShape } from './streams.ts';

export type Observation =
  | SeriesPoints
  | MetricUnit
  | Alarm
  | AlarmsListed
  | AlarmTransition
  | AlarmPast
  | AlarmActionDone
  | AlarmConfigChange
  | AlarmContributors
  | ContributorTransition
  | MuteRules
  | AlarmLack
  | LogEvent
  | PastErrors
  | StageVersion
  | ItemChange
  | StreamShape
  | CompleteUpTo
  | Gap
  | ApiCall
  | SourceProblem
  | Progress
  | Ready
  | QueryProgress
  | QueryRows
  | LogRecord
  | LogContext;
