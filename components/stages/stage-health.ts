/** How bad stages are off, for all views that put the worst first. */
import type { StageHealth } from '../../src/pipeline/stage.ts';

const severity = { bad: 3, warn: 2, unknown: 1, ok: 0 } as const;

export const unknownStage = { health: 'unknown', headline: '', why: '' } as const;

export const healthByName = (stages: readonly StageHealth[]) =>
  new Map(stages.map((stage) => [stage.name, stage]));

export const severityOf = ({ health }: Pick<StageHealth, 'health'>): number => severity[health];

/** The worst first; of equals as they come. */
export const bySeverity = (stages: readonly StageHealth[]): readonly StageHealth[] =>
  stages.toSorted((a, b) => severityOf(b) - severityOf(a));

/** The first of the stages that are worst off: where to look. */
export const worstStage = (stages: readonly StageHealth[]): string | undefined => bySeverity(stages)[0]?.name;
