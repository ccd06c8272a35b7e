import { readFile } from 'node:fs/promises';

/** Megabytes of memory that a process holds; undefined where there is none. */
export const residentMb = async (pid: number | undefined): Promise<number | undefined> => {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
};
