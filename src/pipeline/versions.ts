/** How the version of what runs in a stage is told, and where to look for it. */
import { originOf } from '../origin.ts';
import { compilePattern } from '../patterns/bounded-pattern.ts';
import { groupIn, groupsOf, type LogGroup } from './log-groups.ts';
import type { Pipeline } from './stage.ts';

/**
 * The published version in the name of one of Lambda's log streams: 42 of `2026/01/15/[42]0f3a…`, with the function's name
 * before it where functions share a group. Undefined for `[$LATEST]`, which every deployment writes to, and for others'.
 */
export const versionOfStream = (stream: string): string | undefined =>
  /^\d{4}\/\d\d\/\d\d\/[\w-]{0,64}\[(\d{1,12})\]/.exec(stream)?.[1];

/** What finds a version in a line by a pattern of the pipeline file; undefined for a pattern that is none or names none. */
export const versionFinder = (pattern: string): ((message: string) => string | undefined) | undefined => {
  const compiled = compilePattern(pattern, { of: 'deployments.pattern' });
  return compiled.ok && compiled.value.groups.includes('version')
    ? (message) => compiled.value.find(message)?.named['version']
    : undefined;
};

/** A log group whose streams tell versions. */
export type StreamWatch = LogGroup & {
  readonly stage: string;
  readonly versionOf: (stream: string) => string | undefined;
};

/** A log group whose lines tell versions. */
export type LineWatch = LogGroup & {
  readonly stage: string;
  readonly filter: string | undefined;
  readonly versionIn: (message: string) => string | undefined;
  /** What its troubles are said of: a stage may be told of by both its streams and its lines. */
  readonly scope: string;
};

/** Where versions of a pipeline's stages are looked for. */
export const versionWatches = ({
  stages,
}: Pick<Pipeline, 'stages'>): {
  readonly streams: readonly StreamWatch[];
  readonly lines: readonly LineWatch[];
} => ({
  streams: stages
    .filter(({ kind }) => kind === 'lambda')
    .flatMap((stage) =>
      groupsOf([stage]).map((of) => ({
        ...of,
        stage: stage.name,
        versionOf: versionOfStream,
      })),
    ),
  lines: stages.flatMap(({ deployments, ...stage }) => {
    const versionIn = deployments && versionFinder(deployments.pattern);
    if (deployments === undefined || versionIn === undefined) return [];
    const group = groupIn(stage, deployments.group);
    const scope = `${stage.name} in ${group}`;
    return [{ ...originOf(stage), group, stage: stage.name, scope, filter: deployments.filter, versionIn }];
  }),
});
