/**
 * What goes wrong and when, as levels from 0 (fine) to 100 (as bad as it gets). The pipeline only ever sees the levels;
 * errors, queues, lag and alarms follow from them.
 */
import { unit } from './random.ts';
import type { Scenario } from './scenario.ts';

export type FaultLevels = {
  /** The payment gateway is slow and times out. */
  readonly gateway: number;
  /** order-intake fails. */
  readonly intake: number;
  /** The Orders table throttles writes. */
  readonly table: number;
  /** order-dispatch cannot publish. */
  readonly dispatch: number;
  /** The bus cannot reach the queue. */
  readonly bus: number;
  /** Tasks of fulfilment die. */
  readonly fulfilment: number;
  /** A batch job in the warehouse makes the nodes' CPU swing. */
  readonly warehouse: number;
  /** The ERP host sends no heartbeat. */
  readonly erp: number;
};

type Kind = keyof FaultLevels;
type Window = { readonly kind: Kind; readonly from: number; readonly to: number; readonly level: number };

const none: FaultLevels = {
  gateway: 0,
  intake: 0,
  table: 0,
  dispatch: 0,
  bus: 0,
  fulfilment: 0,
  warehouse: 0,
  erp: 0,
};

const minute = 60_000;
const window = (kind: Kind, from: number, to: number, level: number): Window => ({
  kind,
  from: from * minute,
  to: to * minute,
  level,
});

/** The incident, in minutes from the start: an outage of the payment gateway, and what went before it. */
const incident: readonly Window[] = [
  window('gateway', -9, 12, 100),
  window('gateway', -131, -126, 70),
  window('fulfilment', -96, -88, 100),
  window('intake', -53, -49, 50),
  window('table', -152, -149, 60),
  window('warehouse', -172, Number.POSITIVE_INFINITY, 100),
  window('erp', -31, 25, 100),
];
/** The outage comes back: every two hours after the start. */
const recurrenceMs = 120 * minute;

const chaosSlotMs = 7 * minute;
const chaosKinds: readonly Kind[] = ['gateway', 'intake', 'table', 'dispatch', 'bus', 'fulfilment', 'erp'];

const chaosWindows = (seed: number, slot: number): Window[] =>
  chaosKinds.flatMap((kind, index): Window[] => {
    if (unit(seed, slot, index) > 0.22) return [];
    const from = (slot + unit(seed, slot, index + 100)) * chaosSlotMs;
    const lasts = (1 + 8 * unit(seed, slot, index + 200)) * minute;
    return [{ kind, from, to: from + lasts, level: Math.round(30 + 70 * unit(seed, slot, index + 300)) }];
  });

const levelsOf = (windows: readonly Window[], time: number): FaultLevels => {
  let levels: { -readonly [K in Kind]: number } | undefined;
  for (const { kind, from, to, level } of windows) {
    if (time < from || time >= to) continue;
    levels ??= { ...none };
    levels[kind] = Math.max(levels[kind], level);
  }
  return levels ?? none;
};

/** The fault levels over time, looked up once a second. */
export const createFaults = (scenario: Scenario, seed: number, startAt: number) => {
  const compute = (time: number): FaultLevels => {
    switch (scenario) {
      case 'calm':
        return none;
      case 'incident': {
        const since = time - startAt;
        const levels = levelsOf(incident, since);
        const returns = since > recurrenceMs / 2 ? levelsOf(incident.slice(0, 1), inCycle(since)) : none;
        return returns.gateway > levels.gateway ? { ...levels, gateway: returns.gateway } : levels;
      }
      case 'chaos': {
        const slot = Math.floor(time / chaosSlotMs);
        const windows = [slot - 2, slot - 1, slot].flatMap((number) => chaosWindows(seed, number));
        return { ...levelsOf(windows, time), warehouse: 100 };
      }
    }
  };
  let second = Number.NaN;
  let levels = none;
  return (time: number): FaultLevels => {
    const wanted = Math.floor(time / 1000);
    if (wanted !== second) {
      second = wanted;
      levels = compute(wanted * 1000);
    }
    return levels;
  };
};

/** Time in the cycle of recurring outages, from minus half a cycle to plus half a cycle. */
const inCycle = (since: number): number => ((since + recurrenceMs / 2) % recurrenceMs) - recurrenceMs / 2;
