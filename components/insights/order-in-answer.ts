/** An order out of what is in memory and of the rows of the answer; Insights is asked for all of its lines by a key. */
import { orderQuery } from '../../src/pipeline/queries/built-in.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Row } from '../../src/terminal/row.ts';
import { lineOfRow } from '../../src/trace/query-lines.ts';
import type { Look } from '../frame/layout.ts';
import { orderEventsIn } from '../order/order-events-in.ts';
import { orderRows } from '../order/order-rows.ts';
import type { Answer, Asked, InsightsData } from './answer.ts';
import { answerHead } from './answer-rows.ts';

/** True where this is what was asked of Insights. */
export const isRequestedFor = (orderId: string, asked: Asked | undefined): boolean =>
  asked?.query === orderQuery(orderId);

/** The answer, where it is to the query for this order. */
export const answerOfOrder = (orderId: string, { answer }: InsightsData): Answer | undefined =>
  isRequestedFor(orderId, answer?.asked) ? answer : undefined;

type OrderInput = {
  readonly snapshot: Snapshot;
  readonly pipeline: Pipeline;
  readonly seen: InsightsData;
  /** Why Insights cannot be asked, where it cannot. */
  readonly lack: string | undefined;
};

export const orderInAnswer = (
  orderId: string,
  { snapshot, pipeline, seen, lack }: OrderInput,
  width: number,
  look: Look,
): Row[] => {
  const lines = (seen.answer?.rows ?? []).flatMap((row) => lineOfRow(row.cells, row) ?? []);
  const asked = answerOfOrder(orderId, seen);
  const hint = lack === undefined ? 'r asks Insights for all lines that name it.' : `${lack}.`;
  return [
    ...(asked === undefined
      ? [[{ text: ` From what is in memory: ${hint}`, role: 'dim' as const }]]
      : answerHead(asked, seen, look, width)),
    [],
    ...orderRows(orderEventsIn(snapshot, orderId, pipeline, lines), width, look),
  ];
};
