/** A source that throws has a bug, or met an answer that nobody thought of: it is told, and the others go on (issue 15). */
import type { Clock } from '../clock.ts';
import type { SourceName } from '../observation/health-of-sources.ts';
import { batchOf, type Source } from './source.ts';

/** The same source; an exception becomes its last observation, a problem. */
export const guarded = (
  source: Source,
  { name, clock }: { readonly name: SourceName; readonly clock: Clock },
): Source =>
  async function* guardedSource(signal) {
    try {
      yield* source(signal);
    } catch (error) {
      if (signal.aborted) return;
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      yield batchOf({
        type: 'problem',
        source: name,
        scope: `${name} stopped`,
        at: clock.now(),
        failure: {
          kind: 'service',
          code: 'SourceStopped',
          message: `reading ${name} ended by an internal error: ${what}`,
          hint: 'Start the tool again, and please report it.',
        },
      });
    }
  };
