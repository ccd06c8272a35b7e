/** How each view of src/views.ts is drawn. */
import type { Row } from '../../../src/terminal/row.ts';
import type { View } from '../../../src/views.ts';
import type { Size } from '../../frame/layout.ts';
import type { DashboardInput } from '../input.ts';
import { logSection } from '../log-section.ts';
import { alarmSection, changeSection } from '../sections.ts';
import { insightsView } from './insights.ts';
import { metricsView } from './metrics.ts';
import { ordersView } from './orders.ts';
import { pipelineView } from './pipeline.ts';
import { timelineView } from './timeline.ts';

/** Between the header and the footer: exactly the rows of the size. */
type ViewRows = (input: DashboardInput, size: Size) => Row[];

export const viewRows: Readonly<Record<View, ViewRows>> = {
  pipeline: pipelineView,
  metrics: metricsView,
  alarms: (input, size) => alarmSection(input, 'all')(size),
  logs: (input, size) => logSection(input)(size),
  stream: (input, size) => changeSection(input)(size),
  timeline: timelineView,
  insights: insightsView,
  orders: ordersView,
};
