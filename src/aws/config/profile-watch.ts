/** Whether ~/.aws says something else of a profile than before: keys that are rewritten while the old ones still work (issue 15, 8). */
import { stat } from 'node:fs/promises';
import { readSharedFiles, type SharedFiles, sharedFilePaths } from './shared-files.ts';

/** What moves whenever a file is written, without reading it. */
const stampOf = async (path: string): Promise<string> => {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? '' : [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ');
};

/** All that keys are taken by: the profile, the session that it names, and the profiles that it takes keys from. */
const sayOf = ({ profiles, ssoSessions }: SharedFiles, profileName: string): string => {
  const names = new Set<string>();
  for (let name: string | undefined = profileName; name !== undefined && !names.has(name); ) {
    names.add(name);
    name = profiles[name]?.['source_profile'];
  }
  const session = profiles[profileName]?.['sso_session'];
  const sections = [...names].map((name) => [name, profiles[name]]);
  return JSON.stringify([sections, session === undefined ? undefined : ssoSessions[session]]);
};

/** Gives what the files say of the profile now, as a text to compare: two `stat`, and a reading only where a file was written. */
export const createProfileWatch = (profileName: string): (() => Promise<string>) => {
  let stamp: string | undefined;
  let said = '';
  let looking: Promise<string> | undefined;
  const look = async (): Promise<string> => {
    const now = (await Promise.all(sharedFilePaths().map(stampOf))).join('; ');
    if (now === stamp) return said;
    try {
      said = sayOf(await readSharedFiles(), profileName);
      stamp = now;
    } catch {
      // Half written, or no text: the keys in hand stay, and whoever takes others says why there are none.
    }
    return said;
  };
  // On a mount that hangs, one thread waits.
  return () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
};
