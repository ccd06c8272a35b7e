/** What a stage calls or runs on: `dependsOn: [stage, pipeline/stage]`, of the same pipeline or another of the file. */
import type { Complaint } from './build-stage.ts';
import { found, type Path } from './found.ts';
import type { PipelineEntry } from './pipeline-schema.ts';
import { bareName } from './regions.ts';
import type { Pipeline, Stage } from './stage.ts';

type Named = { readonly name: string; readonly stages: readonly { readonly name: string }[] };
type Target<P extends Named> = { readonly pipeline: P; readonly stage: string };

/** The pipeline's name where a reference begins with it, and the rest: names may hold slashes themselves. */
const prefixed = <P extends Named>(reference: string, pipelines: readonly P[]): readonly Target<P>[] =>
  pipelines.flatMap((pipeline) => {
    const prefix = `${pipeline.name}/`;
    return reference.startsWith(prefix) ? [{ pipeline, stage: reference.slice(prefix.length) }] : [];
  });

/** A stage of its own pipeline counts before one of another. */
const targetOf = (
  reference: string,
  own: PipelineEntry,
  all: readonly PipelineEntry[],
): Target<PipelineEntry> | undefined => {
  if (own.stages.some(({ name }) => name === reference)) return { pipeline: own, stage: reference };
  return prefixed(reference, all).find(({ pipeline, stage }) =>
    pipeline.stages.some(({ name }) => name === stage),
  );
};

const missing = (reference: string, own: PipelineEntry, all: readonly PipelineEntry[]): string => {
  const [other] = prefixed(reference, all);
  const stagesOf = ({ stages }: PipelineEntry) => stages.map(({ name }) => name).join(', ');
  if (other !== undefined) {
    return `found ${found(reference)}, needs a stage of pipeline ${other.pipeline.name}: ${stagesOf(other.pipeline)}`;
  }
  const names = all.filter((one) => one !== own).map(({ name }) => name);
  const elsewhere = names.length === 0 ? '' : `, or pipeline/stage of ${names.join(', ')}`;
  return `found ${found(reference)}, needs a stage of this pipeline: ${stagesOf(own)}${elsewhere}`;
};

/**
 * What is wrong with what the stages of a pipeline depend on: a stage or pipeline that is not there, itself. Cycles are allowed.
 * `all` are the pipelines of the file, as far as they could be read; `isWhole` is false where that is not all of them.
 */
export const dependencyComplaints = (
  own: PipelineEntry,
  all: readonly PipelineEntry[],
  isWhole: boolean,
): readonly Complaint[] =>
  own.stages.flatMap(({ name, dependsOn = [] }, index) =>
    dependsOn.flatMap((reference, position): readonly Complaint[] => {
      const path: Path = ['stages', index, 'dependsOn', position];
      const target = targetOf(reference, own, all);
      if (target?.pipeline === own && target.stage === name) {
        return [{ path, message: `${found(reference)} depends on itself` }];
      }
      // It may stand in a part of the file that has mistakes of its own.
      if (target !== undefined || !isWhole) return [];
      return [{ path, message: missing(reference, own, all) }];
    }),
  );

/** The stages that one of the file has become: itself, or its copy in the Region; those of all Regions where that has none. */
const copiesOf = (stage: string, { stages }: Pipeline, region: string): readonly string[] => {
  if (stages.some(({ name }) => name === stage)) return [stage];
  const copies = stages.filter((copy) => copy.name !== stage && bareName(copy) === stage);
  const near = copies.filter((copy) => copy.region === region);
  return (near.length > 0 ? near : copies).map(({ name }) => name);
};

/** The stages of other pipelines that these depend on, each once, as `platform/gateway`: with series of their own. */
const foreignStages = (stages: readonly Stage[], built: readonly BuiltPipeline[]): readonly Stage[] => {
  const names = new Set(stages.flatMap(({ dependsOn = [] }) => dependsOn));
  return built.flatMap(({ entry, pipeline }) =>
    pipeline.stages.flatMap(({ dependsOn: _, ...stage }): Stage[] => {
      const name = `${entry.name}/${stage.name}`;
      if (!names.has(name) || stages.some((own) => own.name === name)) return [];
      const series = stage.series.map((spec) => ({ ...spec, id: `${name}.${spec.key}`, stage: name }));
      return [{ ...stage, name, next: [], series }];
    }),
  );
};

/** A pipeline of the file, and what has been made of it. */
export type BuiltPipeline = { readonly entry: PipelineEntry; readonly pipeline: Pipeline };

/**
 * The pipelines with each reference as the name of a stage that is there: `gateway@eu-west-1` of the same pipeline,
 * `platform/gateway@eu-west-1` of another. Of several Regions a stage depends on the copy in its own, as it feeds it.
 */
export const linkDependencies = (built: readonly BuiltPipeline[]): readonly Pipeline[] => {
  const entries = built.map(({ entry }) => entry);
  return built.map(({ entry, pipeline }) => {
    if (entry.stages.every(({ dependsOn }) => dependsOn === undefined)) return pipeline;
    const linked = ({ dependsOn, ...stage }: Stage): Stage => {
      const names = (dependsOn ?? []).flatMap((reference) => {
        const target = targetOf(reference, entry, entries);
        const other = built.find((one) => one.entry === target?.pipeline);
        if (target === undefined || other === undefined) return [];
        const prefix = other.entry === entry ? '' : `${other.entry.name}/`;
        return copiesOf(target.stage, other.pipeline, stage.region).map((name) => `${prefix}${name}`);
      });
      return names.length === 0 ? stage : { ...stage, dependsOn: [...new Set(names)] };
    };
    const stages = pipeline.stages.map(linked);
    const dependencies = foreignStages(stages, built);
    return { ...pipeline, stages, ...(dependencies.length === 0 ? {} : { dependencies }) };
  });
};
