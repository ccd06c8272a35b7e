/** stdout, for commands that print: what could not be written is never passed over. */
import { whyOf } from '../../file-trouble.ts';
import { createLineWriter, type LineWriter } from '../../output/line-writer.ts';
import type { Runtime } from '../../runtime.ts';

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
    losses.add({
      kind: 'service',
      code,
      message: `the output could not be written: ${whyOf(code)}; its last line may be cut`,
      hint: 'Write it elsewhere, or make room, and run it again.',
    });
  });
  return out;
};
