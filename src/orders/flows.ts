/** The orders of one status and currency: who is in it, who is late in it, who came and went. */
import type { OrdersChoice } from '../pipeline/stage.ts';
import { createDecimalSum, type DecimalSum } from './decimal-sum.ts';
import { createMinuteRate, type MinuteRate, type SavedRate } from './minute-rate.ts';
import { createRowHeap, type RowColumns, type RowHeap } from './row-heap.ts';
import { createTimeDigest, type SavedDigest, type TimeDigest } from './time-digest.ts';

export type FlowState = {
  readonly index: number;
  readonly status: string;
  readonly currency: string | undefined;
  readonly objectiveMs: number | undefined;
  readonly isFinished: boolean;
  readonly isFailed: boolean;
  /** Those in their time, and those past it, by since when they are in the status. */
  readonly waiting: RowHeap;
  readonly late: RowHeap;
  readonly sum: DecimalSum;
  readonly lateSum: DecimalSum;
  /** How many of them name a value. */
  valued: number;
  readonly in: MinuteRate;
  readonly out: MinuteRate;
  readonly spent: TimeDigest;
};

export type SavedFlow = {
  readonly status: string;
  readonly currency?: string | undefined;
  readonly in: SavedRate;
  readonly out: SavedRate;
  readonly spent: SavedDigest;
};

export type Flows = {
  readonly all: () => readonly FlowState[];
  readonly at: (index: number) => FlowState | undefined;
  readonly of: (status: string, currency: string | undefined, saved?: SavedFlow) => FlowState;
};

/** An attribute with more values than this is no status: the others are counted together. */
const mostFlows = 500;
export const otherStatuses = '(other statuses)';

export const createFlows = (choice: OrdersChoice, columns: RowColumns): Flows => {
  const flows: FlowState[] = [];
  const byStatus = new Map<string, Map<string | undefined, FlowState>>();
  const open = (status: string, currency: string | undefined, saved: SavedFlow | undefined): FlowState => {
    const isFailed = choice.failed.includes(status);
    const flow: FlowState = {
      index: flows.length,
      status,
      currency,
      objectiveMs: Object.hasOwn(choice.objectives, status) ? choice.objectives[status] : undefined,
      isFinished: isFailed || choice.done.includes(status),
      isFailed,
      waiting: createRowHeap(columns),
      late: createRowHeap(columns),
      sum: createDecimalSum(),
      lateSum: createDecimalSum(),
      valued: 0,
      in: createMinuteRate(saved?.in),
      out: createMinuteRate(saved?.out),
      spent: createTimeDigest(saved?.spent),
    };
    flows.push(flow);
    return flow;
  };
  const find = (status: string, currency: string | undefined, saved?: SavedFlow): FlowState => {
    const known = byStatus.get(status)?.get(currency);
    if (known !== undefined) return known;
    const isOther = status === otherStatuses && currency === undefined;
    if (flows.length >= mostFlows && !isOther) return find(otherStatuses, undefined);
    const flow = open(status, currency, saved);
    const currencies = byStatus.get(status) ?? new Map<string | undefined, FlowState>();
    byStatus.set(status, currencies.set(currency, flow));
    return flow;
  };
  return { all: () => flows, at: (index) => flows[index], of: find };
};
