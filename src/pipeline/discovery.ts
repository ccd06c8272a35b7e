/** What `init` writes: a pipeline file proposed from what an account lists, that says which of it is guessed. */
import type { Alarm } from '../observation/alarms.ts';
import { kindOf, noOwnKinds } from './catalogue/kinds.ts';
import { pickDimensions, usualLogGroup } from './catalogue.ts';
import { choiceNames } from './choice.ts';
import type { OrdersGuess } from './discovery/guess-orders.ts';
import { guessLinks, levelOf } from './discovery/links.ts';
import { isMatch } from './discovery/match.ts';
import { ordersLines } from './discovery/orders-lines.ts';
import {
  findCustom,
  findResources,
  type ListedMetric,
  type Resource,
  uniqueNames,
} from './discovery/resources.ts';
import { withTraces } from './discovery/traces.ts';
import { comment, list, mapping, scalar } from './discovery/yaml-text.ts';
import { isDeadLetterQueue } from './health.ts';
import type { KindsOfFile } from './own-kinds.ts';

export type DiscoveryInput = {
  readonly metrics: readonly ListedMetric[];
  readonly alarms: readonly Pick<
    Alarm,
    'name' | 'namespace' | 'metricName' | 'dimensions' | 'threshold' | 'periodSeconds' | 'region'
  >[];
  readonly logGroups: readonly {
    readonly name: string;
    readonly region: string;
    readonly arn?: string;
  }[];
  /** The newest stream of each table. */
  readonly streams?: readonly { readonly table: string; readonly label: string; readonly region: string }[];
  /** What could not be listed, and why: the file says what it does without. */
  readonly unread?: readonly string[];
  /** What the changes of a table show of orders: written where the table is one of the stages. */
  readonly orders?: OrdersGuess | undefined;
  /** Stage kinds of a file's own: what is found of them stands there, too, below their text as it was written. */
  readonly kinds?: KindsOfFile | undefined;
  /** Words, separated by commas: only what has one of them in its name. */
  readonly match?: string | undefined;
};

export type Proposal = {
  /** A pipeline file with comments. */
  readonly text: string;
  readonly stages: number;
  /** Resources that had no room. */
  readonly leftOut: number;
};

const maxStages = 100;
const maxCustomMetrics = 12;

const stem = (name: string): string => name.replace(/[-_.]?(dlq|dead[-_]?letters?([-_]?queue)?)$/i, '');

/** A queue's dead-letter queue by its name; such a queue is no stage of its own. */
const pairDeadLetters = (resources: readonly Resource[]): ReadonlyMap<Resource, Resource> => {
  const queues = resources.filter(({ kind }) => kind === 'sqs');
  const pairs = new Map<Resource, Resource>();
  for (const dead of queues.filter(({ name }) => isDeadLetterQueue(name))) {
    const queue = queues.find(
      ({ name, region }) => name !== dead.name && region === dead.region && name === stem(dead.name),
    );
    if (queue !== undefined) pairs.set(queue, dead);
  }
  return pairs;
};

const alarmsOn = (resource: Resource, alarms: DiscoveryInput['alarms']): DiscoveryInput['alarms'] => {
  const { namespace, dimensions } = kindOf(resource);
  const naming = Object.entries(pickDimensions(dimensions, resource.dimensions) ?? {});
  return alarms.filter(
    (alarm) =>
      alarm.region === resource.region &&
      alarm.namespace === namespace &&
      naming.every(([name, value]) => alarm.dimensions[name] === value),
  );
};

