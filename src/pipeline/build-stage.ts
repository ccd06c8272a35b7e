/** From an entry of the pipeline file to a stage: what was left out is guessed from the name and the kind. */

import type { MetricInput, MetricQuery } from '../observation/metrics.ts';
import { originOf } from '../origin.ts';
import type { Result } from '../result.ts';
import type { KindDefinition, Objectives } from './catalogue/kind.ts';
import { isStageKind, kindOf, type OfKind, type OwnKinds } from './catalogue/kinds.ts';
import { isIndex, pickDimensions, type StageDraft, seriesOf, usualLogGroup } from './catalogue.ts';
import { choiceNames } from './choice.ts';
import type { Choices } from './choices.ts';
import { withInputs } from './expression.ts';
import type { Path } from './found.ts';
import type { MetricEntry, PipelineEntry, StageEntry } from './pipeline-schema.ts';
import type { Stage, StageRule, StageSeries, VersionLines } from './stage.ts';
import { unitOf } from './units.ts';
import { versionFinder } from './versions.ts';

/** What is wrong with an entry, and where in it. */
export type Complaint = { readonly path: Path; readonly message: string };

export type Built<T> = Result<T, { readonly complaints: readonly Complaint[] }>;

/** What the stages of a pipeline have in common. */
type StageContext = Pick<PipelineEntry, 'profile' | 'account'> & {
  /** Where it stands if it names no Region. */
  readonly region: string | undefined;
  /** The profile that the tool runs with. */
  readonly ownProfile: string | undefined;
  /** What the file says under `kinds:`. */
  readonly kinds: OwnKinds;
};

/** Its kind, with what the file says of it where it is one of its own. */
const kindIn = ({ kind }: StageEntry, own: OwnKinds): OfKind => {
  const ownKind = isStageKind(kind) ? undefined : own.get(kind);
  return { kind, ...(ownKind === undefined ? {} : { ownKind }) };
};

const guessDimensions = (entry: StageEntry, kind: KindDefinition): Readonly<Record<string, string>> => {
  const given = {
    ...(entry.kind === 'dynamodb' && entry.table !== undefined ? { TableName: entry.table } : {}),
    ...entry.dimensions,
  };
  const complete = pickDimensions(kind.dimensions, given) !== undefined;
  return complete || kind.named === undefined ? given : { [kind.named]: entry.name, ...given };
};

const dimensionComplaint = (
  entry: StageEntry,
  kind: KindDefinition,
  dimensions: Readonly<Record<string, string>>,
): string | undefined => {
  if (entry.kind === 'custom') return undefined;
  const allowed = [...new Set([...kind.dimensions.flat(), ...(kind.optional ?? [])])];
  const unknown = Object.keys(dimensions).find((name) => !allowed.includes(name));
  if (unknown !== undefined) {
    return `found ${JSON.stringify(unknown)}, allowed for ${entry.kind}: ${allowed.join(', ')}`;
  }
  if (pickDimensions(kind.dimensions, dimensions) !== undefined) return undefined;
  const sets = kind.dimensions.map((set) => set.join(' + ')).join(', or ');
  return `found ${Object.keys(dimensions).join(' + ') || 'nothing'}, needs ${sets}`;
};

const objectivesOf = (entry: StageEntry): Objectives => {
  const { latency, lag, errorRate } = entry.objectives ?? {};
  return {
    ...(latency === undefined ? {} : { latencyMs: latency }),
    ...(lag === undefined ? {} : { lagSeconds: lag / 1000 }),
    ...(errorRate === undefined ? {} : { errorRatePercent: errorRate }),
  };
};

/** What the entry says of what accounts have differently. */
const choicesOf = (entry: StageEntry): Choices =>
  Object.fromEntries(
    choiceNames.flatMap((name) => {
      const said = entry[name];
      return said === undefined ? [] : [[name, typeof said === 'string' ? [said] : said]];
    }),
  );

/** What is chosen for a kind that has no such choice, or is the word of another kind. */
const choiceComplaints = (
  { kind }: StageEntry,
  definition: KindDefinition,
  choices: Choices,
): readonly Complaint[] =>
  choiceNames.flatMap((name): Complaint[] => {
    const said = choices[name];
    const allowed = Object.keys(definition.choices?.[name]?.of ?? {});
    if (said === undefined) return [];
    if (allowed.length === 0) return [{ path: [name], message: `is nothing that ${kind} has` }];
    const unknown = said.find((value) => !allowed.includes(value));
    const message = `found ${JSON.stringify(unknown)}, allowed for ${kind}: ${allowed.join(', ')}`;
    return unknown === undefined ? [] : [{ path: [name], message }];
  });

