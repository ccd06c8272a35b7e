import type { LogEvent, StageVersion } from '../observation/logs.ts';
import { type Origin, originOf } from '../origin.ts';
import { stageOfGroup } from '../pipeline/log-groups.ts';
import type { Pipeline } from '../pipeline/stage.ts';
import { versionOfStream } from '../pipeline/versions.ts';

/** A version of a stage that was not at work before. */
export type Deployment = Origin & {
  readonly type: 'deployment';
  readonly stage: string;
  readonly version: string;
  /** The one that was first seen before it. */
  readonly previous: string | undefined;
  /** When it was first seen. */
  readonly at: number;
  readonly by: StageVersion['by'];
};

export type VersionStore = {
  readonly apply: (seen: StageVersion) => void;
  /** A line tells the version of the environment that wrote it, by the name of its log stream. */
  readonly applyLine: (line: LogEvent) => void;
  /** Oldest first. */
  readonly snapshot: () => readonly Deployment[];
};

/** More versions of one stage than this are no versions: the oldest are let go. */
const mostVersions = 200;
const mostStreams = 10_000;

/**
 * Versions by stage, each since it was first seen, in whatever order that comes to be known. Of those that streams tell the
 * first is what was there, the others were deployed; a line of the file's pattern is one that a deployment writes. A version
 * that comes back is not deployed again: nothing tells.
 */
export const createVersionStore = (pipeline: Pipeline | undefined): VersionStore => {
  const stages = new Map<string, Map<string, StageVersion>>();
  let streams = new Map<string, string | undefined>();
  let last: readonly Deployment[] | undefined = [];

  const apply = (seen: StageVersion): void => {
    const versions = stages.get(seen.stage) ?? new Map<string, StageVersion>();
    stages.set(seen.stage, versions);
    const known = versions.get(seen.version);
    if (known !== undefined && known.at <= seen.at) return;
    versions.set(seen.version, seen);
    last = undefined;
    if (versions.size <= mostVersions) return;
    const oldest = [...versions.values()].reduce((least, one) => (one.at < least.at ? one : least));
    versions.delete(oldest.version);
  };

  const versionIn = (stream: string): string | undefined => {
    if (streams.has(stream)) return streams.get(stream);
    if (streams.size >= mostStreams) streams = new Map();
    const version = versionOfStream(stream);
    streams.set(stream, version);
    return version;
  };

  return {
    apply,
    applyLine: (line) => {
      const version = versionIn(line.stream);
      if (version === undefined) return;
      const stage = stageOfGroup(line, pipeline);
      if (stage?.kind !== 'lambda') return;
      const known = stages.get(stage.name)?.get(version);
      if (known !== undefined && known.at <= line.at) return;
      apply({ type: 'version', stage: stage.name, version, at: line.at, by: 'stream', ...originOf(line) });
    },
    snapshot: () => {
      last ??= [...stages.values()]
        .flatMap((versions) => {
          const inOrder = [...versions.values()].sort((a, b) => a.at - b.at);
          return inOrder.flatMap((seen, index): readonly Deployment[] =>
            index === 0 && seen.by === 'stream'
              ? []
              : [{ ...seen, type: 'deployment', previous: inOrder[index - 1]?.version }],
          );
        })
        .sort((a, b) => a.at - b.at);
      return last;
    },
  };
};
