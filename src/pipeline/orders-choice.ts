/** `orders:` of the pipeline file: where a table's items tell which orders are in flight (issue 14). */
import type { Built, Complaint } from './build-stage.ts';
import { parseItemExpression } from './change-expression.ts';
import { found } from './found.ts';
import { itemPathNeeds, parseItemPath } from './item-path.ts';
import type { OrdersEntry } from './pipeline-schema.ts';
import type { OrdersChoice, Stage } from './stage.ts';

const pathKeys = ['id', 'status', 'value', 'currency'] as const;

/** The table of the stage that has it: there its stream is read. */
export const stageOfOrders = (
  { table }: Pick<OrdersChoice, 'table'>,
  stages: readonly Stage[],
): Stage | undefined => stages.find((stage) => stage.kind === 'dynamodb' && stage.table === table);

/**
 * The checks that a schema cannot make. A status that is in no list is one of orders on their way; one cannot be both done and
 * failed, and an order that is finished cannot be late, so that a status with an objective is in neither list.
 */
export const buildOrders = (entry: OrdersEntry, stages: readonly Stage[]): Built<OrdersChoice> => {
  const complaints: Complaint[] = [];
  const complain = (path: Complaint['path'], message: string) => complaints.push({ path, message });
  if (stageOfOrders(entry, stages) === undefined) {
    const tables = stages.flatMap(({ kind, table }) => (kind === 'dynamodb' && table ? [table] : []));
    const allowed =
      tables.length === 0
        ? 'a table of a stage of kind dynamodb, and there is none with a table'
        : `a table of a stage: ${[...new Set(tables)].join(', ')}`;
    complain(['table'], `found ${found(entry.table)}, needs ${allowed}`);
  }
  for (const key of pathKeys) {
    const path = entry[key];
    if (path !== undefined && parseItemPath(path) === undefined) {
      complain([key], `found ${found(path)}, needs ${itemPathNeeds}`);
    }
  }
  const where = entry.where === undefined ? undefined : parseItemExpression(entry.where);
  if (where?.ok === false) complain(['where'], `${where.error}, at character ${where.at + 1}`);
  entry.failed.forEach((status, index) => {
    if (entry.done.includes(status)) {
      complain(
        ['failed', index],
        `${found(status)} is in done already: an order is finished well or it is not`,
      );
    }
  });
  for (const status of Object.keys(entry.objectives)) {
    const list = entry.done.includes(status) ? 'done' : entry.failed.includes(status) ? 'failed' : undefined;
    if (list !== undefined) {
      complain(
        ['objectives', status],
        `${found(status)} is in ${list}: an order that is finished cannot be late`,
      );
    }
  }
  if (complaints.length > 0) return { ok: false, complaints };
  return {
    ok: true,
    value: {
      table: entry.table,
      ...(entry.where === undefined ? {} : { where: entry.where }),
      id: entry.id,
      status: entry.status,
      done: entry.done,
      failed: entry.failed,
      objectives: entry.objectives,
      ...(entry.value === undefined ? {} : { value: entry.value }),
      ...(entry.currency === undefined ? {} : { currency: entry.currency }),
    },
  };
};
