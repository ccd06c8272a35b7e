import { fitRow } from '../../terminal/paint.ts';
import type { Row } from '../../terminal/row.ts';
import { layoutDashboard, layoutHeight, placedInSight } from './layout.ts';
import type { CloudWatchDashboard } from './model.ts';
import { type WidgetInput, widgetRows } from './widget-rows.ts';

export type DashboardInput = Omit<WidgetInput, 'height'> & {
  /** First row of the dashboard to show. */
  readonly scroll?: number;
  /** Rows to show; all that there are where absent. */
  readonly height?: number;
};

export type DashboardRows = {
  readonly rows: Row[];
  /** Rows of the whole dashboard, for the scroll bar. */
  readonly total: number;
};

/** The visible part of a dashboard, `width` cells wide. Only widgets in sight are drawn. */
export const dashboardRows = (dashboard: CloudWatchDashboard, input: DashboardInput): DashboardRows => {
  const { width, scroll = 0 } = input;
  const placed = layoutDashboard(dashboard, width);
  const total = layoutHeight(placed);
  const first = Math.min(Math.max(0, scroll), total);
  const last = Math.min(total, first + (input.height ?? total));
  const drawn = placedInSight(placed, { scroll: first, height: last - first })
    .map((place) => ({
      ...place,
      rows: widgetRows(place.widget, { ...input, width: place.width, height: place.height }),
    }))
    .sort((a, b) => a.left - b.left);
  const rows = Array.from({ length: last - first }, (_, index): Row => {
    const at = first + index;
    const row: Row[number][] = [];
    let used = 0;
    for (const { left, top, width: cells, height, rows: own } of drawn) {
      if (at < top || at >= top + height) continue;
      if (left > used) row.push({ text: ' '.repeat(left - used) });
      row.push(...(own[at - top] ?? []));
      used = left + cells;
    }
    return fitRow(row, width);
  });
  return { rows, total };
};
