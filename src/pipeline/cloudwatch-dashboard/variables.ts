/** Variables of a dashboard: values put in their places before the widgets are read. */
import { variableSchema } from './body-schema.ts';
import type { Variable, VariableSearch } from './model.ts';

/** Properties that a variable sets on the widget itself; any other names a dimension. */
const widgetProperties: ReadonlySet<string> = new Set([
  'region',
  'accountId',
  'period',
  'stat',
  'view',
  'title',
]);

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

/**
 * `{AWS/Lambda,FunctionName} MetricName="Errors"`: the metrics that a variable takes its values from. Words that say nothing of a
 * metric's name or dimensions are left out: there are then more values, none too few.
 */
export const readSearch = (
  search: string | undefined,
  populateFrom: string | undefined,
): VariableSearch | undefined => {
  const [, schema, words = ''] = /^\s*\{([^}]*)\}(.*)$/s.exec(search ?? '') ?? [];
  if (schema === undefined || populateFrom === undefined) return undefined;
  const [namespace = '', ...dimensions] = schema.split(',').map(unquoted);
  if (!dimensions.includes(populateFrom)) return undefined;
  const terms = [...words.matchAll(/([\w.]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"']+)/g)].map(
    ([, name = '', value = '']): [string, string] => [name, unquoted(value)],
  );
  const metric = terms.find(([name]) => name === 'MetricName')?.[1];
  return {
    namespace,
    ...(metric === undefined ? {} : { metric }),
    dimensions,
    fixed: Object.fromEntries(terms.filter(([name]) => dimensions.includes(name))),
    populateFrom,
  };
};

/** What is known beside the body of the dashboard, each by the variable's id. */
export type VariableValues = {
  /** In place of the defaults. */
  readonly chosen?: Readonly<Record<string, string>> | undefined;
  /** What their searches found. */
  readonly found?: Readonly<Record<string, readonly string[]>> | undefined;
};

/** Reads the variables; those that make no sense are left out. */
export const readVariables = (
  raw: readonly unknown[],
  { chosen = {}, found = {} }: VariableValues,
): Variable[] =>
  raw.flatMap((one): Variable[] => {
    const parsed = variableSchema.safeParse(one);
    const target = parsed.data?.type === 'property' ? parsed.data.property : parsed.data?.pattern;
    if (!parsed.success || target === undefined || target === '') return [];
    const { type, label, defaultValue, values } = parsed.data;
    const id = parsed.data.id === '' ? target : parsed.data.id;
    const search = values.length > 0 ? undefined : readSearch(parsed.data.search, parsed.data.populateFrom);
    const choices = [
      ...values.map((choice) => ({ value: choice.value, label: choice.label ?? choice.value })),
      ...(values.length > 0 ? [] : (found[id] ?? []).map((value) => ({ value, label: value }))),
    ];
    // CloudWatch writes `__FIRST` for the first of the values that it finds.
    const value = chosen[id] ?? (defaultValue === '__FIRST' ? choices[0]?.value : defaultValue);
    return [
      {
        id,
        label: label ?? id,
        type,
        target,
        ...(value === undefined ? {} : { value }),
        choices,
        ...(search === undefined ? {} : { search }),
      },
    ];
  });

const replaceText = (value: unknown, pattern: string, by: string): unknown => {
  if (typeof value === 'string') return value.split(pattern).join(by);
  if (Array.isArray(value)) return value.map((one) => replaceText(one, pattern, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaceText(one, pattern, by)]));
};

/** A widget's properties with the values of the variables in them. */
export const applyVariables = (
  properties: Readonly<Record<string, unknown>>,
  variables: readonly Variable[],
): Record<string, unknown> => {
  let applied: Record<string, unknown> = { ...properties };
  for (const { type, target, value } of variables) {
    if (value === undefined) continue;
    if (type === 'pattern') {
      applied = Object.fromEntries(
        Object.entries(applied).map(([key, one]) => [key, replaceText(one, target, value)]),
      );
    } else if (widgetProperties.has(target)) applied = { ...applied, [target]: value };
  }
  return applied;
};

/** Values that variables give to dimensions, by the dimension's name. */
export const dimensionValues = (variables: readonly Variable[]): ReadonlyMap<string, string> =>
  new Map(
    variables.flatMap(({ type, target, value }): [string, string][] =>
      type === 'property' && value !== undefined && !widgetProperties.has(target) ? [[target, value]] : [],
    ),
  );
