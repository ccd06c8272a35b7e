/**
 * How the process ends, whatever hangs in it. Node's own exit waits for its file threads: a FIFO that nobody reads, a mount whose
 * server is gone, a look-up of a name behind a lost VPN held it for ever, deaf to signals (issue 15).
 */
import process from 'node:process';

const endingSignals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type EndingSignal = keyof typeof endingSignals;

/** Exit codes of signals, as shells count: 128 and the signal's number. */
export const codesOfSignals: Readonly<Record<EndingSignal, number>> = endingSignals;

/** From now on a signal ends the process by the kernel's hand, whatever runs or hangs in it: the second Ctrl-C. */
export const letSignalsEnd = (): void => {
  for (const signal of Object.keys(endingSignals)) process.removeAllListeners(signal);
};

/** What occupies a thread of Node's pool, by the names that Node has for it. */
const inThread = new Set(['FSReqCallback', 'FSReqPromise', 'GetAddrInfoReqWrap', 'GetNameInfoReqWrap']);

/** Node's exit would wait. */
export const isThreadBusy = (): boolean => process.getActiveResourcesInfo().some((one) => inThread.has(one));

/** Ends the process now, with this exit code where that can be: without `process.execve` (Node 20) a signal ends it. */
export const leaveNow = (code: number): never => {
  letSignalsEnd();
  if (isThreadBusy()) {
    // What has to be put back is put back; the process has no other way to its listeners than its own exit.
    process.emit('exit', code);
    try {
      process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`], {});
    } catch {
      // No shell there.
    }
    const signal = Object.entries(endingSignals).find(([, one]) => one === code)?.[0];
    if (signal !== undefined) process.kill(process.pid, signal);
    process.kill(process.pid, 'SIGKILL');
  }
  return process.exit(code);
};
