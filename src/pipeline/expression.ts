/** Names in metric math: which series an expression speaks of. */
import { callsOf, isSelect, namesIn } from '../metric-math.ts';
import type { MetricInput, MetricQuery } from '../observation/metrics.ts';

/** An expression with the queries that its names stand for, and those that these need; `METRICS()` stands for all metrics. */
export const withInputs = (query: MetricQuery, byName: ReadonlyMap<string, MetricInput>): MetricQuery => {
  // A Metrics Insights query speaks of metrics, never of names.
  if (query.kind !== 'expression' || isSelect(query.expression)) return query;
  const inputs: Record<string, MetricInput> = {};
  const visit = (text: string) => {
    const names = namesIn(text);
    const all = callsOf('METRICS', text) > 0;
    for (const [name, input] of byName) {
      const isMeant = names.has(name) || (all && input.kind === 'metric');
      const isItself = input.kind === 'expression' && input.expression === query.expression;
      if (!isMeant || isItself || Object.hasOwn(inputs, name)) continue;
      inputs[name] = input;
      if (input.kind === 'expression') visit(input.expression);
    }
  };
  visit(query.expression);
  return Object.keys(inputs).length === 0 ? query : { ...query, inputs };
};
