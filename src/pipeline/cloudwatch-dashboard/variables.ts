/** Variables of a dashboard: values put in their places before the widgets are read. */
import { variableSchema } from './body-schema.ts';
import type { Variable } from './model.ts';

/** Properties that a variable sets on the widget itself; any other names a dimension. */
const widgetProperties: ReadonlySet<string> = new Set([
  'region',
  'accountId',
  'period',
  'stat',
  'view',
  'title',
]);

/** Reads the variables; those that make no sense are left out. `chosen` is by id. */
export const readVariables = (
  raw: readonly unknown[],
  chosen: Readonly<Record<string, string>>,
): Variable[] =>
  raw.flatMap((one): Variable[] => {
    const parsed = variableSchema.safeParse(one);
    const target = parsed.data?.type === 'property' ? parsed.data.property : parsed.data?.pattern;
    if (!parsed.success || target === undefined || target === '') return [];
    const { id, type, label, defaultValue, values } = parsed.data;
    // CloudWatch writes `__FIRST` for the first of the values that it finds.
    const value = chosen[id] ?? (defaultValue === '__FIRST' ? values[0]?.value : defaultValue);
    return [
      {
        id: id === '' ? target : id,
        label: label ?? (id === '' ? target : id),
        type,
        target,
        ...(value === undefined ? {} : { value }),
        choices: values.map((choice) => ({ value: choice.value, label: choice.label ?? choice.value })),
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
