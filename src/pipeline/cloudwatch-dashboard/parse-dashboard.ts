/** GetDashboard's body as a model of widgets and series. */

import type * as z from 'zod';
import type { Result } from '../../result.ts';
import { splitSources } from '../queries/query-source.ts';
import { marksOf, thresholdsOn } from './annotations.ts';
import {
  alarmProperties,
  bodySchema,
  logProperties,
  type MetricProperties,
  metricProperties,
  reasonOf,
  textProperties,
  widgetSchema,
} from './body-schema.ts';
import { defaultPeriodSeconds, metricLines } from './metric-rows.ts';
import type { Axis, CloudWatchDashboard, MetricContent, Variable, Widget, WidgetContent } from './model.ts';
import { ownTime, parseTimeBound } from './time-bound.ts';
import { applyVariables, dimensionValues, readVariables, type VariableValues } from './variables.ts';

export type ParseDashboardOptions = {
  readonly name: string;
  /** Of widgets that name none. */
  readonly region: string;
  /** Values of variables by their id. */
  readonly variables?: VariableValues;
  /** Begins the ids of its series; the name where absent. */
  readonly idPrefix?: string;
};

export type DashboardResult = Result<CloudWatchDashboard, { readonly error: string }>;

const metricContent = (
  properties: MetricProperties,
  index: number,
  options: ParseDashboardOptions,
  variables: readonly Variable[],
): MetricContent => {
  const { annotations, yAxis, view } = properties;
  const own = ownTime(properties);
  const axisOf = (side: 'left' | 'right'): Axis => {
    const { label, min, max } = yAxis?.[side] ?? {};
    return {
      ...(label === undefined ? {} : { label }),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      thresholds: thresholdsOn(side, annotations),
    };
  };
  return {
    kind: 'metric',
    view,
    stacked: properties.stacked,
    sparkline: properties.sparkline,
    wholeRange: properties.setPeriodToTimeRange,
    lines: metricLines(properties, {
      idPrefix: `${options.idPrefix ?? options.name}.w${index}`,
      region: options.region,
      dimensionValues: dimensionValues(variables),
    }),
    left: axisOf('left'),
    right: axisOf('right'),
    marks: marksOf(annotations),
    alarmArns: annotations?.alarms ?? [],
    legend: properties.legend?.position !== 'hidden',
    summary: properties.table?.summaryColumns ?? ['MIN', 'MAX', 'SUM', 'AVG'],
    periodSeconds: properties.period ?? defaultPeriodSeconds,
    ...(own === undefined ? {} : { own }),
  };
};

const titleOf = (properties: Readonly<Record<string, unknown>>): string =>
  typeof properties['title'] === 'string' ? properties['title'] : '';

const contentOf = (
  type: string,
  properties: Readonly<Record<string, unknown>>,
  index: number,
  options: ParseDashboardOptions,
  variables: readonly Variable[],
): WidgetContent => {
  const unreadable = (error: z.ZodError): WidgetContent => ({
    kind: 'unknown',
    type,
    reason: reasonOf(error, properties),
  });
  switch (type) {
    case 'metric': {
      const parsed = metricProperties.safeParse(properties);
      if (!parsed.success) return unreadable(parsed.error);
      const content = metricContent(parsed.data, index, options, variables);
      // AWS's structure wants one or the other; what has neither may have lost it on its way.
      const isEmpty = content.lines.length === 0 && content.alarmArns.length === 0;
      return isEmpty ? { kind: 'unknown', type, reason: 'names neither metrics nor an alarm' } : content;
    }
    case 'text': {
      const parsed = textProperties.safeParse(properties);
      return parsed.success ? { kind: 'text', markdown: parsed.data.markdown } : unreadable(parsed.error);
    }
    case 'log': {
      const parsed = logProperties.safeParse(properties);
      if (!parsed.success) return unreadable(parsed.error);
      const { accountId, logGroupNames, queryLanguage = 'CWLI', region = options.region, view } = parsed.data;
      const { groups, query } = splitSources(parsed.data.query);
      if (queryLanguage !== 'CWLI') {
        return { kind: 'unknown', type, reason: `asks in ${queryLanguage}, which is not run here` };
      }
      if (/^source\b/i.test(query)) {
        return {
          kind: 'unknown',
          type,
          reason: 'chooses its log groups by a pattern, which is not run here',
        };
      }
      return {
        kind: 'log',
        view,
        region,
        ...(accountId === undefined ? {} : { accountId }),
        groups: [...(logGroupNames ?? []), ...groups],
        query,
      };
    }
    case 'alarm': {
      const parsed = alarmProperties.safeParse(properties);
      if (!parsed.success) return unreadable(parsed.error);
      const { alarms, states, sortBy } = parsed.data;
      return {
        kind: 'alarm',
        arns: alarms,
        ...(states === undefined ? {} : { states }),
        newestFirst: sortBy === 'stateUpdatedTimestamp' || sortBy === 'timestamp',
      };
    }
    default:
      return { kind: 'unknown', type, reason: 'not drawn in a terminal' };
  }
};

