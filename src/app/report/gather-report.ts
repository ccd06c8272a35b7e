/** What a report is made of, read of a window: the story as of its end, and the lines of a few orders that failed. */
import { timeOf } from '../../../components/lists/entries.ts';
import { failedOrderIds } from '../../../components/report/orders-part.ts';
import type { ReportInput } from '../../../components/report/report-input.ts';
import type { Backend } from '../../backend/backend.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import { failureLine } from '../../output/failure-line.ts';
import { groupsOf } from '../../pipeline/log-groups.ts';
import type { Pipeline } from '../../pipeline/stage.ts';
import type { TimeRange } from '../../ranges.ts';
import { fail, type Result, succeed } from '../../result.ts';
import type { Snapshot } from '../../store/snapshot.ts';
import { isChangeOf, namesOrder } from '../../trace/order-id.ts';
import { dashboardOf } from '../dashboard/open-dashboard.ts';
import { type EvidenceAt, type EvidenceAtOptions, evidenceAt, linesIn } from '../shared/evidence-at.ts';
import { isNothingMeasured, nothingMeasured } from '../shared/nothing-measured.ts';
import { distinctFailures, givenUp } from '../shared/troubles.ts';

export type GatherReport = {
  readonly backend: Backend;
  /** The other pipelines of its file. */
  readonly others: readonly Pipeline[];
  readonly window: TimeRange;
  readonly utc: boolean;
  /** Flags that read the same account again. */
  readonly flags: readonly string[];
  readonly version: string;
  /** What a screen has in memory of a window that ends now: changes and orders in flight, which no history tells. */
  readonly live?: Snapshot | undefined;
  readonly signal: AbortSignal;
};

export type GatheredReport = { readonly input: ReportInput; readonly troubles: readonly Failure[] };

/** With what only a screen knows. */
const withLive = (evidence: EvidenceAt, live: Snapshot | undefined): EvidenceAt => {
  if (live === undefined) return evidence;
  const { changes, orders } = live;
  const stories = evidence.snapshot.stories.map((story) => {
    const same = live.stories.find(({ incident }) => incident !== null && incident === story.incident);
    if (same === undefined) return story;
    return { ...story, orders: story.orders ?? same.orders, differs: same.differs };
  });
  return { ...evidence, snapshot: { ...evidence.snapshot, changes, orders, stories } };
};

/** An order is looked for from so long before the first line that is known of it. */
const orderLeadMs = 15 * 60_000;

/** When these orders are first spoken of, as far as that is in memory. */
const firstOf = (
  { logs, changes }: Snapshot,
  ids: readonly string[],
  { orderId: finder }: Pipeline,
): number | undefined => {
  const isNamed = ids.map(namesOrder);
  const line = logs.items.find(
    (entry) => entry.type === 'log' && isNamed.some((names) => names(entry.message)),
  );
  const change = changes.items.find(
    (entry) => entry.type === 'change' && ids.some((id) => isChangeOf(entry, id, finder)),
  );
  const times = [line, change].flatMap((entry) => (entry === undefined ? [] : [timeOf(entry)]));
  return times.length === 0 ? undefined : Math.min(...times);
};

/** With the lines of a few orders that failed, wherever they were written; the story is told without them. */
const withOrders = async (evidence: EvidenceAt, options: EvidenceAtOptions): Promise<EvidenceAt> => {
  const { pipeline, store, snapshot } = evidence;
  const { window } = options;
  const ids = failedOrderIds(snapshot, pipeline).filter((id) => !/["\\]/.test(id));
  if (ids.length === 0) return evidence;
  const filter = ids.map((id) => `?"${id}"`).join(' ');
  const groups = groupsOf(pipeline.stages);
  const from = Math.max(window.from, (firstOf(snapshot, ids, pipeline) ?? window.to) - orderLeadMs);
  const told = await linesIn({ groups, filter, isRare: true, from, to: window.to }, options);
  store.apply(told.observations, window.to);
  const { logs } = store.snapshot(window.to);
  return {
    ...evidence,
    snapshot: { ...snapshot, logs },
    troubles: [...evidence.troubles, ...told.troubles],
  };
};

const elsewhere = 'Look at another window with --since and --until';

/** Fails where there is nothing to report on, with what kept it from being read where something did. */
export const gatherReport = async (
  of: Pipeline,
  { backend, others, window, utc, flags, version, live, signal }: GatherReport,
): Promise<Result<GatheredReport>> => {
  const reading = { backend, window, others, signal };
  const evidence = withLive(await evidenceAt(of, reading), live);
  if (isNothingMeasured(evidence.snapshot, window)) {
    const [trouble] = distinctFailures(evidence.troubles);
    return fail(trouble ?? nothingMeasured(window, utc, elsewhere));
  }
  const { snapshot, pipeline, troubles: all } = await withOrders(evidence, reading);
  const troubles = distinctFailures(all).map(givenUp);
  const { names } = dashboardOf(backend, of);
  const unread = troubles.map(failureLine);
  const input: ReportInput = {
    snapshot,
    // No orders in flight are known of the past, but which statuses end an order is: what became of one is told by it.
    pipeline: { ...pipeline, ...(of.orders === undefined ? {} : { orders: of.orders }) },
    window,
    utc,
    names,
    flags,
    version,
    unread,
  };
  return succeed({ input, troubles });
};
