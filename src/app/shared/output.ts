/** stdout, for commands that print: what could not be written is never passed over. */
import { createLineWriter, type LineWriter } from '../../output/line-writer.ts';
import type { Runtime } from '../../runtime.ts';

const whys: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left',
  EDQUOT: 'the quota of the disk is used up',
  EIO: 'the disk or the terminal fails',
  EFBIG: 'the file has reached its greatest size',
};

/** One for each stdout: what is said at the end goes out behind what a command has not got rid of yet, never into its half line. */
const writers = new WeakMap<Runtime['stdout'], LineWriter>();

/** The writer of stdout. A reader that went away (EPIPE) has had all that it wanted; any other end is a loss, and told. */
export const openOutput = ({ stdout, losses }: Pick<Runtime, 'stdout' | 'losses'>): LineWriter => {
  const opened = writers.get(stdout);
  if (opened !== undefined) return opened;
  const out = createLineWriter(stdout.fd);
  writers.set(stdout, out);
  out.gone.addEventListener('abort', () => {
    const code = String(out.gone.reason);
    if (code === 'EPIPE') return;
    const why = whys[code];
    losses.add({
      kind: 'service',
      code,
      message: `the output could not be written${why === undefined ? '' : `: ${why}`}; its last line may be cut`,
      hint: 'Write it elsewhere, or make room, and run it again.',
    });
  });
  return out;
};