/** An objective that an alarm on the resource already knows, with the alarm's name. */
const objectiveFrom = (resource: Resource, alarms: DiscoveryInput['alarms']) => {
  const kind = kindOf(resource);
  for (const alarm of alarmsOn(resource, alarms)) {
    if (alarm.threshold === undefined || !(alarm.threshold > 0)) continue;
    for (const { series, objective, times } of kind.rules) {
      const metric = kind.metrics[series];
      if (metric?.metric !== alarm.metricName || times !== undefined) continue;
      const ms = metric?.unit === 's' ? alarm.threshold * 1000 : alarm.threshold;
      const text = ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.round(ms)}ms`;
      if (objective === 'lagSeconds') return { key: 'lag', text, alarm: alarm.name };
      if (objective === 'latencyMs') return { key: 'latency', text, alarm: alarm.name };
    }
  }
  return undefined;
};

/** Where points may lie closer together than they usually do: an alarm that looks at each minute knows that they do. */
const periodLines = (resource: Resource, alarms: DiscoveryInput['alarms']): readonly string[] => {
  const { periodSeconds, finer } = kindOf(resource);
  if (finer === undefined) return [];
  const knowing = alarmsOn(resource, alarms).find(
    (alarm) => alarm.metricName === finer.metric && (alarm.periodSeconds ?? periodSeconds) <= finer.seconds,
  );
  const line = `period: ${finer.seconds}s`;
  return knowing === undefined
    ? [`    # with ${finer.by}: ${line}`]
    : [`    ${line} # as in alarm ${comment(knowing.name)}`];
};

/** What its metrics show: written, as a tool that runs does not look for it. */
const choiceLines = (resource: Resource): readonly string[] => {
  const { choices = {}, open = {} } = resource;
  return [
    ...choiceNames.flatMap((name) => {
      const shown = choices[name];
      if (shown === undefined) return [];
      const value = kindOf(resource).choices?.[name]?.many === true ? list(shown) : scalar(shown[0] ?? '');
      return [`    ${name}: ${value} # as its metrics show`];
    }),
    ...Object.entries(open).map(
      ([name, values]) => `    # ${name}, to stand in dimensions, is one of ${comment(values.join(', '))}`,
    ),
  ];
};

const logsOf = (resource: Resource, logGroups: DiscoveryInput['logGroups']): readonly string[] => {
  const { region, dimensions } = resource;
  const { writesLog, logGroup } = kindOf(resource);
  if (writesLog !== true) return [];
  const own = Object.values(dimensions);
  return (
    logGroups
      .filter((group) => group.region === region && group.name.split('/').some((part) => own.includes(part)))
      .map(({ name }) => name)
      // The group of a function of that name is the function's alone.
      .filter((name) => logGroup !== undefined || !name.startsWith('/aws/lambda/'))
  );
};

type LinkContext = DiscoveryInput & {
  readonly links: ReadonlyMap<string, readonly string[]>;
  readonly deadLetters: ReadonlyMap<Resource, Resource>;
  /** Written once at the top where there is only one. */
  readonly region: string | undefined;
};

const stageLines = (resource: Resource, context: LinkContext): string[] => {
  const { kind, name, dimensions, region, accountId, trace } = resource;
  const definition = kindOf(resource);
  const next = context.links.get(name) ?? [];
  const dead = [...context.deadLetters].find(([queue]) => queue.dimensions === dimensions)?.[1];
  const objective = objectiveFrom(resource, context.alarms);
  const logs = logsOf(resource, context.logGroups);
  const isGuessable =
    definition.named !== undefined &&
    Object.keys(dimensions).length === 1 &&
    dimensions[definition.named] === name;
  const isUsualLog = logs.length === 1 && logs[0] === usualLogGroup(definition, dimensions);
  return [
    `  - name: ${scalar(name)}${trace === undefined ? '' : ` # named by ${trace}: no metrics yet`}`,
    `    kind: ${kind}`,
    ...(context.region === undefined ? [`    region: ${scalar(region)}`] : []),
    ...(accountId === undefined ? [] : [`    account: '${accountId}'`]),
    ...(isGuessable ? [] : [`    dimensions: ${mapping(dimensions)}`]),
    ...choiceLines(resource),
    ...periodLines(resource, context.alarms),
    ...(dead === undefined ? [] : [`    deadLetterQueue: ${scalar(dead.name)} # guessed by its name`]),
    ...(next.length === 0 ? [] : [`    next: ${list(next)} # guessed`]),
    ...(isUsualLog || (logs.length === 0 && definition.logGroup === undefined)
      ? []
      : [`    logs: ${list(logs)}`]),
    ...(objective === undefined
      ? []
      : [
          `    objectives: { ${objective.key}: ${objective.text} } # as in alarm ${comment(objective.alarm)}`,
        ]),
  ];
};

const customLines = (
  [first, ...others]: readonly [ListedMetric, ...ListedMetric[]],
  context: LinkContext,
): string[] => {
  const all = [first, ...others];
  const seen = new Map<string, number>();
  const metrics = all.slice(0, maxCustomMetrics).map(({ metric, dimensions }, index) => {
    const count = (seen.get(metric) ?? 0) + 1;
    seen.set(metric, count);
    const key = count > 1 ? `key: metric${index + 1}, ` : '';
    const label = count > 1 ? `label: ${scalar(`${metric} ${Object.values(dimensions).join(' ')}`)}, ` : '';
    const where = Object.keys(dimensions).length === 0 ? '' : `, dimensions: ${mapping(dimensions)}`;
    const stat = /(count|placed|errors?|orders|requests)$/i.test(metric) ? 'Sum' : 'Average';
    return `      - { ${key}${label}namespace: ${scalar(first.namespace)}, metric: ${scalar(metric)}${where}, stat: ${stat} }`;
  });
  const more = all.length - metrics.length;
  return [
    `  - name: ${scalar(first.namespace)}`,
    '    kind: custom',
    ...(context.region === undefined ? [`    region: ${scalar(first.region)}`] : []),
    ...(first.accountId === undefined ? [] : [`    account: '${first.accountId}'`]),
    '    metrics: # the statistics are guessed',
    ...metrics,
    ...(more > 0 ? [`      # ${more} more metrics of this namespace`] : []),
  ];
};

/** Keys that older tools refuse, and the version that reads them. */
const newKeys = /^\s*(dependsOn|runbook|orders|kinds):/;
const newKeysNeed = '0.2';

/** A file with keys that older tools refuse says so before anything else: `requires.ts`. */
export const withRequirement = (lines: readonly string[]): readonly string[] =>
  lines.some((line) => newKeys.test(line)) ? [`requires: ${newKeysNeed}`, ...lines] : lines;

/**
 * Proposes a pipeline file for what an account lists. Stages stand in the order of the flow, guessed by kind and by name;
 * what is not in it (hosts, clusters, custom metrics) stands beside. The file needs no edit to run.
 */
export const proposePipeline = (input: DiscoveryInput): Proposal => {
  const matching = (text: string) => isMatch(text, input.match);
  const metrics = withTraces(input);
  const { own, text: kindsText } = input.kinds ?? { own: noOwnKinds, text: '' };
  const all = findResources(metrics, own).filter(({ name, dimensions }) =>
    matching([name, ...Object.values(dimensions)].join(' ')),
  );
  const deadLetters = pairDeadLetters(all);
  const dead = new Set(deadLetters.values());
  const named = uniqueNames(
    all
      .filter((resource) => !dead.has(resource))
      .sort((a, b) => (levelOf(a, all) ?? 99) - (levelOf(b, all) ?? 99) || (a.name < b.name ? -1 : 1)),
  );
  const resources = named.slice(0, maxStages);
  const taken = new Set(resources.map(({ name }) => name));
  const customs = findCustom(metrics, own).filter(
    ([{ namespace }], index, groups) =>
      matching(namespace) &&
      !taken.has(namespace) &&
      groups.findIndex(([other]) => other.namespace === namespace) === index,
  );
  const regions = [
    ...new Set([...resources, ...customs.map(([first]) => first)].map(({ region }) => region)),
  ];
  const region = regions.length === 1 ? regions[0] : undefined;
  const context: LinkContext = { ...input, links: guessLinks(resources), deadLetters, region };
  const stages = resources.length + customs.length;
  const leftOut = named.length - resources.length;
  const hasTable = resources.some(
    ({ kind, dimensions }) => kind === 'dynamodb' && dimensions.TableName === input.orders?.table,
  );
  const body = [
    `name: ${scalar(input.match ?? 'pipeline')}`,
    ...(region === undefined ? [] : [`region: ${scalar(region)}`]),
    ...(input.orders === undefined || !hasTable ? [] : ordersLines(input.orders)),
    ...(kindsText === '' ? [] : kindsText.trimEnd().split('\n')),
    'stages:',
    ...resources.flatMap((resource) => stageLines(resource, context)),
    ...customs.flatMap((group) => customLines(group, context)),
    ...(leftOut > 0 ? [`# ${leftOut} more were left out: narrow them down with --match`] : []),
  ];
  const lines = [
    '# Written by orders-watch init. Links between stages, dead-letter queues and statistics marked "guessed" come',
    '# from kinds and names: correct them where they are wrong.',
    ...(input.unread ?? []).map((what) => `# Written without ${comment(what)}`),
    ...withRequirement(body),
  ];
  return { text: `${lines.join('\n')}\n`, stages, leftOut };
};
