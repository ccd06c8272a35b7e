/** Names in metric math: which series an expression speaks of. */
import type { MetricQuery } from '../observation/metrics.ts';

/** Names in an expression outside of its quoted texts. */
const namesIn = (expression: string): ReadonlySet<string> =>
  new Set(expression.replace(/"[^"]*"|'[^']*'/g, ' ').match(/\b[A-Za-z]\w*\b/g) ?? []);

/** An expression with the queries that its names stand for, and those that these need; `METRICS()` stands for all metrics. */
export const withInputs = (query: MetricQuery, byName: ReadonlyMap<string, MetricQuery>): MetricQuery => {
  // A Metrics Insights query speaks of metrics, never of names.
  if (query.kind === 'metric' || /^\s*select\b/i.test(query.expression)) return query;
  const inputs: Record<string, MetricQuery> = {};
  const visit = (text: string) => {
    const names = namesIn(text);
    const all = names.has('METRICS');
    for (const [name, input] of byName) {
      const isMeant = names.has(name) || (all && input.kind === 'metric');
      if (!isMeant || input === query || Object.hasOwn(inputs, name)) continue;
      inputs[name] = input;
      if (input.kind === 'expression') visit(input.expression);
    }
  };
  visit(query.expression);
  return Object.keys(inputs).length === 0 ? query : { ...query, inputs };
};
