/** Measures every call to AWS: how long it took, what it is billed for, in dollars. */
import type { Clock } from '../clock.ts';
import type { ApiCall } from '../observation/health-of-sources.ts';
import { type Bill, priceOf, type ScanBill } from './price.ts';

export type Meter = {
  /**
   * Writes down a call that has ended, and tells its dollars; `bill` is absent where it failed: AWS bills no failure. `spoilt` is
   * what had to be left out of its answer.
   */
  readonly record: (
    service: string,
    operation: string,
    startedAt: number,
    bill: Bill | undefined,
    spoilt?: string | undefined,
  ) => number;
  /** A charge that runs by time, not by the call (Live Tail). */
  readonly charge: (service: string, operation: string, dollars: number) => void;
};

type MeterOptions = {
  readonly region: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly onCall: (call: ApiCall) => void;
};

export const createMeter = ({ region, clock, onCall }: MeterOptions): Meter => {
  const free = { type: 'call', region, durationMs: 0, ok: true, billedMetrics: 0, bytesScanned: 0 } as const;
  return {
    record: (service, operation, startedAt, bill, spoilt) => {
      const { billedMetrics = 0, bytesScanned = 0 } = bill ?? {};
      const dollars = priceOf(bill ?? {});
      onCall({
        ...free,
        at: startedAt,
        service,
        operation,
        durationMs: clock.now() - startedAt,
        ok: bill !== undefined,
        billedMetrics,
        bytesScanned,
        dollars,
        ...(spoilt === undefined ? {} : { spoilt }),
      });
      return dollars;
    },
    charge: (service, operation, dollars) =>
      onCall({ ...free, at: clock.now(), service, operation, dollars }),
  };
};

/** Insights queries whose bytes are remembered. */
const queriesKnown = 200;

/**
 * GetQueryResults tells the bytes scanned so far with every poll: gives those that are new since the last one, so that
 * each is billed once, also of a query that is stopped half way.
 */
export const createScanBill = (): ScanBill => {
  const scannedByQuery = new Map<string, number>();
  return (queryId, bytesScanned) => {
    if (queryId === undefined || bytesScanned === undefined) return {};
    const before = scannedByQuery.get(queryId) ?? 0;
    scannedByQuery.delete(queryId);
    scannedByQuery.set(queryId, Math.max(before, bytesScanned));
    const oldest = scannedByQuery.keys().next();
    if (scannedByQuery.size > queriesKnown && oldest.done !== true) scannedByQuery.delete(oldest.value);
    return { bytesScanned: Math.max(0, bytesScanned - before) };
  };
};
