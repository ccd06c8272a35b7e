/** The grid of 24 columns on a terminal: pure geometry. */
import type { CloudWatchDashboard, Widget } from './model.ts';

export type PlacedWidget = {
  readonly widget: Widget;
  /** Cells, from the top left of the dashboard. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

const gridColumns = 24;
/** Rows of text for a unit of the grid: six units, the usual height of a graph, are twelve rows. */
const rowsPerUnit = 2;

/** Below this nothing in it can be read; the frame is in it. */
const smallest = ({ content }: Widget): { readonly width: number; readonly height: number } => {
  switch (content.kind) {
    case 'text':
      return { width: 20, height: 2 };
    case 'metric':
      return content.view === 'singleValue' || content.view === 'gauge'
        ? { width: 16, height: 4 }
        : { width: 30, height: 7 };
    case 'log':
      return { width: 40, height: 5 };
    case 'alarm':
      return { width: 24, height: 3 };
    case 'unknown':
      return { width: 20, height: 3 };
  }
};

const heightOf = (widget: Widget): number =>
  Math.max(smallest(widget).height, Math.round(widget.height * rowsPerUnit));

const inReadingOrder = (widgets: readonly Widget[]): Widget[] =>
  [...widgets].sort((a, b) => a.y - b.y || a.x - b.x || a.index - b.index);

/** As on the grid, each widget pushed up to what is above it: gaps between widgets would cost rows. */
const onGrid = (widgets: readonly Widget[], columns: number): PlacedWidget[] => {
  const floor = new Array<number>(columns).fill(0);
  return inReadingOrder(widgets).map((widget) => {
    const left = Math.round((widget.x * columns) / gridColumns);
    const right = Math.round(((widget.x + widget.width) * columns) / gridColumns);
    const top = Math.max(0, ...floor.slice(left, right));
    const height = heightOf(widget);
    floor.fill(top + height, left, right);
    return { widget, left, top, width: right - left, height };
  });
};

/** In lines from left to right, each widget as wide as it must be; the last of a line takes what is left of it. */
const inLines = (widgets: readonly Widget[], columns: number): PlacedWidget[] => {
  const lines: { widget: Widget; width: number }[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const widget of inReadingOrder(widgets)) {
    const scaled = Math.round((widget.width * columns) / gridColumns);
    const width = Math.min(columns, Math.max(scaled, smallest(widget).width));
    if (used + width > columns) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push({ widget, width });
    used += width;
  }
  let top = 0;
  return lines.flatMap((line) => {
    const height = Math.max(...line.map(({ widget }) => heightOf(widget)));
    let left = 0;
    const placed = line.map(({ widget, width }, index): PlacedWidget => {
      const isLast = index === line.length - 1;
      const start = left;
      left += width;
      return { widget, left: start, top, width: isLast ? columns - start : width, height };
    });
    top += height;
    return placed;
  });
};

/**
 * Places a dashboard's widgets on `columns` cells, as many rows as it takes: the view scrolls. On a wide terminal they stand
 * as on the grid; where one would be too narrow to be read they flow in lines instead. Widgets never overlap.
 */
export const layoutDashboard = (
  { widgets }: Pick<CloudWatchDashboard, 'widgets'>,
  columns: number,
): PlacedWidget[] => {
  const width = Math.max(1, Math.floor(columns));
  const fits = widgets.every(
    (widget) =>
      Math.floor((widget.width * width) / gridColumns) >= smallest(widget).width ||
      widget.width === gridColumns,
  );
  return fits ? onGrid(widgets, width) : inLines(widgets, width);
};

/** Rows that the whole dashboard takes. */
export const layoutHeight = (placed: readonly PlacedWidget[]): number =>
  Math.max(0, ...placed.map(({ top, height }) => top + height));

/** Those of which a row is within `height` rows from `scroll` on. */
export const placedInSight = (
  placed: readonly PlacedWidget[],
  { scroll, height }: { readonly scroll: number; readonly height: number },
): PlacedWidget[] =>
  placed.filter((place) => place.top < scroll + height && place.top + place.height > scroll);
