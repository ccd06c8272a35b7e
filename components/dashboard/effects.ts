/** What the dashboard asks of the screen and of those who keep something for it. */
import type { ScreenEffect } from '../screen/update.ts';
import { alarmInHand } from './alarm-in-hand.ts';
import type { DashboardCommand } from './commands.ts';
import { consoleLinkNow } from './console-link.ts';
import type { Context } from './context.ts';
import { copiedNow } from './copied.ts';
import type { ReportWish } from './report-key.ts';
import { type DashboardState, isAtHome, isAtTop } from './state.ts';

export type DashboardEffect =
  /** Of the transition at `since`. */
  | { readonly kind: 'acknowledge'; readonly arn: string; readonly since: number }
  | ({ readonly kind: 'writeReport' } & Pick<ReportWish, 'snapshot' | 'window' | 'utc'>)
  /** To the screen that it was opened from, where there is one. */
  | { readonly kind: 'goHome' }
  | { readonly kind: 'goToNextPipeline' };

/** What a command does outside, said of the state in which it was given. */
export const effectsOf = (
  state: DashboardState,
  command: DashboardCommand,
  { snapshot, lists, pipeline }: Pick<Context, 'snapshot' | 'lists' | 'pipeline'>,
  home?: string | undefined,
): readonly (ScreenEffect | DashboardEffect)[] => {
  switch (command) {
    case 'quit':
      // What is open is closed first.
      if (!isAtTop(state)) return [];
      return [home === undefined ? { kind: 'quit' } : { kind: 'goHome' }];
    case 'copy': {
      const text = copiedNow(state, { snapshot, lists });
      return text === '' ? [] : [{ kind: 'copy', text }];
    }
    case 'link': {
      const text = consoleLinkNow(state, { snapshot, lists, pipeline });
      return text === undefined ? [] : [{ kind: 'copy', text }];
    }
    case 'acknowledge': {
      const alarm = alarmInHand(state, snapshot, lists);
      return alarm === undefined ? [] : [{ kind: 'acknowledge', arn: alarm.arn, since: alarm.since }];
    }
    case 'report': {
      const { rangeMs, end, utc } = state;
      return [{ kind: 'writeReport', snapshot, window: { rangeMs, end }, utc }];
    }
    case 'nextPipeline':
      return [{ kind: 'goToNextPipeline' }];
    case 'back':
      return isAtHome(state) ? [{ kind: 'goHome' }] : [];
    default:
      return [];
  }
};
