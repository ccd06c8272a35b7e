/** What a command that prints lines has spent: its last line with `--json`, where that is anything at all. */
import type { ApiCall } from '../../observation/health-of-sources.ts';
import { jsonOfCost, ndjson } from '../../output/ndjson.ts';
import { type CostSnapshot, createCostStore } from '../../store/cost-store.ts';

/** The `cost` line; empty where all that was read is free. */
export const costLine = (cost: CostSnapshot): string => (cost.dollars > 0 ? ndjson(jsonOfCost(cost)) : '');

export type Bill = {
  /** Told of every call. */
  readonly onCall: (call: ApiCall) => void;
  readonly cost: (now: number) => CostSnapshot;
  /** The `cost` line as of `now`. */
  readonly line: (now: number) => string;
};

/** For a command that keeps no store. */
export const createBill = (startedAt: number): Bill => {
  const costs = createCostStore({ startedAt });
  return { onCall: costs.apply, cost: costs.snapshot, line: (now) => costLine(costs.snapshot(now)) };
};
