import type { JumpCommand } from '../alarms/jump.ts';
import type { TimeCommand } from '../graphs/time-steps.ts';
import type { InsightsCommand } from '../insights/keys.ts';

/** Everything that a key can do in the dashboard. The key table names the keys; `reduce` does it. */
export type DashboardCommand =
  | JumpCommand
  | InsightsCommand
  | TimeCommand
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'nextPart'
  | 'nextPipeline'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'open'
  | 'order'
  | 'back'
  | 'nextPanel'
  | 'previousPanel'
  | 'view1'
  | 'view2'
  | 'view3'
  | 'view4'
  | 'view5'
  | 'view6'
  | 'view7'
  | 'filter'
  | 'next'
  | 'palette'
  | 'pause'
  | 'follow'
  | 'zone'
  | 'wrap'
  | 'level'
  | 'zoom'
  | 'copy'
  | 'acknowledge'
  | 'help'
  | 'quit';
