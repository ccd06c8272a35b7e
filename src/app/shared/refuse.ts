import type { Failure } from '../../observation/health-of-sources.ts';
import { failureLine } from '../../output/failure-line.ts';
import { jsonOfFailure, ndjson } from '../../output/ndjson.ts';
import { codeOf, type Runtime } from '../../runtime.ts';
import { openOutput } from './output.ts';
import { givenUp } from './troubles.ts';

/** Says a failure in one line, with `--json` on stdout too, and gives its exit code. */
export const refuse = async (
  failed: Failure,
  { json }: { readonly json: boolean },
  runtime: Pick<Runtime, 'stdout' | 'stderr' | 'losses'>,
): Promise<number> => {
  const { stderr } = runtime;
  const failure = givenUp(failed);
  stderr.write(`orders-watch: ${failureLine(failure)}\n`);
  if (json) {
    const out = openOutput(runtime);
    out.write(ndjson(jsonOfFailure(failure)));
    await out.flush();
  }
  return codeOf(failure);
};