/** Widgets without a place go to the next free one of their row, as CloudWatch does. */
const place = (
  { x, y, width, height }: z.output<typeof widgetSchema>,
  before: readonly Widget[],
): Pick<Widget, 'x' | 'y' | 'width' | 'height'> => {
  const columns = Math.min(24, Math.max(1, Math.round(width)));
  const rows = Math.min(1000, Math.max(1, Math.round(height)));
  const last = before.at(-1);
  const right = last === undefined ? 0 : last.x + last.width;
  const below = Math.max(0, ...before.map((widget) => widget.y + widget.height));
  const wraps = right + columns > 24;
  const freeX = wraps ? 0 : right;
  const freeY = wraps ? below : (last?.y ?? 0);
  return {
    x: Math.min(24 - columns, Math.max(0, Math.round(x ?? (y === undefined ? freeX : 0)))),
    y: Math.max(0, Math.round(y ?? freeY)),
    width: columns,
    height: rows,
  };
};

/**
 * Reads a dashboard's body (JSON text). Only a body that is no dashboard at all is an error; a widget that is not understood is
 * kept as a placeholder with its reason.
 */
export const parseDashboard = (body: string, options: ParseDashboardOptions): DashboardResult => {
  const fail = (reason: string): DashboardResult => ({
    ok: false,
    error: `dashboard ${options.name}: ${reason}`,
  });
  let json: unknown;
  try {
    // A template writes null for what it leaves out.
    json = JSON.parse(body, (_, value: unknown) => value ?? undefined);
  } catch (error) {
    return fail(
      `its body is not JSON: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) return fail(`its body has an unknown shape: ${reasonOf(parsed.error, json)}`);
  const { start, end, periodOverride } = parsed.data;
  const { variables, warnings: unread } = readVariables(parsed.data.variables, options.variables ?? {});
  const read = parsed.data.widgets.map((raw) => widgetSchema.safeParse(raw));
  const applied = applyVariables(
    read.map(({ data }) => data?.properties ?? {}),
    variables,
  );
  const warnings: string[] = [];
  const widgets: Widget[] = [];
  read.forEach((widget, index) => {
    if (!widget.success) {
      warnings.push(`widget ${index + 1}: ${reasonOf(widget.error, parsed.data.widgets[index])}`);
      return;
    }
    const properties = applied.widgets[index] ?? {};
    const content = contentOf(widget.data.type, properties, index, options, variables);
    if (content.kind === 'unknown') warnings.push(`widget ${index + 1} (${content.type}): ${content.reason}`);
    const wantsOwn = typeof properties['start'] === 'string' || typeof properties['end'] === 'string';
    const hasOwn = content.kind === 'metric' && content.own !== undefined;
    if (wantsOwn && !hasOwn && content.kind !== 'unknown') {
      warnings.push(
        `widget ${index + 1} (${widget.data.type}): drawn over the dashboard's time, not its own`,
      );
    }
    widgets.push({ index, ...place(widget.data, widgets), title: titleOf(properties), content });
  });
  warnings.push(...unread, ...applied.warnings);
  const from = parseTimeBound(start);
  const to = parseTimeBound(end);
  if (to !== undefined) warnings.push(`saved with an end (${end}): drawn up to now`);
  return {
    ok: true,
    value: {
      name: options.name,
      ...(from === undefined ? {} : { start: from }),
      ...(to === undefined ? {} : { end: to }),
      periodOverride,
      variables,
      widgets,
      warnings,
    },
  };
};
