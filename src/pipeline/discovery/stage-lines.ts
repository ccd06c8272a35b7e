/** A stage of the file that `init` writes: what is known of it, and how. */
import { kindOf } from '../catalogue/kinds.ts';
import { pickDimensions, usualLogGroup } from '../catalogue.ts';
import { choiceNames } from '../choice.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { DiscoveryInput } from './discovery-input.ts';
import type { StageLink } from './links.ts';
import type { ListedMetric, Resource } from './resources.ts';
import { comment, list, mapping, scalar } from './yaml-text.ts';

const maxCustomMetrics = 12;

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

export type LinkContext = DiscoveryInput & {
  readonly links: readonly StageLink[];
  readonly deadLetters: DeadLetters;
  /** Written once at the top where there is only one. */
  readonly region: string | undefined;
};

/** What a line of links ends with. */
const basisOf = ({ basis, by }: StageLink): string =>
  `# ${basis === 'read' ? 'read from AWS' : 'guessed'}${by === undefined ? '' : `: ${comment(by)} names it`}`;

/** On one line where all are known, or guessed, alike. */
const nextLines = (links: readonly StageLink[]): readonly string[] => {
  const [basis, ...others] = [...new Set(links.map(basisOf))];
  if (basis === undefined) return [];
  return others.length === 0
    ? [`    next: ${list(links.map(({ to }) => to))} ${basis}`]
    : ['    next:', ...links.map((link) => `      - ${scalar(link.to)} ${basisOf(link)}`)];
};

export const stageLines = (resource: Resource, context: LinkContext): string[] => {
  const { kind, name, dimensions, region, accountId, trace } = resource;
  const definition = kindOf(resource);
  const next = context.links.filter(({ from }) => from === name);
  const dead = context.deadLetters.of.get(dimensions);
  const objective = objectiveFrom(resource, context.alarms);
  const logs = logsOf(resource, context.logGroups);
  const isGuessable =
    definition.named !== undefined &&
    // What may stand without dimensions is all of the account's there.
    definition.dimensions.every((set) => set.length > 0) &&
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
    ...(dead === undefined
      ? []
      : [
          `    deadLetterQueue: ${scalar(dead.name)} # ${dead.basis === 'read' ? 'read from AWS' : 'guessed by its name'}`,
        ]),
    ...nextLines(next),
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

export const customLines = (
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
