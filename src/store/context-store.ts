/** Log lines around one moment, kept beside the newest ones: those of another moment take their place. */
import type { SourceProblem } from '../observation/health-of-sources.ts';
import type { LogContext } from '../observation/queries.ts';
import { type LogEntry, logEntryTime, scopeKey } from './entries.ts';
import { createRing, type RingSnapshot, type Tail } from './ring.ts';

export type ContextSnapshot = {
  readonly id: string;
  readonly logs: RingSnapshot<LogEntry>;
  readonly problems: readonly SourceProblem[];
  /** Something was read, or there is nothing to read. */
  readonly hasAnswered: boolean;
};

export const createContextStore = ({ maxLines }: { readonly maxLines: number }) => {
  let current: { readonly id: string; readonly lines: Tail<LogEntry>; hasAnswered: boolean } | undefined;
  let problems: ReadonlyMap<string, SourceProblem> = new Map();
  return {
    apply: ({ id, observations }: LogContext): void => {
      if (current?.id !== id) {
        const lines = createRing<LogEntry>({
          maxItems: maxLines,
          compare: (a, b) => logEntryTime(a) - logEntryTime(b),
        });
        current = { id, lines, hasAnswered: false };
        problems = new Map();
      }
      for (const one of observations) {
        switch (one.type) {
          case 'log':
            current.lines.push(one);
            current.hasAnswered = true;
            break;
          case 'gap':
            current.lines.push(one);
            break;
          case 'ready':
            current.hasAnswered = true;
            break;
          case 'problem':
            problems = new Map([...problems, [scopeKey(one.source, one.scope, one.origin), one]]);
            break;
          default:
            one satisfies never;
        }
      }
    },
    snapshot: (): ContextSnapshot | undefined =>
      current === undefined
        ? undefined
        : {
            id: current.id,
            logs: current.lines.snapshot(),
            problems: [...problems.values()].filter(({ failure }) => failure !== undefined),
            hasAnswered: current.hasAnswered,
          },
  };
};
