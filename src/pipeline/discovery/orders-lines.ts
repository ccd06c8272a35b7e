/** `orders:` of a file that `init` writes, and the tables that it is looked for in. */
import type { OrdersGuess } from './guess-orders.ts';
import { isMatch } from './match.ts';
import { findResources, type ListedMetric } from './resources.ts';
import { comment, list, scalar } from './yaml-text.ts';

/** `orders:`, with what was guessed and from what: it is read by the tool as it stands. */
export const ordersLines = (guess: OrdersGuess): readonly string[] => {
  const { table, where, id, status, statuses, done, failed, objectives, value, currency, changes } = guess;
  const measured = Object.entries(objectives).map(([of, seconds]) => `${scalar(of)}: ${seconds}s`);
  return [
    `# Guessed from ${changes} changes of ${comment(table)}, in which the statuses ${comment(statuses.join(', '))} were seen.`,
    'orders:',
    `  table: ${scalar(table)}`,
    ...(where === undefined ? [] : [`  where: ${scalar(where)} # guessed`]),
    `  id: ${scalar(id)} # guessed`,
    `  status: ${scalar(status)} # guessed`,
    `  done: ${list(done)} # guessed by name: add those that were not seen`,
    `  failed: ${list(failed)} # guessed by name`,
    measured.length === 0
      ? `  # objectives: { ${statuses[0] ?? 'PLACED'}: 10m }, how long an order may be in a status before it is late`
      : `  objectives: { ${measured.join(', ')} } # guessed: three times what nearly all of them took, at least 60s`,
    ...(value === undefined ? [] : [`  value: ${scalar(value)} # guessed`]),
    ...(currency === undefined ? [] : [`  currency: ${scalar(currency)} # guessed`]),
  ];
};

/** Tables that `init` may look at for orders: those of the account itself, of which one is named like them first. */
export const tablesToSample = ({
  metrics,
  match,
}: {
  readonly metrics: readonly ListedMetric[];
  readonly match?: string | undefined;
}): readonly {
  readonly table: string;
  readonly region: string;
}[] => {
  const tables = findResources(metrics).flatMap(({ kind, dimensions, region, name }) => {
    const table = dimensions.TableName;
    return kind === 'dynamodb' && table !== undefined && isMatch(`${name} ${table}`, match)
      ? [{ table, region }]
      : [];
  });
  const rank = ({ table }: { readonly table: string }): number => (/order/i.test(table) ? 0 : 1);
  return tables.sort((a, b) => rank(a) - rank(b));
};
