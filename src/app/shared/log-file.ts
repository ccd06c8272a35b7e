import { appendFileSync } from 'node:fs';
import { harmlessText } from '../../harmless-text.ts';

/** Writes a line with its time to `--log-file`; without a file, or where it cannot be written, nothing. */
export const createLog = (file: string | undefined): ((text: string) => void) => {
  if (file === undefined) return () => {};
  return (text) => {
    try {
      appendFileSync(file, harmlessText(`${new Date().toISOString()} ${text}\n`), { mode: 0o600 });
    } catch {
      // Diagnostics must not stop what they are about.
    }
  };
};
