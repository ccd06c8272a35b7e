/**
 * Stages that an account names without measuring them yet, or any more: an alarm watches a queue, a log group is a function's, a
 * stream is a table's (issue 16). Each becomes a metric as ListMetrics would list it, so that all is found by one way.
 */
import { kinds, stageKinds } from '../catalogue/kinds.ts';
import type { ListedMetric, Trace } from './resources.ts';

/** A metric that nobody has seen: its name stands for none. */
const unmeasured = '';

/** What is read of alarms, log groups and streams. */
type Traced = {
  readonly metrics: readonly ListedMetric[];
  readonly alarms: readonly Watched[];
  readonly logGroups: readonly LogGroup[];
  readonly streams?: readonly FoundStream[];
};
type Watched = {
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly region: string;
};
type LogGroup = { readonly name: string; readonly region: string; readonly arn?: string };
type FoundStream = { readonly table: string; readonly label: string; readonly region: string };

/** Names of log groups by which a kind is known: `/aws/lambda/{FunctionName}`, whatever is the dimension. */
const namedByGroup = stageKinds.flatMap((kind) => {
  const { namespace, logGroup } = kinds[kind];
  const [, before = '', dimension, after = ''] = /^(.*)\{(\w+)\}(.*)$/.exec(logGroup ?? '') ?? [];
  return dimension === undefined ? [] : [{ namespace, dimension, before, after }];
});

/** What stands between the two; undefined where the text is another, or that is nothing, or several parts of a path. */
const between = (text: string, before: string, after: string): string | undefined => {
  if (!text.startsWith(before) || !text.endsWith(after)) return undefined;
  const value = text.slice(before.length, text.length - after.length);
  return value === '' || value.includes('/') ? undefined : value;
};

/** The console's own name for the group of a state machine; its ARN needs the account, which the group's ARN has. */
const machineGroup = /^\/aws\/vendedlogs\/states\/([\w-]+)-Logs$/;
const groupArn = /^arn:([^:]+):logs:[^:]+:(\d{12}):/;

const ofGroup = ({ name, region, arn = '' }: LogGroup): readonly ListedMetric[] => {
  const trace: Trace = 'its log group';
  const [, machine] = machineGroup.exec(name) ?? [];
  const [, partition, account] = groupArn.exec(arn) ?? [];
  if (machine !== undefined && account !== undefined) {
    const StateMachineArn = `arn:${partition}:states:${region}:${account}:stateMachine:${machine}`;
    return [
      {
        namespace: kinds['step-functions'].namespace,
        metric: unmeasured,
        dimensions: { StateMachineArn },
        region,
        trace,
      },
    ];
  }
  return namedByGroup.flatMap(({ namespace, dimension, before, after }) => {
    const value = between(name, before, after);
    return value === undefined
      ? []
      : [{ namespace, metric: unmeasured, dimensions: { [dimension]: value }, region, trace }];
  });
};

const ofAlarm = ({ namespace, metricName, dimensions, region }: Watched): readonly ListedMetric[] =>
  namespace === undefined || metricName === undefined
    ? []
    : [{ namespace, metric: metricName, dimensions, region, trace: 'an alarm' }];

const ofStream = ({ table, label, region }: FoundStream): readonly ListedMetric[] =>
  [{ TableName: table }, { TableName: table, StreamLabel: label }].map((dimensions) => ({
    namespace: kinds.dynamodb.namespace,
    metric: unmeasured,
    dimensions,
    region,
    trace: 'its stream',
  }));

const identity = ({ namespace, metric, dimensions, region }: ListedMetric): string =>
  JSON.stringify([namespace, metric, Object.entries(dimensions).sort(), region]);

/** The metrics that were listed, and after them the traces of what is not among them. */
export const withTraces = ({ metrics, alarms, logGroups, streams = [] }: Traced): readonly ListedMetric[] => {
  const listed = new Set(metrics.map(identity));
  const traces = [...alarms.flatMap(ofAlarm), ...logGroups.flatMap(ofGroup), ...streams.flatMap(ofStream)];
  return [...metrics, ...traces.filter((trace) => !listed.has(identity(trace)))];
};
