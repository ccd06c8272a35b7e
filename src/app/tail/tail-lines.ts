/** `tail-stream` without a screen: a line a change, to a pipe or a file, as NDJSON or as text. */

import type { Clock } from '../../clock.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Observation } from '../../observation/observation.ts';
import type { StreamShape } from '../../observation/streams.ts';
import { changeRow, gapRow } from '../../output/change-row.ts';
import { failureLine } from '../../output/failure-line.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import { jsonOfFailure, ndjson, observationLine } from '../../output/ndjson.ts';
import { rowLine } from '../../output/text.ts';
import { endsBeforeBegun } from '../../pacing/trouble.ts';
import { codeOf, exitCode } from '../../runtime.ts';
import type { RowLook } from '../../terminal/origin-spans.ts';
import { codeOfTroubles, givenUp } from '../shared/troubles.ts';
import { blindFilter, failedFilter, isWanted } from './change-filter.ts';
import type { TailSettings } from './tail-settings.ts';
import type { NamedTail, Tails } from './tails.ts';

export type TailLinesOptions = {
  readonly settings: TailSettings;
  readonly tails: Pick<Tails, 'tails' | 'keep'>;
  readonly clock: Clock;
  readonly out: LineWriter;
  /** Diagnostics, a line at a time. */
  readonly say: (line: string) => void;
  /** Tells how a long wait goes on; where somebody watches. */
  readonly sayProgress: (line: string) => void;
  readonly json: boolean;
  readonly look: RowLook;
  /** Ends everything: given to the tails too. */
  readonly stop: AbortController;
};

const keyCells = 12;
/** A tail that may end waits so long for what follows shards that have ended (streams, rule 24). */
const mostPendingMs = 15_000;
const lookAgainMs = 250;

/** Runs until the limit, the time, the silence, the signal or the reader's end. Resolves with the exit code. */
export const tailLines = async (options: TailLinesOptions): Promise<number> => {
  const { settings, clock, out, say, sayProgress, json, look, stop } = options;
  const { limit, durationMs, idleExitMs } = settings;
  const wanted = isWanted(settings);
  const withTable = new Set(options.tails.tails.map(({ table }) => table)).size > 1;
  const started = new Set<string>();
  /** What each table's stream may still hold that nothing tells of. */
  const pending = new Map<NamedTail, Pick<StreamShape, 'pending' | 'pendingSince'>>();
  /** Tables whose stream cannot be read now. */
  const troubled = new Map<NamedTail, Failure>();
  /** Of which a change or a shard is known. */
  const heard = new Set<NamedTail>();
  let printed = 0;
  let code: number = exitCode.done;
  let lastSign = clock.now();

  const sayFailure = (failure: Failure): string => {
    say(`orders-watch: ${failureLine(failure)}`);
    return json ? ndjson(jsonOfFailure(failure)) : '';
  };

  const saidOnce = new Set<string>();
  const sayOnce = (failure: Failure | undefined): void => {
    if (failure === undefined || saidOnce.has(failure.message)) return;
    saidOnce.add(failure.message);
    say(`orders-watch: ${failureLine(failure)}`);
  };

  /** What an observation puts on stdout. */
  const textOf = (observation: Observation, tail: NamedTail): string => {
    switch (observation.type) {
      case 'change':
        heard.add(tail);
        lastSign = clock.now();
        if (!wanted(observation)) {
          sayOnce(failedFilter(settings));
          return '';
        }
        printed += 1;
        return json
          ? observationLine(observation)
          : rowLine(changeRow(observation, look, { keyWidth: keyCells, withTable }));
      case 'gap':
        return json ? observationLine(observation) : rowLine(gapRow(observation, look));
      case 'ready':
        started.add(`${tail.region} ${tail.table}`);
        lastSign = clock.now();
        say(`ready: tailing ${tail.table} in ${tail.region}, nothing new is missed from now on`);
        return '';
      case 'streamShape':
        heard.add(tail);
        pending.set(tail, observation);
        sayOnce(blindFilter(settings, observation));
        return '';
      case 'progress':
        sayProgress(`${tail.table}: ${observation.text}`);
        return '';
      case 'problem': {
        const { failure } = observation;
        if (failure === undefined) {
          troubled.delete(tail);
          return '';
        }
        troubled.set(tail, failure);
        if (endsBeforeBegun(failure) && !started.has(`${tail.region} ${tail.table}`)) {
          code = codeOf(failure);
          stop.abort();
        }
        return sayFailure(stop.signal.aborted ? givenUp(failure) : failure);
      }
      default:
        return '';
    }
  };

  const follow = async (tail: NamedTail): Promise<void> => {
    for await (const { observations: batch, acknowledge } of tail.source(stop.signal)) {
      const texts: string[] = [];
      let done = 0;
      for (const observation of batch) {
        if (printed >= limit) break;
        texts.push(textOf(observation, tail));
        done += 1;
      }
      await out.write(texts.join(''));
      // A checkpoint may only tell of what has left the process.
      if (settings.checkpoint !== undefined || printed >= limit) await out.flush();
      acknowledge(done);
      if (printed >= limit || out.gone.aborted) stop.abort();
      if (stop.signal.aborted) return;
    }
  };

  /** Whether there may be records from before then that nothing tells of. */
  const isPending = (due: number): boolean =>
    [...pending.values()].some(({ pendingSince = due }) => pendingSince < due);

  /** Tells of tables that are left before it is known whether that was all. */
  const sayPending = (due: number): void => {
    for (const [{ table, region }, { pending: shards, pendingSince = due }] of pending) {
      if (pendingSince >= due) continue;
      if (code === exitCode.done) code = exitCode.failed;
      say(
        `orders-watch: ${table} in ${region}: what follows ${shards} of its shards is not known yet, so changes may be ` +
          'missing. Run again with --checkpoint, or with an earlier --from.',
      );
    }
  };

  /** A silence of what cannot be read is none: what ends so has failed. That nothing has answered yet is said. */
  const sayUnread = (): void => {
    if (code === exitCode.done && troubled.size > 0) code = codeOfTroubles([...troubled.values()]);
    for (const tail of options.tails.tails) {
      const { table, region } = tail;
      if (troubled.has(tail) || heard.has(tail) || started.has(`${region} ${table}`)) continue;
      say(`orders-watch: ${table} in ${region}: nothing has been read of its stream in this time.`);
    }
  };

  /** Ends the tail after its time, or after a silence; not while shards that have ended may be followed by others. */
  const watch = async (): Promise<void> => {
    const endsAt = durationMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + durationMs;
    while (!stop.signal.aborted) {
      const silentAt = idleExitMs === undefined ? Number.POSITIVE_INFINITY : lastSign + idleExitMs;
      const due = Math.min(endsAt, silentAt);
      const wait = due - clock.now();
      if (wait > 0) await clock.sleep(Math.min(wait, 60_000), stop.signal);
      else if (wait > -mostPendingMs && isPending(due)) {
        await clock.sleep(lookAgainMs, stop.signal);
      } else {
        sayUnread();
        sayPending(due);
        stop.abort();
      }
    }
  };

  out.gone.addEventListener('abort', () => stop.abort(), { once: true });
  const keeping = options.tails.keep(stop.signal, (failure) => {
    if (failure !== undefined) say(`orders-watch: ${failureLine(failure)}`);
  });
  await Promise.all([...options.tails.tails.map(follow), watch()]);
  const behind = await keeping;
  await out.flush();
  // What was printed is printed again at the next start: no success.
  if (behind !== undefined && code === exitCode.done) code = exitCode.failed;
  return code;
};
