/** Follows log groups of several Regions by polling, as one stream of lines. */
import type { Clock } from '../../clock.ts';
import type { Observation } from '../../observation.ts';
import { combineSources } from '../merge.ts';
import { createPace, createSpacing, type Pace } from '../scheduler.ts';
import type { Source } from '../source.ts';
import { createGroupReader, type FilterLogEvents, type GroupReader, type LogGroup } from './group-reader.ts';

/** Of `createClients`, what following calls. */
export type LogsApi = { readonly filterLogEvents: FilterLogEvents };

export type LogsOptions = {
  readonly clientsFor: (region: string) => LogsApi;
  readonly groups: readonly LogGroup[];
  /** Epoch ms: lines from then on. */
  readonly since: number;
  readonly filter?: string | undefined;
  readonly clock: Clock;
  readonly pollMs?: number;
  readonly visible?: () => boolean;
  readonly random?: () => number;
};

const defaultPollMs = 2_000;
/** FilterLogEvents allows 5 calls a second in the Regions that allow least. */
const callGapMs = 200;

export const followLogs = (options: LogsOptions): Source => {
  const regions = [...new Set(options.groups.map(({ region }) => region))];
  return combineSources(
    regions.flatMap((region) => {
      const spacing = createSpacing(options.clock, callGapMs);
      return options.groups
        .filter((group) => group.region === region)
        .map(
          (group): Source =>
            (signal) =>
              followGroup(options, group, spacing, signal),
        );
    }),
  );
};

async function* followGroup(
  options: LogsOptions,
  { group, region }: LogGroup,
  spacing: ReturnType<typeof createSpacing>,
  signal: AbortSignal,
): AsyncGenerator<Observation> {
  const { clock, since, filter, pollMs = defaultPollMs } = options;
  const { filterLogEvents } = options.clientsFor(region);
  const reader = createGroupReader({ group, region, filterLogEvents, since, filter });
  let nextAt = 0;
  const pace = createPace({
    clock,
    source: 'logs',
    scope: group,
    dueAt: () => nextAt,
    ...(options.visible === undefined ? {} : { visible: options.visible }),
    ...(options.random === undefined ? {} : { random: options.random }),
  });
  let isReady = false;
  while (await pace.turn(signal)) {
    const startedAt = clock.now();
    const isDone = yield* readPage(reader, pace, clock, spacing, signal);
    if (!isDone) continue;
    nextAt = startedAt + pollMs;
    const at = reader.completeUpTo();
    if (at !== undefined) yield { type: 'completeUpTo', source: 'logs', scope: group, at };
    if (!isReady) yield { type: 'ready', source: 'logs', scope: group, at: clock.now() };
    isReady = true;
  }
}

/** One call; true when it ended a round. */
async function* readPage(
  reader: GroupReader,
  pace: Pace,
  clock: Clock,
  spacing: ReturnType<typeof createSpacing>,
  signal: AbortSignal,
): AsyncGenerator<Observation, boolean> {
  if (!(await spacing.turn(signal))) return false;
  const answer = await reader.step(clock.now(), signal);
  if (signal.aborted) return false;
  if (!answer.ok) {
    yield* pace.failed(answer.failure);
    return false;
  }
  yield* answer.value.lines;
  yield* pace.answered();
  return answer.value.isDone;
}
