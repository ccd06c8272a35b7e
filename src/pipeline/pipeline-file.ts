/** The pipeline file: YAML in, pipelines or lines of errors out. Its shape is in `pipeline-schema.ts`. */

import packageJson from '../../package.json' with { type: 'json' };
import { compilePattern } from '../patterns/bounded-pattern.ts';
import type { Result } from '../result.ts';
import { buildQueries } from './build-queries.ts';
import { type Built, type Complaint, completeStage, draftStage } from './build-stage.ts';
import type { StageDraft } from './catalogue.ts';
import { parseChangeExpression } from './change-expression.ts';
import { type BuiltPipeline, dependencyComplaints, linkDependencies } from './depends-on.ts';
import { found, type Path, pathText, valueAt } from './found.ts';
import { buildOrders } from './orders-choice.ts';
import { type ReadKinds, readKinds } from './own-kinds.ts';
import { allowedKeys, documentSchemas, type PipelineEntry } from './pipeline-schema.ts';
import { spread } from './regions.ts';
import { unmetRequirements } from './requires.ts';
import type { Pipeline, Pipelines, Stage } from './stage.ts';
import { explainIssue, readYaml, type YamlDocument } from './yaml-source.ts';

export type PipelineFileOptions = {
  /** Its name in errors. */
  readonly file: string;
  /** Regions of what names none: of several, each stage stands once in each. */
  readonly regions: readonly string[];
  /** True where the command line names them: then they count more than those of the pipeline, not than a stage's own. */
  readonly isAsked?: boolean;
  /** The profile that the tool runs with: a stage that names it is read like those that name none. */
  readonly profile?: string | undefined;
  /** Which tool reads it, for files that require one; this one where absent. */
  readonly version?: string;
};

export type PipelineFileResult = Result<
  Pipelines,
  {
    /** One line each: file, line, what was found, what is allowed. */
    readonly errors: readonly string[];
  }
>;

const maxErrors = 20;

type Located = { readonly path: Path; readonly entry: PipelineEntry };

/** The checks that a schema cannot make: names, links, dimensions, rules. */
const buildPipeline = (
  { path, entry }: Located,
  { own }: ReadKinds,
  options: PipelineFileOptions,
): Built<Pipeline> => {
  const complaints: Complaint[] = [];
  const complain = (at: Path, message: string) => complaints.push({ path: [...path, ...at], message });
  const take = <T>(built: Built<T>, at: Path): T[] => {
    if (built.ok) return [built.value];
    for (const { path: inside, message } of built.complaints) complain([...at, ...inside], message);
    return [];
  };
  const names = entry.stages.map(({ name }) => name);
  entry.stages.forEach(({ name, next = [] }, index) => {
    if (names.indexOf(name) !== index) complain(['stages', index, 'name'], `${found(name)} is there twice`);
    next.forEach((target, position) => {
      const at: Path = ['stages', index, 'next', position];
      if (target === name) complain(at, `${found(target)} feeds itself`);
      else if (!names.includes(target)) {
        complain(at, `found ${found(target)}, needs a stage of this pipeline: ${names.join(', ')}`);
      }
    });
  });
  const { pattern, path: idPath } = entry.orderId ?? {};
  if (pattern !== undefined && !compilePattern(pattern, { of: 'orderId.pattern' }).ok) {
    complain(['orderId', 'pattern'], `found ${found(pattern)}, needs a regular expression`);
  }
  const { changes } = entry.timeline ?? {};
  const expression = changes === undefined ? undefined : parseChangeExpression(changes);
  if (expression?.ok === false) {
    complain(['timeline', 'changes'], `${expression.error}, at character ${expression.at + 1}`);
  }
  const regions = regionsOf(entry, options);
  const context = {
    region: regions[0],
    profile: entry.profile,
    ownProfile: options.profile,
    account: entry.account,
    kinds: own,
  };
  const drafts: (StageDraft | undefined)[] = entry.stages.map(
    (stage, index) => take(draftStage(stage, context), ['stages', index])[0],
  );
  const known = drafts.filter((draft) => draft !== undefined);
  const stages: Stage[] = entry.stages.flatMap((stage, index) => {
    const draft = drafts[index];
    return draft === undefined ? [] : take(completeStage(draft, stage, known), ['stages', index]);
  });
  // Stages that are wrong have been complained of already.
  const [queries = []] =
    complaints.length > 0 ? [] : take(buildQueries(entry.queries ?? [], stages), ['queries']);
  const [orders] =
    entry.orders === undefined || complaints.length > 0
      ? []
      : take(buildOrders(entry.orders, stages), ['orders']);
  if (complaints.length > 0) return { ok: false, complaints };
  const orderId = {
    ...(idPath === undefined ? {} : { path: idPath }),
    ...(pattern === undefined ? {} : { pattern }),
  };
  const { level } = entry.timeline ?? {};
  const timeline = {
    ...(level === undefined ? {} : { level }),
    ...(changes === undefined ? {} : { changes }),
  };
  const pipeline = {
    name: entry.name,
    ...(entry.orderId === undefined ? {} : { orderId }),
    ...(orders === undefined ? {} : { orders }),
    ...(entry.timeline === undefined ? {} : { timeline }),
    stages,
    ...(queries.length === 0 ? {} : { queries }),
  };
  const pinned = new Set(entry.stages.filter(({ region }) => region !== undefined).map(({ name }) => name));
  return { ok: true, value: spread(pipeline, regions, (name) => pinned.has(name)) };
};