/** How its versions are found in lines, where the file tells that. */
const versionLines = (
  { deployments }: StageEntry,
  logGroups: readonly string[],
): Built<VersionLines | undefined> => {
  if (deployments === undefined) return { ok: true, value: undefined };
  const { group = logGroups[0], pattern, filter } = deployments;
  if (group === undefined) {
    return {
      ok: false,
      complaints: [{ path: ['deployments'], message: 'needs a group: the stage has no logs' }],
    };
  }
  if (versionFinder(pattern) === undefined) {
    const message = `found ${JSON.stringify(pattern)}, needs a regular expression with (?<version>...)`;
    return { ok: false, complaints: [{ path: ['deployments', 'pattern'], message }] };
  }
  return { ok: true, value: { group, pattern, ...(filter === undefined ? {} : { filter }) } };
};

/** The stage without its series; these need the other stages. */
export const draftStage = (entry: StageEntry, context: StageContext): Built<StageDraft> => {
  const region = entry.region ?? context.region;
  const ofKind = kindIn(entry, context.kinds);
  const kind = kindOf(ofKind);
  const dimensions = guessDimensions(entry, kind);
  const wrongDimensions = dimensionComplaint(entry, kind, dimensions);
  const choices = choicesOf(entry);
  const complaints: Complaint[] = [
    ...(region === undefined
      ? [{ path: ['name'], message: 'has no Region: write region, or pass --region' }]
      : []),
    ...(wrongDimensions === undefined ? [] : [{ path: ['dimensions'], message: wrongDimensions }]),
    ...choiceComplaints(entry, kind, choices),
  ];
  const logGroup = usualLogGroup(kind, dimensions);
  const logGroups = entry.logs ?? (logGroup === undefined ? [] : [logGroup]);
  const deployments = versionLines(entry, logGroups);
  if (!deployments.ok) complaints.push(...deployments.complaints);
  if (region === undefined || !deployments.ok || complaints.length > 0) return { ok: false, complaints };
  const named = entry.profile ?? context.profile;
  const profile = named === context.ownProfile ? undefined : named;
  const accountId = entry.account ?? context.account;
  const hasStream = entry.kind === 'dynamodb' && !isIndex({ dimensions });
  const table = entry.table ?? (hasStream ? dimensions['TableName'] : undefined);
  return {
    ok: true,
    value: {
      name: entry.name,
      ...ofKind,
      region,
      ...(profile === undefined ? {} : { profile }),
      ...(accountId === undefined ? {} : { accountId }),
      dimensions,
      next: entry.next ?? [],
      ...(entry.dependsOn === undefined ? {} : { dependsOn: entry.dependsOn }),
      ...(entry.runbook === undefined ? {} : { runbook: entry.runbook }),
      logGroups,
      ...(deployments.value === undefined ? {} : { deployments: deployments.value }),
      ...(table === undefined ? {} : { table }),
      ...(entry.deadLetterQueue === undefined ? {} : { deadLetterQueue: entry.deadLetterQueue }),
      objectives: objectivesOf(entry),
      ...(Object.keys(choices).length === 0 ? {} : { choices }),
    },
  };
};

const keyFrom = (entry: MetricEntry, index: number): string => {
  if (entry.key !== undefined) return entry.key;
  const words = (entry.metric ?? '').split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const key = joined.charAt(0).toLowerCase() + joined.slice(1);
  return /^[a-z]/.test(key) ? key : `series${index + 1}`;
};

const counts = (stat: string): boolean => stat === 'Sum' || stat === 'SampleCount';

