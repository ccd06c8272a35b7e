/**
 * The body of GetDashboard, read leniently: unknown properties are ignored, numbers may be texts, and what is wrong in one
 * widget is the trouble of that widget alone. Source: the dashboard body structure of the CloudWatch API reference.
 */
import * as z from 'zod';
import { found, type Path, pathText, valueAt } from '../found.ts';

/** Words for what of a body cannot be read: where, and what stands there. */
export const reasonOf = (error: z.ZodError, value: unknown): string => {
  const [issue] = error.issues;
  const path: Path = (issue?.path ?? []).filter((key) => typeof key !== 'symbol');
  const where = path.length === 0 ? '' : `${pathText(path)}: `;
  return `${where}found ${found(valueAt(value, path))}`;
};

const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** "string, number, or Boolean": put in its place as a text, which all properties may be. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A list of which only the entries are left that can be read. */
const listOf = <Schema extends z.ZodType>(entry: Schema) =>
  z
    .array(z.unknown())
    .transform((all): z.output<Schema>[] =>
      all.flatMap((one) => {
        const parsed = entry.safeParse(one);
        return parsed.success ? [parsed.data] : [];
      }),
    )
    .catch([]);

export const bodySchema = z.object({
  start: z.string().optional(),
  end: z.string().optional(),
  periodOverride: z.enum(['auto', 'inherit']).catch('auto').default('auto'),
  variables: z.array(z.unknown()).default([]),
  widgets: z.array(z.unknown()).default([]),
});

export const widgetSchema = z.object({
  type: z.string().default('metric'),
  x: number.optional(),
  y: number.optional(),
  width: number.default(6),
  height: number.default(6),
  properties: z.record(z.string(), z.unknown()).default({}),
});

export const variableSchema = z.object({
  type: z.enum(['property', 'pattern']),
  id: scalar.default(''),
  label: scalar.optional(),
  property: z.string().optional(),
  pattern: z.string().optional(),
  defaultValue: scalar.optional(),
  search: z.string().optional(),
  populateFrom: z.string().optional(),
  values: listOf(z.object({ value: scalar, label: scalar.optional() })).default([]),
});

const lineOptions = z.object({
  accountId: z.string().optional(),
  color: z.string().optional(),
  expression: z.string().optional(),
  id: z.string().optional(),
  label: z.string().optional(),
  period: number.optional().catch(undefined),
  region: z.string().optional(),
  stat: z.string().optional(),
  visible: flag.default(true),
  yAxis: z.enum(['left', 'right']).catch('left').default('left'),
});

export type LineOptions = z.output<typeof lineOptions>;

/** A row: namespace, name, dimensions, and options last; or options alone, with an expression. */
const metricRow = z.array(z.union([z.string(), z.number().transform(String), lineOptions])).min(1);

export type RawRow = z.output<typeof metricRow>;

const horizontal = z.object({
  value: number,
  label: z.string().optional(),
  color: z.string().optional(),
  visible: flag.optional().catch(undefined),
  yAxis: z.enum(['left', 'right']).optional().catch(undefined),
});

const vertical = z.object({
  value: z.string(),
  label: z.string().optional(),
  color: z.string().optional(),
  visible: flag.optional().catch(undefined),
});

const annotations = z.object({
  alarms: listOf(z.string()).default([]),
  // A line or a moment has one edge, a band two.
  horizontal: listOf(z.union([horizontal.transform((one) => [one]), z.array(horizontal)])).default([]),
  vertical: listOf(z.union([vertical.transform((one) => [one]), z.array(vertical)])).default([]),
});

export type Annotations = z.output<typeof annotations>;

const axis = z.object({
  label: z.string().optional().catch(undefined),
  min: number.optional().catch(undefined),
  max: number.optional().catch(undefined),
});

const summaryColumn = z.enum(['MIN', 'MAX', 'SUM', 'AVG']);

export const metricProperties = z.object({
  accountId: z.string().optional(),
  annotations: annotations.optional(),
  end: z.string().optional().catch(undefined),
  legend: z.object({ position: z.string() }).partial().optional().catch(undefined),
  metrics: z.array(metricRow).default([]),
  period: number.optional().catch(undefined),
  region: z.string().optional(),
  setPeriodToTimeRange: flag.catch(false).default(false),
  sparkline: flag.catch(true).default(true),
  stacked: flag.catch(false).default(false),
  start: z.string().optional().catch(undefined),
  stat: z.string().optional(),
  table: z
    .object({ summaryColumns: listOf(summaryColumn) })
    .partial()
    .optional()
    .catch(undefined),
  title: z.string().optional(),
  view: z.enum(['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table']).default('timeSeries'),
  yAxis: z.object({ left: axis, right: axis }).partial().optional().catch(undefined),
});

export type MetricProperties = z.output<typeof metricProperties>;

export const textProperties = z.object({ markdown: z.string() });

export const logProperties = z.object({
  accountId: z.string().optional(),
  logGroupNames: z.array(z.string()).optional(),
  query: z.string(),
  queryLanguage: z.string().optional(),
  region: z.string().optional(),
  title: z.string().optional(),
  view: z.enum(['table', 'timeSeries', 'bar', 'pie']).catch('table').default('table'),
});

export const alarmProperties = z.object({
  alarms: z.array(z.string()),
  sortBy: z.string().optional(),
  states: z.array(z.string()).optional(),
  title: z.string().optional(),
});