const regionsOf = (
  { region }: PipelineEntry,
  { regions, isAsked = false }: PipelineFileOptions,
): readonly string[] => {
  if (isAsked || region === undefined) return regions;
  return typeof region === 'string' ? [region] : [...new Set(region)];
};

type ReadDocument = {
  readonly document: YamlDocument;
  readonly entries: readonly Located[];
  readonly errors: readonly string[];
};

const readDocument = (
  document: YamlDocument,
  kinds: ReadKinds,
  { file }: PipelineFileOptions,
): ReadDocument => {
  const { value } = document;
  const has = (name: string) => valueAt(value, [name]) !== undefined;
  const isList = has('pipelines');
  const schemas = documentSchemas(kinds);
  // Kinds alone, for the pipelines of other documents.
  const isOfKinds = has('kinds') && !isList && !has('name') && !has('stages');
  const schema = isList ? schemas.several : isOfKinds ? schemas.kindsAlone : schemas.pipeline;
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => {
      const { line, path, message } = explainIssue(issue, document, (at) => allowedKeys(at, value, isList));
      return `${file}:${line}: ${placeName(value, path)}${message}`;
    });
    return { document, entries: [], errors };
  }
  const { data } = parsed;
  const entries: Located[] =
    'pipelines' in data && data.pipelines !== undefined
      ? data.pipelines.map((entry, index) => ({ path: ['pipelines', index], entry }))
      : 'stages' in data
        ? [{ path: [], entry: data }]
        : [];
  return { document, entries, errors: [] };
};

/** What the lists of a file hold. */
const counted: Readonly<Record<string, string>> = { stages: 'stage', queries: 'query' };

/** `stage payments: dimensions: `, so that nobody counts to find `stages[5]`, unless it has no name. */
const placeName = (value: unknown, path: Path): string => {
  const kind = path.indexOf('kinds');
  if (kind >= 0 && path.length > kind + 1) {
    const inKind = pathText(path.slice(kind + 2));
    return `kind ${String(path[kind + 1])}: ${inKind === '' ? '' : `${inKind}: `}`;
  }
  const at = path.findIndex((key) => typeof key === 'string' && Object.hasOwn(counted, key));
  const name = at < 0 ? undefined : valueAt(value, [...path.slice(0, at + 2), 'name']);
  if (typeof name !== 'string') return path.length === 0 ? '' : `${pathText(path)}: `;
  const what = `${counted[String(path[at])]} ${/^[\w./: -]{1,60}$/.test(name) ? name : found(name)}`;
  const rest = pathText(path.slice(at + 2));
  return `${what}: ${rest === '' ? '' : `${rest}: `}`;
};

/**
 * Parses a pipeline file: one pipeline, `pipelines: [...]`, or several YAML documents. What the file leaves out is filled in
 * from the catalogue. Never throws; on errors there is a line for each, 20 at the most.
 */
export const parsePipelineFile = (text: string, options: PipelineFileOptions): PipelineFileResult => {
  const { file } = options;
  const read = readYaml(text);
  if (!read.ok) {
    return {
      ok: false,
      errors: limited(read.errors.map(({ line, message }) => `${file}:${line}: ${message}`)),
    };
  }
  const unmet = unmetRequirements(read.value, options.version ?? packageJson.version);
  if (unmet.length > 0) {
    return { ok: false, errors: limited(unmet.map(({ line, message }) => `${file}:${line}: ${message}`)) };
  }
  const kinds = readKinds(read.value);
  const documents = read.value.map((document) => readDocument(document, kinds, options));
  const entries = documents.flatMap((one) => one.entries.map(({ entry }) => entry));
  const isWhole = documents.every((one) => one.errors.length === 0);
  const errors: string[] = [];
  const built: BuiltPipeline[] = [];
  for (const { document, entries: located, errors: mistakes } of documents) {
    errors.push(...mistakes);
    for (const one of kinds.isWhole ? located : []) {
      const { entry, path } = one;
      const result = buildPipeline(one, kinds, options);
      if (result.ok) built.push({ entry, pipeline: result.value });
      const complaints = [
        ...(result.ok ? [] : result.complaints),
        ...dependencyComplaints(entry, entries, isWhole).map((complaint) => ({
          ...complaint,
          path: [...path, ...complaint.path],
        })),
      ];
      for (const { path: at, message } of complaints) {
        errors.push(`${file}:${document.lineOf(at)}: ${placeName(document.value, at)}${message}`);
      }
    }
  }
  if (errors.length > 0) return { ok: false, errors: limited(errors) };
  const [first, ...others] = linkDependencies(built);
  if (first === undefined)
    return { ok: false, errors: [`${file}:1: is empty, needs a pipeline: name and stages`] };
  const pipelines: readonly [Pipeline, ...Pipeline[]] = [first, ...others];
  const names = pipelines.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { ok: false, errors: [`${file}: pipeline ${found(twice)} is there twice`] };
  return { ok: true, value: pipelines };
};

const limited = (errors: readonly string[]): readonly string[] =>
  errors.length <= maxErrors
    ? errors
    : [...errors.slice(0, maxErrors), `and ${errors.length - maxErrors} more errors`];
