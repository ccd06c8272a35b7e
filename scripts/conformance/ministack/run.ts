/** The part of the conformance run that is on ministack. */
import type { Finding } from '../check.ts';
import { judge, runList, runOf } from '../run-checks.ts';
import type { Run, ToolOptions } from '../tool.ts';
import { startMinistack } from './account.ts';
import { type Follower, followers, pipelineChecks } from './checks.ts';
import type { PipelineFacts } from './facts.ts';

/** From "ready" to all orders through: most of it is the functions' own time. */
const followMs = 200_000;

/** A promise, and what fulfils it. */
const signal = () => {
  let give = (): void => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
};

/** Starts one; `ready` when it says that it follows, `ended` after as many lines as the facts say. */
const follow = (follower: Follower, url: string, facts: Promise<PipelineFacts>, options: ToolOptions) => {
  const ready = signal();
  const ended = runOf(follower, url, options, {
    untilLines: facts.then(follower.lines),
    onReady: ready.give,
    patienceMs: followMs,
  });
  // One that ends before it is ready is judged by what it said.
  return { ready: Promise.race([ready.given, ended]), ended };
};

export const runOnMinistack = async (
  options: ToolOptions,
  only: string | undefined,
): Promise<readonly Finding[]> => {
  const { url, send, stop } = await startMinistack();
  try {
    const start = signal();
    const sent = start.given.then(send);
    const following = followers.map((follower) => follow(follower, url, sent, options));
    const ended: Promise<readonly Run[]> = Promise.all(following.map((one) => one.ended));
    await Promise.all(following.map((one) => one.ready));
    start.give();
    const [facts, runs] = await Promise.all([sent, ended]);
    const followed = followers.flatMap((follower, nth) => {
      const run = runs[nth];
      return run === undefined ? [] : judge(follower, run, facts);
    });
    return [...followed, ...(await runList(pipelineChecks, { url, facts }, options, only))];
  } finally {
    await stop();
  }
};
