/** Up to when figures are known that cannot be read any more: an old one says that it is old, wherever it is shown (issue 15, 5). */
import type { SourceProblem } from '../observation/health-of-sources.ts';
import { originName } from '../origin.ts';
import type { SeriesSnapshot } from './series-store.ts';

/**
 * When the polled figures of each stage were read last, epoch ms by its name: of places alone that are in trouble. Nothing where all is
 * well, nor of a stage that was never read. Not all figures of a place need be in it: some come by another call.
 */
export const figuresAsOf = (
  series: SeriesSnapshot,
  problems: Iterable<SourceProblem>,
): ReadonlyMap<string, number> => {
  const inTrouble = new Set<string>();
  for (const { source, scope, origin, failure } of problems) {
    // Of a whole place: one query that is refused makes nothing else old.
    const isWhole = origin !== undefined && scope === originName(origin);
    if (source === 'metrics' && failure !== undefined && isWhole) inTrouble.add(scope);
  }
  const asOf = new Map<string, number>();
  if (inTrouble.size === 0) return asOf;
  for (const { spec, readAt } of series.values()) {
    const { stage } = spec;
    if (stage === undefined || readAt === undefined || spec.onDemand !== undefined) continue;
    if (inTrouble.has(originName(spec))) asOf.set(stage, Math.max(asOf.get(stage) ?? readAt, readAt));
  }
  return asOf;
};
