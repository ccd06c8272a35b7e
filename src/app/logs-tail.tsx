/** `orders-watch logs tail`: log lines as they come, on the screen or as lines. */
import { parseTime } from '../format.ts';
import type { Observation } from '../observation.ts';
import type { CommonOptions, SandboxOptions } from '../options.ts';
import { createLineWriter } from '../output/line-writer.ts';
import { followLogs } from '../sources/logs/follow-logs.ts';
import { mergeSources } from '../sources/merge.ts';
import { onInterrupt } from './interrupt.ts';
import { type ChosenGroups, chooseGroups } from './logs-groups.ts';
import { logLines } from './logs-tail-lines.ts';
import { refuse } from './refuse.ts';
import { type Runtime, usageFailure } from './runtime.ts';
import { openSession, type Session } from './session.ts';

export type LogsTailOptions = CommonOptions &
  SandboxOptions & {
    readonly groups: readonly string[];
    readonly since: string;
    readonly filter: string | undefined;
    readonly poll: boolean;
    readonly fields: string | undefined;
  };

export const logsTail = async (options: LogsTailOptions, runtime: Runtime): Promise<number> => {
  if (parseTime(options.since, 0) === undefined) {
    const message = `--since "${options.since}" is no time`;
    return refuse(usageFailure('BadUsage', message, 'Use 10m, 3h or an ISO 8601 time'), options, runtime);
  }
  return tailToLines(options, runtime);
};

/** What is followed, as it comes. */
const batchesOf = (
  { groups }: ChosenGroups,
  session: Session,
  { filter, poll, since }: LogsTailOptions,
  signal: AbortSignal,
): AsyncIterable<readonly Observation[]> =>
  mergeSources(
    [
      followLogs({
        clientsFor: (region) => session.clientsFor(region),
        groups,
        since: parseTime(since, session.clock.now()) ?? session.clock.now(),
        filter,
        clock: session.clock,
        liveTail: !poll,
      }),
    ],
    signal,
  );

const tailToLines = async (options: LogsTailOptions, runtime: Runtime): Promise<number> => {
  const { stdout, stderr } = runtime;
  const interrupt = onInterrupt();
  const session = await openSession(options, runtime, () => {});
  if (!session.ok) return refuse(session.failure, options, runtime);
  const chosen = await chooseGroups(options.groups, options.config, session.value, runtime);
  if (!chosen.ok) return refuse(chosen.failure, options, runtime);
  const stop = new AbortController();
  interrupt.signal.addEventListener('abort', () => stop.abort(), { once: true });
  const say = (line: string) => stderr.write(`${line}\n`);
  const code = await logLines({
    batches: batchesOf(chosen.value, session.value, options, stop.signal),
    groups: chosen.value.groups.length,
    out: createLineWriter(stdout.fd),
    say,
    sayProgress: stderr.isTTY ? say : () => {},
    json: options.json,
    look: {
      utc: options.utc,
      ascii: options.ascii,
      withGroup: chosen.value.groups.length > 1,
      fields: options.fields?.split(',').filter((field) => field !== '') ?? [],
    },
    stop,
  });
  await session.value.close();
  return interrupt.signal.aborted ? interrupt.code : code;
};
