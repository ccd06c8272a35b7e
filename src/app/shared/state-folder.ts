/**
 * Files that are kept from one run to the next, in the XDG state folder. A home folder may hang (NFS), be full, read-only or hold something
 * else under that name: nothing waits for it, one file of it is read or written at a time, and what fails is told (issue 15).
 */
import { mkdir, rename, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { readText } from '../../bounded-file.ts';
import { codeOfError, writeFailure } from '../../file-trouble.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { Runtime } from '../../runtime.ts';
import type { Stalls } from '../../stalls.ts';
import type { Environment } from '../../terminal/capabilities.ts';
import { writeWhole } from '../../whole-file.ts';
import { xdgPath } from '../../xdg.ts';

export const statePath = (env: Environment, name: string, home?: string): string =>
  xdgPath('state', env, name, home);

export type StateSpec<Value> = {
  /** `choices.json` */
  readonly name: string;
  /** What is lost where it is not written, in words. */
  readonly loses: string;
  /** What it holds where there is no such file yet. */
  readonly empty: Value;
  /** What the file's JSON means; undefined where it means nothing. */
  readonly parse: (json: unknown) => Value | undefined;
  readonly format: (value: Value) => unknown;
};

export type StateFile<Value> = {
  /** What was in the file, with what was changed since; the same object until either changes. Empty before it has been read. */
  readonly now: () => Value;
  /** Resolves once it has been read, however that went. */
  readonly read: Promise<Value>;
  /**
   * Changes it, here at once and in the file soon: what another run of the tool has written meanwhile stays. What could not be written is
   * written with the next change.
   */
  readonly change: (change: (value: Value) => Value) => void;
};

/** A file of ours is a few kB. */
const mostBytes = 1024 * 1024;

const failureAt = (path: string, why: string, hint: string): Failure => ({
  kind: 'service',
  code: 'StateFile',
  message: `the state file ${basename(path)} ${why}`,
  hint: `${hint} (${dirname(path)})`,
});

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Node's own recursive mkdir goes on for ever where a folder cannot be made and does not exist, as below /proc. */
const makeFolder = async (path: string): Promise<void> => {
  if (path === dirname(path) || (await isThere(path))) return;
  await makeFolder(dirname(path));
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    // Another run of the tool was first.
    if (codeOfError(error) !== 'EEXIST') throw error;
  }
};

const parsed = <Value>({ parse }: StateSpec<Value>, text: string): Value | undefined => {
  try {
    return parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** One of these files at a time, for each run of the tool: a home that hangs takes one of Node's four threads for files, not all. */
const queues = new WeakMap<Stalls, Promise<unknown>>();

const inTurn = <Value>(stalls: Stalls, work: () => Promise<Value>): Promise<Value> => {
  const mine = (queues.get(stalls) ?? Promise.resolve()).then(work);
  queues.set(
    stalls,
    mine.catch(() => {}),
  );
  return mine;
};

/** Opens one of these files and begins to read it. Never rejects: what fails is told, once, until it works. */
export const openState = <Value>(
  spec: StateSpec<Value>,
  { env, stalls }: Pick<Runtime, 'env' | 'stalls'>,
): StateFile<Value> => {
  type Change = (value: Value) => Value;
  const path = statePath(env, spec.name);
  const name = `state file ${basename(path)}`;
  let now = spec.empty;
  let unwritten: readonly Change[] = [];
  let told: string | undefined;
  const tell = (failure: Failure | undefined): void => {
    if (told === failure?.message) return;
    told = failure?.message;
    stalls.tell(name, failure);
  };
  const withChanges = (value: Value): Value => unwritten.reduce((so, change) => change(so), value);

  /** What the file holds; undefined where it must be left alone. */
  const load = async (): Promise<{ readonly value: Value; readonly isDamaged: boolean } | undefined> => {
    const text = await readText(path, mostBytes, { isFile: true });
    if (!text.ok) {
      if (text.code === 'ENOENT') return { value: spec.empty, isDamaged: false };
      tell(failureAt(path, text.why, 'Let it be read, or remove it'));
      return undefined;
    }
    const value = parsed(spec, text.value);
    if (value !== undefined) return { value, isDamaged: false };
    tell(failureAt(path, 'is damaged', `It begins anew; the old one is kept as ${basename(path)}.damaged`));
    return { value: spec.empty, isDamaged: true };
  };

  const write = async (): Promise<void> => {
    if (unwritten.length === 0) return;
    const loaded = await load();
    if (loaded === undefined) return;
    const batch = unwritten;
    const next = withChanges(loaded.value);
    try {
      await makeFolder(dirname(path));
      if (loaded.isDamaged) await rename(path, `${path}.damaged`);
      await writeWhole(path, `${JSON.stringify(spec.format(next), undefined, 2)}\n`);
      unwritten = unwritten.slice(batch.length);
      now = withChanges(next);
      if (!loaded.isDamaged) tell(undefined);
    } catch (error) {
      const hint = `${spec.loses} is lost when the tool ends (${dirname(path)})`;
      tell(writeFailure(name, error, hint));
    }
  };

  const read = stalls.watch(
    { name },
    inTurn(stalls, async () => {
      const loaded = await load();
      if (loaded !== undefined) now = withChanges(loaded.value);
      return now;
    }),
  );
  return {
    now: () => now,
    read,
    change: (change) => {
      now = change(now);
      unwritten = [...unwritten, change];
      void stalls.watch({ name, loses: spec.loses }, inTurn(stalls, write));
    },
  };
};
