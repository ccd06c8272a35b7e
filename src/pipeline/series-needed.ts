/** What must be asked of CloudWatch for what is looked at: nothing is fetched that nobody sees. */
import type { SeriesSpec } from '../observation/metrics.ts';
import { kindOf } from './catalogue/kinds.ts';
import { derivedInputs } from './derive.ts';
import { limitOf, rulesOf } from './health.ts';
import type { Pipeline, Stage } from './stage.ts';

const inTemplate = /\{(\w+)\}/g;

/** Keys of the series that a stage is judged and summed up by: the strip of the pipeline, whatever is in focus. */
const keysOfStrip = (stage: Stage): ReadonlySet<string> => {
  const kind = kindOf(stage);
  const rules = rulesOf(stage).filter((rule) => limitOf(rule, stage.objectives, 'none') !== undefined);
  const templates = [...kind.headline, ...rules.flatMap(({ headline }) => headline ?? [])];
  const named = [
    ...rules.map(({ series }) => series),
    ...templates.flatMap((template) => Array.from(template.matchAll(inTemplate), ([, key = '']) => key)),
    ...[kind.rate, kind.errorRate, ...(kind.lag ?? [])].flatMap((key) => key ?? []),
    ...kind.siblings,
  ];
  return new Set(
    named.flatMap((key) => {
      const derived = kind.derived[key];
      return derived === undefined ? [key] : [key, ...derivedInputs(derived)];
    }),
  );
};

const byStage = new WeakMap<Stage, readonly SeriesSpec[]>();

const seriesOfStrip = (stage: Stage): readonly SeriesSpec[] => {
  const known = byStage.get(stage);
  if (known !== undefined) return known;
  const keys = keysOfStrip(stage);
  const needed = stage.series.filter(
    // A kind without a headline shows what the file names.
    ({ key }) => keys.has(key) || kindOf(stage).headline.length === 0,
  );
  byStage.set(stage, needed);
  return needed;
};

/** All series of the stage in focus, and of the others, and of what they depend on elsewhere, those that their health and their figure are made of. */
export const seriesNeeded = (
  { stages, dependencies = [] }: Pipeline,
  focus: string | undefined,
): readonly SeriesSpec[] =>
  [...stages, ...dependencies].flatMap((stage) =>
    stage.name === focus ? stage.series : seriesOfStrip(stage),
  );
