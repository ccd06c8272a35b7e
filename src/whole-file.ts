/** Files of ours that are replaced while others may read them, or the machine may stop: the checkpoint, what is kept from run to run. */
import { open, realpath, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { harmless } from './harmless-json.ts';

/**
 * Writes a file, JSON, whole or not at all: a new one beside it, on the disk before it takes the old one's name. Rejects
 * with Node's error where it cannot.
 */
export const writeWhole = async (given: string, text: string): Promise<void> => {
  // A link stays a link: what it points to is replaced.
  const path = await realpath(given).catch(() => given);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(harmless(text));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
};

/** Makes the rename last through a power cut; where folders cannot be synced (Windows) it need not. */
const syncFolder = async (path: string): Promise<void> => {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // The file itself is whole either way.
  }
};