const extraSeries = (
  entry: MetricEntry,
  index: number,
  draft: StageDraft,
  periodSeconds: number,
): StageSeries | string => {
  const kind = kindOf(draft);
  const key = keyFrom(entry, index);
  const { metric, expression, promql, stat = 'Average' } = entry;
  const namespace = entry.namespace ?? kind.namespace;
  if ([metric, expression, promql].filter((one) => one !== undefined).length !== 1)
    return 'needs either metric, expression or promql';
  if (metric !== undefined && namespace === '') return 'needs a namespace';
  const own = namespace === kind.namespace ? (pickDimensions(kind.dimensions, draft.dimensions) ?? {}) : {};
  const text: MetricQuery | undefined =
    promql !== undefined
      ? { kind: 'promql', expression: promql }
      : expression !== undefined
        ? { kind: 'expression', expression }
        : undefined;
  const query: MetricQuery =
    text === undefined
      ? {
          kind: 'metric',
          namespace,
          metric: metric ?? '',
          // A custom stage's own dimensions are those of its metrics unless they say otherwise.
          dimensions: entry.dimensions ?? (draft.kind === 'custom' ? draft.dimensions : own),
          stat,
        }
      : text;
  return {
    id: `${draft.name}.${key}`,
    label: entry.label ?? metric ?? key,
    stage: draft.name,
    key,
    ...originOf(draft),
    ...(draft.accountId === undefined ? {} : { accountId: draft.accountId }),
    query,
    periodSeconds: entry.period === undefined ? periodSeconds : entry.period / 1000,
    unit: entry.unit ?? unitOf(query),
    missing: entry.missing ?? (text === undefined && counts(stat) ? 'zero' : 'gap'),
  };
};

const rulesFrom = (entry: StageEntry, known: readonly string[]): Built<readonly StageRule[]> => {
  const complaints: Complaint[] = [];
  const rules = (entry.rules ?? []).flatMap(
    ({ series, above, below, level, runbook }, index): StageRule[] => {
      const limit = above ?? below;
      if (limit === undefined || (above !== undefined && below !== undefined)) {
        complaints.push({ path: ['rules', index], message: 'needs either above or below' });
        return [];
      }
      if (!known.includes(series)) {
        const message = `found ${JSON.stringify(series)}, allowed: ${known.join(', ')}`;
        complaints.push({ path: ['rules', index, 'series'], message });
        return [];
      }
      const comparison = above === undefined ? '<' : '>';
      return [{ series, level, comparison, limit, ...(runbook === undefined ? {} : { runbook }) }];
    },
  );
  return complaints.length === 0 ? { ok: true, value: rules } : { ok: false, complaints };
};

/** What an expression may name: metric math knows nothing of PromQL. */
const inputOf = ({ query, periodSeconds }: StageSeries): readonly MetricInput[] =>
  query.kind === 'promql' ? [] : [{ ...query, periodSeconds }];

/** An expression with what its names stand for: no finer than that. */
const withInputsOf = (spec: StageSeries, byKey: ReadonlyMap<string, MetricInput>): StageSeries => {
  const query = withInputs(spec.query, byKey);
  if (query.kind !== 'expression' || query.inputs === undefined) return spec;
  const periods = Object.values(query.inputs).map(({ periodSeconds = 0 }) => periodSeconds);
  return { ...spec, query, periodSeconds: Math.max(spec.periodSeconds, ...periods) };
};

/** Gives the stage its series and rules. */
export const completeStage = (
  draft: StageDraft,
  entry: StageEntry,
  stages: readonly StageDraft[],
): Built<Stage> => {
  const kind = kindOf(draft);
  const periodSeconds = entry.period === undefined ? undefined : entry.period / 1000;
  const complaints: Complaint[] = [];
  const series = seriesOf(draft, { stages, periodSeconds });
  (entry.metrics ?? []).forEach((extra, index) => {
    const spec = extraSeries(extra, index, draft, periodSeconds ?? kind.periodSeconds);
    if (typeof spec === 'string') complaints.push({ path: ['metrics', index], message: spec });
    else if (series.some(({ id }) => id === spec.id) || kind.derived[spec.key] !== undefined) {
      const message = `key ${JSON.stringify(spec.key)} is taken: give it another key`;
      complaints.push({ path: ['metrics', index], message });
    } else series.push(spec);
  });
  const rules = rulesFrom(entry, [...series.map(({ key }) => key), ...Object.keys(kind.derived)]);
  if (!rules.ok) complaints.push(...rules.complaints);
  // Expressions may speak of the stage's other series by their keys.
  const byKey = new Map(
    series.flatMap((spec) => inputOf(spec).map((input): [string, MetricInput] => [spec.key, input])),
  );
  const complete = series.map((spec) => {
    const whole = withInputsOf(spec, byKey);
    return { ...whole, unit: whole.unit === 'none' ? unitOf(whole.query) : whole.unit };
  });
  if (!rules.ok || complaints.length > 0) return { ok: false, complaints };
  return {
    ok: true,
    value: { ...draft, ...(rules.value.length === 0 ? {} : { rules: rules.value }), series: complete },
  };
};
