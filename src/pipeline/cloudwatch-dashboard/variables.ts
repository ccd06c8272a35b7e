/** Variables of a dashboard: values put in their places before the widgets are read. */
import * as z from 'zod';
import { compilePattern, replaceAll } from '../../patterns/bounded-pattern.ts';
import { reasonOf, variableSchema } from './body-schema.ts';
import type { Variable, VariableSearch } from './model.ts';

/** Properties that a widget has even where its body does not write them. */
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

export type ReadVariables = {
  readonly variables: readonly Variable[];
  /** Those that make no sense, by name, and why. */
  readonly warnings: readonly string[];
};

const named = z.object({
  id: z.string().optional().catch(undefined),
  label: z.string().optional().catch(undefined),
});

/** How a person finds a variable in the body: by its id or label, else by its place. */
const nameOf = (raw: unknown, index: number): string => {
  const { id, label } = named.safeParse(raw).data ?? {};
  return `variable ${id || label || index + 1}`;
};

const readVariable = (raw: unknown, { chosen = {}, found = {} }: VariableValues): Variable | string => {
  const parsed = variableSchema.safeParse(raw);
  if (!parsed.success) return reasonOf(parsed.error, raw);
  const { type, label, defaultValue, values } = parsed.data;
  const target = type === 'property' ? parsed.data.property : parsed.data.pattern;
  if (target === undefined || target === '') return `${type}: found nothing`;
  const id = parsed.data.id === '' ? target : parsed.data.id;
  const search = values.length > 0 ? undefined : readSearch(parsed.data.search, parsed.data.populateFrom);
  const choices = [
    ...values.map((choice) => ({ value: choice.value, label: choice.label ?? choice.value })),
    ...(values.length > 0 ? [] : (found[id] ?? []).map((value) => ({ value, label: value }))),
  ];
  // CloudWatch writes `__FIRST` for the first of the values that it finds.
  const value = chosen[id] ?? (defaultValue === '__FIRST' ? choices[0]?.value : defaultValue);
  return {
    id,
    label: label ?? id,
    type,
    target,
    ...(value === undefined ? {} : { value }),
    choices,
    ...(search === undefined ? {} : { search }),
  };
};

/** Reads the variables; those that make no sense are left out, with a word. */
export const readVariables = (raw: readonly unknown[], values: VariableValues): ReadVariables => {
  const variables: Variable[] = [];
  const warnings: string[] = [];
  raw.forEach((one, index) => {
    const read = readVariable(one, values);
    if (typeof read === 'string') warnings.push(`${nameOf(one, index)} was not understood: ${read}`);
    else variables.push(read);
  });
  return { variables, warnings };
};

type Properties = Readonly<Record<string, unknown>>;

/** The value with `change` made of each text, number and flag in it; `key` is the property that it stands in. */
const mapLeaves = (
  value: unknown,
  change: (leaf: string | number | boolean, key: string | undefined) => unknown,
  key?: string,
): unknown => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return change(value, key);
  }
  // In a list a value stands for itself: `["Region", "eu-west-1"]` has no property of that name.
  if (Array.isArray(value)) return value.map((one) => mapLeaves(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapLeaves(one, change, name)]));
};

const mapProperties = (properties: Properties, change: Parameters<typeof mapLeaves>[1]): Properties =>
  Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, mapLeaves(one, change, name)]));

/** Every instance of the property: of the widget, of its rows, of what stands in them. */
const setProperty = (widget: Properties, target: string, value: string): Properties => ({
  ...mapProperties(widget, (leaf, key) => (key === target ? value : leaf)),
  ...(widgetProperties.has(target) ? { [target]: value } : {}),
});

/** A number is replaced as a whole or not at all: `5` is no part of 15. */
const replacePattern = (
  widgets: readonly Properties[],
  { target, value = '', label }: Variable,
): { readonly widgets: readonly Properties[]; readonly warnings: readonly string[] } => {
  const compiled = compilePattern(target, { of: 'variable' });
  const by = new Map<string, string>();
  for (const widget of widgets) {
    mapProperties(widget, (leaf) => {
      const text = String(leaf);
      // What is no regular expression was meant as it stands.
      const replaced = (): string =>
        compiled.ok ? replaceAll(compiled.value, text, value) : text.split(target).join(value);
      if (typeof leaf !== 'boolean' && !by.has(text)) by.set(text, replaced());
      return leaf;
    });
  }
  if (compiled.ok && compiled.value.isOff()) {
    return { widgets, warnings: [`variable ${label}: its pattern takes too long, nothing was replaced`] };
  }
  const changed = (leaf: string | number | boolean): unknown => {
    const text = by.get(String(leaf));
    if (typeof leaf === 'string') return text ?? leaf;
    return typeof leaf === 'number' && text === value ? text : leaf;
  };
  return { widgets: widgets.map((widget) => mapProperties(widget, changed)), warnings: [] };
};

/**
 * The properties of all widgets with the values of the variables in them. A pattern is a regular expression that is looked for in
 * every text; a property is set in every place that has it (dashboard body structure, "Variables array structure").
 */
export const applyVariables = (
  widgets: readonly Properties[],
  variables: readonly Variable[],
): { readonly widgets: readonly Properties[]; readonly warnings: readonly string[] } => {
  let applied = widgets;
  const warnings: string[] = [];
  for (const variable of variables) {
    const { type, target, value } = variable;
    if (value === undefined) continue;
    if (type === 'property') applied = applied.map((widget) => setProperty(widget, target, value));
    else {
      const replaced = replacePattern(applied, variable);
      applied = replaced.widgets;
      warnings.push(...replaced.warnings);
    }
  }
  return { widgets: applied, warnings };
};

/** Values that variables give to dimensions, by the dimension's name. */
export const dimensionValues = (variables: readonly Variable[]): ReadonlyMap<string, string> =>
  new Map(
    variables.flatMap(({ type, target, value }): [string, string][] =>
      type === 'property' && value !== undefined ? [[target, value]] : [],
    ),
  );
