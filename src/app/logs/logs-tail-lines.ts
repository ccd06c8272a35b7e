/** `logs tail` without a screen: a line an event, to a pipe or a file, as NDJSON or as text. */

import type { Observation } from '../../observation/observation.ts';
import { gapRow } from '../../output/change-row.ts';
import { failureLine } from '../../output/failure-line.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import { type LogRowLook, logRow } from '../../output/log-row.ts';
import { jsonOfFailure, ndjson, observationLine } from '../../output/ndjson.ts';
import { rowLine } from '../../output/text.ts';
import { endsBeforeBegun } from '../../pacing/trouble.ts';
import { codeOf, exitCode } from '../../runtime.ts';
import { classFailureCode } from '../../sources/logs/describe-group.ts';
import { scopeKey } from '../../store/entries.ts';
import { givenUp } from '../shared/troubles.ts';

export type LogLinesOptions = {
  readonly batches: AsyncIterable<readonly Observation[]>;
  /** How many log groups are followed. */
  readonly groups: number;
  readonly out: LineWriter;
  /** Diagnostics, a line at a time. */
  readonly say: (line: string) => void;
  readonly json: boolean;
  readonly look: LogRowLook;
  /** Ends the source too. */
  readonly stop: AbortController;
};

/** Runs until the signal aborts or the reader goes. Resolves with the exit code. */
export const logLines = async (options: LogLinesOptions): Promise<number> => {
  const { batches, groups, out, say, json, look, stop } = options;
  const started = new Set<string>();
  /** Groups of a class that cannot be followed: the others are. */
  const useless = new Set<string>();
  let code: number = exitCode.done;

  let lastReady = '';
  const sayReady = (): void => {
    if (started.size === 0 || started.size + useless.size !== groups) return;
    say(`ready: following ${started.size === 1 ? lastReady : `${started.size} log groups`}`);
  };

  const textOf = (observation: Observation): string => {
    switch (observation.type) {
      case 'log':
        return json ? observationLine(observation) : rowLine(logRow(observation, look));
      case 'gap':
        return json ? observationLine(observation) : rowLine(gapRow(observation, look));
      case 'ready':
        started.add(scopeKey('logs', observation.scope, observation.origin));
        lastReady = observation.scope;
        sayReady();
        return '';
      case 'progress':
        // Of lines it tells one thing, that they come another way than was asked for.
        say(observation.text);
        return '';
      case 'problem': {
        const { failure, scope } = observation;
        if (failure === undefined) return '';
        const isUseless = failure.code === classFailureCode;
        if (isUseless) useless.add(scopeKey('logs', scope, observation.origin));
        if (endsBeforeBegun(failure) && started.size === 0 && (!isUseless || useless.size === groups)) {
          code = codeOf(failure);
          stop.abort();
        }
        const named = {
          ...(stop.signal.aborted ? givenUp(failure) : failure),
          message: `${failure.message.replace(/[.\s]+$/, '')} (${scope})`,
        };
        say(failureLine(named));
        if (isUseless) sayReady();
        return json ? ndjson(jsonOfFailure(named)) : '';
      }
      default:
        return '';
    }
  };

  out.gone.addEventListener('abort', () => stop.abort(), { once: true });
  for await (const batch of batches) {
    await out.write(batch.map(textOf).join(''));
    if (stop.signal.aborted) break;
  }
  await out.flush();
  return code;
};
