/** Phases of faults, one after the other, and how long each client takes to go on after each. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './clients.ts';
import type { FaultKind, Phase } from './faults.ts';
import type { ChaosProxy } from './proxy.ts';

export type Recovery = {
  readonly client: string;
  readonly kind: FaultKind;
  /** Its beginning, in epoch milliseconds. */
  readonly begunAt: number;
  /** The end of the fault, in epoch milliseconds. */
  readonly endedAt: number;
  /** Until its next sign; undefined where there was none in the time that it was given. */
  readonly tookMs: number | undefined;
};

export type ChaosOptions = {
  readonly clients: readonly Client[];
  readonly proxies: readonly ChaosProxy[];
  readonly phases: Iterator<Phase>;
  readonly mostPhases: number;
  /** No phase begins after this, in epoch milliseconds. */
  readonly untilMs: number;
  /** Who shows nothing for so long after a fault is stuck: from its first true answer on, where it was not given one at once. */
  readonly stuckMs: number;
  /** A healthy time after each, at least. */
  readonly restMs: number;
  readonly onPhase: (phase: Phase) => void;
  readonly onRecovered: (recoveries: readonly Recovery[]) => void;
};

const lookEveryMs = 100;
/**
 * A true answer is waited for so many times as long: a machine that does much else gives none in time, and that is no fault of who asks
 * (seen: 45 s with 30 runnable processes on two cores).
 */
const slowTimes = 3;

/** Waits until each has gone on, or is stuck. */
const recoveries = async (
  { clients, stuckMs }: ChaosOptions,
  { kind, begunAt, endedAt }: Pick<Recovery, 'kind' | 'begunAt' | 'endedAt'>,
): Promise<readonly Recovery[]> => {
  const signOf = (client: Client): number | undefined => {
    const sign = client.lastSign();
    return sign !== undefined && sign > endedAt ? sign : undefined;
  };
  const first = new Map<string, number>();
  const alive = clients.filter((client) => client.exit() === undefined);
  const answered = new Map<string, number>();
  const isWaitedFor = ({ name }: Client): boolean =>
    !first.has(name) && Date.now() < (answered.get(name) ?? endedAt + slowTimes * stuckMs) + stuckMs;
  while (alive.some(isWaitedFor)) {
    for (const client of alive) {
      const sign = signOf(client);
      const answer = client.answeredAt();
      if (answer !== undefined && answer > endedAt && !answered.has(client.name))
        answered.set(client.name, answer);
      if (sign !== undefined && !first.has(client.name)) first.set(client.name, sign - endedAt);
    }
    await sleep(lookEveryMs);
  }
  return clients.map(({ name }) => ({ client: name, kind, begunAt, endedAt, tookMs: first.get(name) }));
};

/** Resolves with all recoveries when the time is over and the last fault has ended. */
export const runChaos = async (options: ChaosOptions): Promise<readonly Recovery[]> => {
  const { proxies, phases, mostPhases, untilMs, restMs, onPhase, onRecovered } = options;
  const all: Recovery[] = [];
  for (let nth = 0; nth < mostPhases && Date.now() < untilMs; nth += 1) {
    const { value: phase, done } = phases.next();
    if (done) break;
    onPhase(phase);
    const begunAt = Date.now();
    for (const proxy of proxies) proxy.fail(phase);
    await sleep(phase.lastsMs);
    for (const proxy of proxies) proxy.fail(undefined);
    const endedAt = Date.now();
    const recovered = await recoveries(options, { kind: phase.kind, begunAt, endedAt });
    onRecovered(recovered);
    all.push(...recovered);
    await sleep(Math.max(0, endedAt + restMs - Date.now()));
  }
  return all;
};
