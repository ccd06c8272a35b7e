import type { ViewDefinition } from '../../src/views.ts';
import type { JumpCommand } from '../alarms/jump.ts';
import type { TimeCommand } from '../graphs/time-steps.ts';
import type { InsightsCommand } from '../insights/keys.ts';
import type { ReadingCommand } from '../screen/reading.ts';

/** Everything that a key can do in the dashboard. The key table names the keys; `reduce` does it. */
export type DashboardCommand =
  | JumpCommand
  | InsightsCommand
  | TimeCommand
  | 'left'
  | 'right'
  | 'nextPart'
  | 'nextPipeline'
  | 'order'
  | 'nextPanel'
  | 'previousPanel'
  | ViewDefinition['command']
  | 'level'
  | 'patterns'
  | 'zoom'
  | 'why'
  | 'acknowledge'
  | 'report'
  | 'link'
  | ReadingCommand;
