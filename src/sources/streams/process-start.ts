/** When a process was started: what tells it from a later one with the same number. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Fields of /proc/PID/stat after the name, which may hold anything: state, and start time in clock ticks since boot (proc(5), 22). */
const stateField = 0;
const startField = 19;

const onLinux = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // One that has ended and that nobody has asked for its exit code.
  if (fields[stateField] === 'Z') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return [boot.trim(), fields[startField]].filter(Boolean).join(' ');
};

const byPs = (pid: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C' };
    execFile('ps', ['-o', 'lstart=', '-p', String(pid)], { env }, (error, text) => {
      resolve(error === null && text.trim() !== '' ? text.trim() : undefined);
    });
  });

/** The same text for as long as the process lives, another one for any other; undefined where there is no such process. */
export const startOf = (pid: number): Promise<string | undefined> =>
  process.platform === 'linux' ? onLinux(pid) : byPs(pid);
