/** All rows of a dashboard's screen, keys and help among them: a pure function, so that the first frame needs no component. */
import type { Bounds } from '../../src/chart/scale.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Glyphs } from '../../src/terminal/glyphs.ts';
import { helpRows } from '../../src/terminal/key-table.ts';
import type { Row } from '../../src/terminal/row.ts';
import type { Surface } from '../../src/terminal/surface.ts';
import { bottomRow } from '../screen/typing.ts';
import { nobodyCares } from './alarm-in-hand.ts';
import { type DashboardData, onlyPipeline } from './context.ts';
import { keysNow } from './key-bindings.ts';
import { listsNow } from './lists.ts';
import type { DashboardState } from './state.ts';
import { dashboardRows } from './view.ts';

export type ShownDashboard = DashboardData & {
  readonly state: DashboardState;
  /** Pipeline, accounts, Regions: for the header. */
  readonly names: readonly string[];
  readonly budget: number | undefined;
  readonly slowdown: number | undefined;
  /** Bounds of the graphs' axes, kept from frame to frame. */
  readonly scales: Map<string, Bounds>;
};

export const shownRows = (shown: ShownDashboard, glyphs: Glyphs): readonly Row[] => {
  const { snapshot, state, pipeline, insights, size } = shown;
  const lists = listsNow(snapshot, state, pipeline, insights);
  const keys = keysNow(state, { ...shown, lists });
  return dashboardRows({
    ...shown,
    lists,
    footer: bottomRow(keys, state, size.width, glyphs.cursor),
    help: state.help ? helpRows(keys, state, size.width) : [],
  });
};

/** Until its file is read. */
export const emptyPipeline: Pipeline = { name: 'orders-watch', stages: [] };

/** Header and panels before anything is known of the account: what the screen says until its first answer. */
export const firstRows = (
  {
    state,
    names,
    budget,
    snapshot,
  }: Pick<ShownDashboard, 'state' | 'names' | 'budget'> & { readonly snapshot: Snapshot },
  { size, paint, glyphs }: Pick<Surface, 'size' | 'paint' | 'glyphs'>,
): readonly Row[] => {
  const { columns: width, rows: height } = size();
  return shownRows(
    {
      snapshot,
      state,
      pipeline: emptyPipeline,
      acknowledged: nobodyCares.known(),
      ascii: paint.ascii,
      size: { width, height },
      nextPipeline: onlyPipeline,
      lacks: {},
      names,
      budget,
      slowdown: undefined,
      scales: new Map(),
    },
    glyphs,
  );
};
