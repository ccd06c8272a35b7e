/** A tail with a checkpoint is killed thirty times: what is lost, what comes twice, and from how long before the kill (issue 15). */
import { killTail } from '../../test/helpers/killed-tail.ts';

const kills = 30;

/** Runs and prints; a line of words, or with `--json` an object. */
export const run = async (json = process.argv.includes('--json')): Promise<void> => {
  const result = await killTail(kills, Math.random);
  const { changes, lost, repeated, oldestRepeatedMs, takenOver } = result;
  console.log(
    json
      ? JSON.stringify({ bench: 'kills', ...result })
      : `${kills} kills -9 of a tail with a checkpoint: ${lost} lost and ${repeated} repeated of ${changes} changes; the oldest that came again was printed ${oldestRepeatedMs} ms before the kill; ${takenOver} locks taken over`,
  );
};
