/** What `init` writes: a pipeline file proposed from what an account lists, that says which of it is guessed. */
import { noOwnKinds } from './catalogue/kinds.ts';
import { pairDeadLetters } from './discovery/dead-letters.ts';
import type { DiscoveryInput } from './discovery/discovery-input.ts';
import { inFlow, stageLinks } from './discovery/links.ts';
import { isMatch } from './discovery/match.ts';
import { ordersLines } from './discovery/orders-lines.ts';
import { findCustom, findResources, type Resource, uniqueNames } from './discovery/resources.ts';
import { customLines, type LinkContext, stageLines } from './discovery/stage-lines.ts';
import { withTraces } from './discovery/traces.ts';
import { comment, scalar } from './discovery/yaml-text.ts';

export type Proposal = {
  /** A pipeline file with comments. */
  readonly text: string;
  readonly stages: number;
  /** Resources that had no room. */
  readonly leftOut: number;
};

const maxStages = 100;

/** Keys that older tools refuse, and the version that reads them. */
const newKeys = /^\s*(dependsOn|runbook|orders|kinds):/;
const newKeysNeed = '0.2';

/** A file with keys that older tools refuse says so before anything else: `requires.ts`. */
export const withRequirement = (lines: readonly string[]): readonly string[] =>
  lines.some((line) => newKeys.test(line)) ? [`requires: ${newKeysNeed}`, ...lines] : lines;

type Found = {
  /** Named, in the order of the flow, as many as a file has room for. */
  readonly resources: readonly Resource[];
  readonly leftOut: number;
  readonly deadLetters: LinkContext['deadLetters'];
  readonly metrics: ReturnType<typeof withTraces>;
};

/** The stages that are proposed: what has one of the words in its name. */
export const proposedStages = (input: DiscoveryInput): Found => {
  const metrics = withTraces(input);
  const all = findResources(metrics, input.kinds?.own ?? noOwnKinds).filter(({ name, dimensions }) =>
    isMatch([name, ...Object.values(dimensions)].join(' '), input.match),
  );
  const deadLetters = pairDeadLetters(all, input.found);
  const stages = all.filter((resource) => !deadLetters.dead.has(resource));
  const named = uniqueNames(inFlow(stages, input.found));
  const resources = named.slice(0, maxStages);
  return { resources, leftOut: named.length - resources.length, deadLetters, metrics };
};

/**
 * Proposes a pipeline file for what an account lists. Stages stand in the order of the flow, by the links that were read, else
 * guessed by kind and by name; what is not in it (hosts, clusters, custom metrics) stands beside. The file needs no edit to run.
 */
export const proposePipeline = (input: DiscoveryInput): Proposal => {
  const { resources, leftOut, deadLetters, metrics } = proposedStages(input);
  const { own, text: kindsText } = input.kinds ?? { own: noOwnKinds, text: '' };
  const taken = new Set(resources.map(({ name }) => name));
  const customs = findCustom(metrics, own).filter(
    ([{ namespace }], index, groups) =>
      isMatch(namespace, input.match) &&
      !taken.has(namespace) &&
      groups.findIndex(([other]) => other.namespace === namespace) === index,
  );
  const regions = [
    ...new Set([...resources, ...customs.map(([first]) => first)].map(({ region }) => region)),
  ];
  const region = regions.length === 1 ? regions[0] : undefined;
  const context: LinkContext = { ...input, links: stageLinks(resources, input.found), deadLetters, region };
  const stages = resources.length + customs.length;
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
