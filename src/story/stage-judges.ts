/** The breaches of a pipeline's stages: each stage is judged anew only where its points have moved. */
import type { AnsweredPointsOf } from '../pipeline/derive.ts';
import { createRuleJudge, type Judgement } from '../pipeline/rule-judge.ts';
import type { Stage } from '../pipeline/stage.ts';
import { type Breach, breachesOf } from './breaches.ts';

/** What has been read of a stage, and what came of it. */
export type JudgedStage = {
  readonly breaches: readonly Breach[];
  /** Start of its newest settled bucket, before all time where there is none: what shows a breach before that is late. */
  readonly readTo: number;
  readonly isMeasured: boolean;
  /** Start of the oldest bucket that is held. */
  readonly heldFrom: number | undefined;
};

export type JudgedStages = ReadonlyMap<string, JudgedStage>;

type Memory = {
  readonly judge: ReturnType<typeof createRuleJudge>;
  readonly of: Judgement;
  readonly judged: JudgedStage;
};

const judgedOf = (stage: Stage, judgement: Judgement, pointsOf: AnsweredPointsOf): JudgedStage => {
  const series = stage.series.map(({ id }) => pointsOf(id).points);
  const begins = series.flatMap(([first]) => first?.at ?? []);
  return {
    breaches: breachesOf(stage, judgement),
    readTo: series.reduce(
      (newest, points) => Math.max(newest, points.findLast(({ settled }) => settled)?.at ?? newest),
      Number.NEGATIVE_INFINITY,
    ),
    isMeasured: begins.length > 0,
    heldFrom: begins.length === 0 ? undefined : Math.min(...begins),
  };
};

/** Judges stages by their points. The same stages and points give the same object. */
export const createStageJudges = (): ((
  stages: readonly Stage[],
  pointsOf: AnsweredPointsOf,
) => JudgedStages) => {
  const memories = new Map<string, Memory>();
  let last: JudgedStages = new Map();
  return (stages, pointsOf) => {
    for (const stage of stages) {
      const before = memories.get(stage.name);
      const judge = before?.judge ?? createRuleJudge();
      const judgement = judge(stage, pointsOf);
      if (before?.of === judgement) continue;
      memories.set(stage.name, { judge, of: judgement, judged: judgedOf(stage, judgement, pointsOf) });
    }
    const isSame =
      last.size === stages.length &&
      stages.every(({ name }) => last.get(name) === memories.get(name)?.judged);
    if (!isSame) last = new Map([...memories].map(([name, { judged }]) => [name, judged] as const));
    return last;
  };
};
