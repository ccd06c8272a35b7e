/**
 * One process a checkpoint: a file beside it says whose it is. Two that wrote it would each undo the other's positions (issue 15).
 * It holds among the processes of one machine; on a network file system it is a word between friends.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, link, open, realpath, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as z from 'zod';
import { readText } from '../../bounded-file.ts';
import { codeOfError, writeFailure } from '../../file-trouble.ts';
import { harmless } from '../../harmless-json.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Result } from '../../result.ts';
import { startOf } from './process-start.ts';

const ownerSchema = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  /** As `startOf` tells it. */
  startedAt: z.string(),
  /** Two locks of one process are two. */
  nonce: z.string(),
});

export type Owner = z.infer<typeof ownerSchema>;

export type CheckpointLock = {
  /** Whose checkpoint it is now, where that is no longer this process; undefined while all is well. */
  readonly lostTo: () => Promise<Failure | undefined>;
  /** Removes the lock, where it is still this process's. */
  readonly release: () => Promise<void>;
};

export type LockOptions = {
  /** Told of a lock that was left behind by a process that has ended. */
  readonly say: (line: string) => void;
  /** Of this machine. */
  readonly host?: string;
  readonly startOf?: (pid: number) => Promise<string | undefined>;
  readonly pid?: number;
};

/** An owner writes its lock right after it has made it: one that is empty for longer is left behind. */
const mostEmptyLooks = 25;
const lookAgainMs = 20;
const mostBytes = 64 * 1024;
/** Others may come and go meanwhile. */
const mostTries = 20;

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const ownerIn = (text: string): Owner | undefined => {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** The lock's text; undefined where there is none. Rejects where it cannot be read. */
const readLock = async (file: string): Promise<string | undefined> => {
  for (let looks = 0; ; looks += 1) {
    const read = await readText(file, mostBytes, { isFile: true });
    if (!read.ok) {
      if (read.code === 'ENOENT') return undefined;
      throw Object.assign(new Error(read.why), { code: read.code });
    }
    if (ownerIn(read.value) !== undefined || looks >= mostEmptyLooks) return read.value;
    await sleep(lookAgainMs);
  }
};

/** False where somebody else was first. */
const create = async (file: string, owner: Owner): Promise<boolean> => {
  let lock: FileHandle;
  try {
    lock = await open(file, 'wx', 0o600);
  } catch (error) {
    if (codeOfError(error) === 'EEXIST') return false;
    throw error;
  }
  try {
    await lock.writeFile(harmless(JSON.stringify(owner)));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await lock.close();
  }
  return true;
};

/**
 * Takes a lock away that was left behind, and only that one: what was moved is looked at, since another process may have taken it over
 * a moment before. Then it is put back.
 */
const removeStale = async (file: string, text: string, nonce: string): Promise<void> => {
  const aside = `${file}.${nonce}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOfError(error) === 'ENOENT') return;
    throw error;
  }
  const moved = await readText(aside, mostBytes, { isFile: true });
  if (!moved.ok || moved.value !== text) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
};

const refusal = (message: string, hint: string): Failure => ({
  kind: 'usage',
  code: 'CheckpointLocked',
  message,
  hint,
});

/** What a lock says of its owner: still there, gone, or on a machine that cannot be asked. */
const refusalBy = async (
  path: string,
  file: string,
  owner: Owner,
  of: Required<Pick<LockOptions, 'host' | 'startOf'>>,
): Promise<Failure | undefined> => {
  if (owner.host !== of.host) {
    return refusal(
      `the checkpoint ${path} is in use by process ${owner.pid} of ${owner.host}, as far as can be told from ${of.host}`,
      `End it there; where it no longer runs, remove ${file}`,
    );
  }
  if ((await of.startOf(owner.pid)) !== owner.startedAt) return undefined;
  return refusal(
    `the checkpoint ${path} is in use by process ${owner.pid}`,
    'End it, or give another --checkpoint file',
  );
};

/**
 * Locks a checkpoint by `FILE.lock` beside it (beside what it links to). Fails where a process uses it, and where the lock cannot be
 * written. One that was left behind (its process is gone, or another has its number now) is taken over.
 */
export const lockCheckpoint = async (path: string, options: LockOptions): Promise<Result<CheckpointLock>> => {
  const { say, host = hostname(), startOf: startedAtOf = startOf, pid = process.pid } = options;
  const target = await realpath(path).catch(() => path);
  const file = `${target}.lock`;
  const nonce = randomBytes(8).toString('hex');
  const owner: Owner = { pid, host, startedAt: (await startedAtOf(pid)) ?? '', nonce };
  try {
    for (let tries = 0; tries < mostTries; tries += 1) {
      if (await create(file, owner)) return { ok: true, value: lockOf(path, file, nonce) };
      const text = await readLock(file);
      if (text === undefined) continue;
      const other = ownerIn(text);
      const refused = other && (await refusalBy(path, file, other, { host, startOf: startedAtOf }));
      if (refused !== undefined) return { ok: false, failure: refused };
      await removeStale(file, text, nonce);
      // Half a checkpoint that it did not come to an end with.
      if (other !== undefined) await rm(`${target}.${other.pid}.tmp`, { force: true });
      const whose = other === undefined ? 'somebody' : `process ${other.pid}, which has ended`;
      say(`the checkpoint ${path} was left locked by ${whose}: taken over`);
    }
    const failure = refusal(`the checkpoint ${path} is taken by others again and again`, 'Start one of them');
    return { ok: false, failure };
  } catch (error) {
    return { ok: false, failure: { ...writeFailure(`the lock ${file}`, error), kind: 'usage' } };
  }
};

const lockOf = (path: string, file: string, nonce: string): CheckpointLock => {
  const isOurs = async (): Promise<boolean> => ownerIn((await readLock(file)) ?? '')?.nonce === nonce;
  return {
    lostTo: async () => {
      const text = await readLock(file).catch(() => undefined);
      const owner = ownerIn(text ?? '');
      if (owner?.nonce === nonce) return undefined;
      const whose =
        owner === undefined ? 'its lock was removed' : `process ${owner.pid} of ${owner.host} has it`;
      return refusal(
        `the checkpoint ${path} is no longer this process's (${whose}) and is not written any more`,
        'Let one process use it',
      );
    },
    release: async () => {
      if (await isOurs().catch(() => false)) await rm(file, { force: true }).catch(() => {});
    },
  };
};
