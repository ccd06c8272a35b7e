/** Orders in flight of a pipeline whose file says how they are told. */
import type { Gap, SourceProblem } from '../observation/health-of-sources.ts';
import type { ItemChange } from '../observation/streams.ts';
import type { OrdersSnapshot } from '../orders/orders.ts';
import { createOrdersFold } from '../orders/orders-fold.ts';
import { isSameOrigin, originOf } from '../origin.ts';
import { stageOfOrders } from '../pipeline/orders-choice.ts';
import type { Pipeline } from '../pipeline/stage.ts';

export type OrdersStore = {
  readonly apply: (change: ItemChange) => void;
  readonly applyGap: (gap: Gap) => void;
  readonly snapshot: (now: number) => OrdersSnapshot;
  /** Why orders cannot be told, or not wholly. */
  readonly problem: () => SourceProblem | undefined;
};

/** Of a table that stands in several Regions its first is told: the same orders may stand in the others, too. */
export const createOrdersStore = (
  pipeline: Pipeline | undefined,
  startedAt: number,
): OrdersStore | undefined => {
  const choice = pipeline?.orders;
  const stage = choice && stageOfOrders(choice, pipeline.stages);
  if (choice === undefined || stage === undefined) return undefined;
  const origin = originOf(stage);
  const fold = createOrdersFold({ choice, origin, startedAt });
  let problem: SourceProblem | undefined;
  return {
    apply: (change) => {
      if (isSameOrigin(change, origin)) fold.apply(change);
    },
    applyGap: (gap) => {
      if (isSameOrigin(gap, origin) && (gap.table ?? choice.table) === choice.table) fold.applyGap(gap);
    },
    snapshot: fold.snapshot,
    problem: () => {
      const failure = fold.trouble();
      if (failure === undefined) return undefined;
      if (problem?.failure !== failure)
        problem = { type: 'problem', source: 'stream', scope: 'orders', origin, at: startedAt, failure };
      return problem;
    },
  };
};
