/** What a rule is a sign of, by the series that it judges: a kind's keys mean the same wherever they stand. */
import type { SeriesUnit } from '../observation/metrics.ts';
import type { Rule } from './catalogue/kind.ts';
import type { RuleSign } from './rule-signs.ts';

const bySeries: Readonly<Record<string, RuleSign>> = {
  errorRate: 'errors',
  failureRate: 'errors',
  systemErrors: 'errors',
  clientErrorRate: 'errors',
  retryRate: 'errors',
  processingErrors: 'errors',
  failedRows: 'errors',
  unconverted: 'errors',
  invalid: 'errors',
  throttleRate: 'throttles',
  throttles: 'throttles',
  throttled: 'throttles',
  readsThrottled: 'throttles',
  writeThrottleRate: 'throttles',
  writeThrottles: 'throttles',
  readThrottles: 'throttles',
  overhead: 'latency',
  age: 'age',
  asyncEventAge: 'age',
  freshness: 'age',
  iteratorAge: 'lag',
  streamAge: 'lag',
  consumerLag: 'lag',
  behind: 'lag',
  latency: 'latency',
  visible: 'depth',
  deadLetters: 'deadLetters',
  redriven: 'deadLetters',
  toDeadLetterQueue: 'deadLetters',
  lost: 'lost',
  redriveFailed: 'lost',
  asyncEventsDropped: 'lost',
  deadLetterErrors: 'lost',
  destinationFailures: 'lost',
  healthyHosts: 'capacity',
  unhealthyHosts: 'capacity',
  missingTasks: 'capacity',
  failedNodes: 'capacity',
  newRestarts: 'capacity',
  crashLoops: 'capacity',
  statusCheckFailed: 'capacity',
  cpu: 'load',
  memory: 'load',
  credits: 'load',
};

/** Of series that no kind has, by what a person calls them. */
const byWords: readonly (readonly [RegExp, RuleSign])[] = [
  [/dead.?letter|dlq/i, 'deadLetters'],
  [/throttl|rate.?exceeded|refused/i, 'throttles'],
  [/lost|dropped/i, 'lost'],
  [/error|fail|fault|5xx|declin|reject/i, 'errors'],
  [/\bage\b|oldest|waiting since|freshness/i, 'age'],
  [/\blag\b|behind|delay/i, 'lag'],
  [/latency|duration|response|p\d\d(\.\d+)?\b|time\b/i, 'latency'],
  [/depth|backlog|waiting|queued|visible/i, 'depth'],
  [/cpu|memory|load|disk/i, 'load'],
  [/hosts|tasks|pods|nodes|heartbeat|replicas/i, 'capacity'],
];

const isTime = (unit: SeriesUnit): boolean => unit === 'ms' || unit === 's' || unit === 'us';
const isRate = (unit: SeriesUnit): boolean => unit === 'count/s' || unit === 'rate' || unit === 'count';

/** The sign of a rule on a series of this unit. */
export const signOf = (
  rule: Pick<Rule, 'series' | 'words' | 'sign' | 'comparison' | 'only'>,
  unit: SeriesUnit,
): RuleSign => {
  if (rule.sign !== undefined) return rule.sign;
  if (rule.only === 'deadLetterQueue') return 'deadLetters';
  if (Object.hasOwn(bySeries, rule.series)) return bySeries[rule.series] ?? 'other';
  if (/P\d\d$/.test(rule.series)) return 'latency';
  const [, named] = byWords.find(([pattern]) => pattern.test(rule.words) || pattern.test(rule.series)) ?? [];
  if (named !== undefined) return named;
  // Less than is right of what comes or is done: traffic.
  if (rule.comparison === '<' && isRate(unit)) return 'traffic';
  return isTime(unit) ? 'latency' : 'other';
};
