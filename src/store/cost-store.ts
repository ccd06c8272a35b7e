import type { ApiCall } from '../observation/health-of-sources.ts';

/** The bill of this process so far, and what it comes to by the hour. */
export type CostSnapshot = {
  readonly calls: number;
  readonly billedMetrics: number;
  readonly bytesScanned: number;
  readonly dollars: number;
  /** From the last minutes; absent in the first one, when history is fetched and nothing can be said yet. */
  readonly dollarsPerHour?: number;
};

export type CostStore = {
  readonly apply: (call: ApiCall) => void;
  readonly snapshot: (now: number) => CostSnapshot;
};

const windowMs = 10 * 60_000;
const warmUpMs = 60_000;
const hourMs = 3_600_000;

/** Adds up the calls, and keeps those of the last ten minutes for the rate. */
export const createCostStore = ({ startedAt }: { readonly startedAt: number }): CostStore => {
  let total = { calls: 0, billedMetrics: 0, bytesScanned: 0, dollars: 0 };
  let recent: { readonly at: number; readonly dollars: number }[] = [];
  return {
    apply: (call) => {
      total = {
        calls: total.calls + 1,
        billedMetrics: total.billedMetrics + call.billedMetrics,
        bytesScanned: total.bytesScanned + call.bytesScanned,
        dollars: total.dollars + call.dollars,
      };
      if (call.dollars > 0) recent.push({ at: call.at, dollars: call.dollars });
    },
    snapshot: (now) => {
      // The first minute pays for the history: the rate speaks of what comes after it.
      const since = Math.max(startedAt + warmUpMs, now - windowMs);
      recent = recent.filter((call) => call.at >= now - windowMs);
      if (now - since < warmUpMs) return total;
      const dollars = recent.reduce((sum, call) => (call.at >= since ? sum + call.dollars : sum), 0);
      return { ...total, dollarsPerHour: (dollars * hourMs) / (now - since) };
    },
  };
};
