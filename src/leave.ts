/** The end of a command: what is being written has a moment, what is lost is said, and the process ends whatever hangs in it. */
import { createLineWriter } from './output/line-writer.ts';
import { isThreadBusy, leaveNow, letSignalsEnd } from './process-end.ts';

const lastWordsMs = 200;
const settleMs = 250;
const lookAgainMs = 10;

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** On stderr, without waiting for whoever reads it: Node's own writes to a full pipe block for ever. */
const sayLast = async (text: string): Promise<void> => {
  const out = createLineWriter(2);
  out.write(text);
  await Promise.race([out.flush(), sleep(lastWordsMs)]);
};

/** Says something on stderr, waits a moment for what is being written, and ends the process. */
export const leave = async (code: number, words = ''): Promise<never> => {
  letSignalsEnd();
  if (words !== '') await sayLast(words);
  for (let waited = 0; waited < settleMs && isThreadBusy(); waited += lookAgainMs) await sleep(lookAgainMs);
  return leaveNow(code);
};
