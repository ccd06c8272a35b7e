import type { Pipeline } from '../../src/pipeline/stage.ts';
import { readLogLine } from '../../src/reading/log-lines.ts';
import { orderIdInLog } from '../../src/trace/order-id.ts';
import type { AnswerRow } from './answer.ts';

/** The order that a row names: in its message, in the column that is called as the pipeline file says, in any other. */
export const orderIdInRow = ({ cells }: AnswerRow, { orderId }: Pipeline): string | undefined => {
  const message = cells.get('@message');
  const inMessage = message === undefined ? undefined : orderIdInLog(message, readLogLine(message), orderId);
  if (inMessage !== undefined) return inMessage;
  const inColumn = orderId?.path === undefined ? undefined : cells.get(orderId.path);
  if (inColumn !== undefined && inColumn !== '') return inColumn;
  for (const text of cells.values()) {
    const found = orderIdInLog(text, readLogLine(text), orderId);
    if (found !== undefined) return found;
  }
  return undefined;
};
