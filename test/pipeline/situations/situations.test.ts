/**
 * Every rule of every kind in the situations that wake a person up. The table is data, written in words and judged by a reader:
 * `a minute holds` is what AWS reports in each of five settled minutes (or periods of the kind), by the key of the series, what
 * is not named is absent; `1/2/3` are values of consecutive minutes, `-` a minute without one. `40 m ago` is when the last was.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Point } from '../../../src/observation/metrics.ts';
import { kinds, stageKinds } from '../../../src/pipeline/catalogue/kinds.ts';
import { stageFigures } from '../../../src/pipeline/derive.ts';
import { judgeStage, limitOf, rulesOf } from '../../../src/pipeline/health.ts';
import { parsePipelineFile } from '../../../src/pipeline/pipeline-file.ts';
import type { Stage } from '../../../src/pipeline/stage.ts';
import { allOf, minute, noneAcknowledged, now, points, seriesKey } from '../stages.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

const parsed = parsePipelineFile(read('stages.yaml'), { file: 'stages.yaml', regions: ['eu-west-1'] });
if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
const stages = new Map(parsed.value[0].stages.map((stage) => [stage.name, stage]));

const columns = ['stage', 'rule', 'situation', 'holds', 'health', 'why'] as const;
type Situation = Readonly<Record<(typeof columns)[number], string>>;

const table = read('situations.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| stage') && !line.startsWith('| ---'))
  .map((line): Situation => {
    const cells = line.split('|').map((cell) => cell.trim());
    const of = (nth: number) => cells[nth + 1] ?? '';
    return { stage: of(0), rule: of(1), situation: of(2), holds: of(3), health: of(4), why: of(5) };
  });

const stageOf = (name: string): Stage => {
  const stage = stages.get(name);
  if (stage === undefined) throw new Error(`no stage ${name}`);
  return stage;
};

const repeated = (text: string): readonly (number | undefined)[] => {
  const values = text.split('/').map((value) => (value === '-' ? undefined : Number(value)));
  return values.length === 1 ? Array.from({ length: 5 }, () => values[0]) : values;
};

/** Points of each series by its id. */
const pointsOf = ({ series }: Stage, holds: string): ReadonlyMap<string, readonly Point[]> => {
  const [, minutesAgo, figures = ''] = /^(?:(\d+) m ago: )?(.*)$/.exec(holds) ?? [];
  return new Map(
    figures
      .split(', ')
      .filter((text) => text !== '' && text !== 'nothing')
      .map((text) => {
        const [key = '', values = ''] = text.split(' ');
        const spec = series.find(({ id }) => seriesKey(id) === key);
        if (spec === undefined) throw new Error(`no series ${key}`);
        const known = points(repeated(values), spec.periodSeconds);
        const back = Number(minutesAgo ?? 0) * minute;
        return [spec.id, known.map((point) => ({ ...point, at: point.at - back }))];
      }),
  );
};

it('between them they are asked for every metric of every kind', () => {
  const asked = new Set(
    [...stages.values()].flatMap(({ kind, series }) => series.map(({ key }) => `${kind} ${key}`)),
  );
  const all = stageKinds.flatMap((kind) => Object.keys(kinds[kind].metrics).map((key) => `${kind} ${key}`));
  expect(all.filter((metric) => !asked.has(metric))).toEqual([]);
});

describe.each([...stages.keys()])('stage %s', (name) => {
  const stage = stageOf(name);
  const own = table.filter((row) => row.stage === name);

  it('is judged as the table says', () => {
    const judged = own.map(({ holds, ...row }) => {
      const known = pointsOf(stage, holds);
      const { health, why } = judgeStage(stage, (id) => allOf(known.get(id) ?? []), now);
      return { ...row, holds, health, why };
    });
    expect(judged).toEqual(own);
  });

  it('meets every situation, and each of its rules breaks in one', () => {
    for (const situation of ['healthy', 'a gap', 'nothing arrives', 'no data at all', 'data stopped']) {
      expect(own.map((row) => row.situation)).toContain(situation);
    }
    for (const { rule, why } of own) if (rule !== '-') expect(why.startsWith(rule), why).toBe(true);
    const broken = own.filter(({ health }) => health === 'warn' || health === 'bad');
    const figureOf = stageFigures(stage, noneAcknowledged);
    const asked = rulesOf(stage).filter((rule) => {
      const figure = figureOf(rule.series);
      return figure !== undefined && limitOf(rule, stage.objectives, figure.unit) !== undefined;
    });
    for (const { words, level } of asked) {
      expect(
        broken.some(({ rule, health }) => rule === words && health === level),
        `${words} (${level})`,
      ).toBe(true);
    }
  });
});
