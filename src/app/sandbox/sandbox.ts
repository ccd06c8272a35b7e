/** `orders-watch sandbox`: the embedded account for any AWS client, until it is interrupted. */
import type { SandboxOptions } from '../../options.ts';
import { failureLine } from '../../output/failure-line.ts';
import { codeOf, type Runtime } from '../../runtime.ts';
import { sandboxRegion, startEmbeddedAccount } from '../shared/embedded/sandbox-flag.ts';
import { onInterrupt } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';

export const sandbox = async (
  options: SandboxOptions & { readonly port: number },
  runtime: Runtime,
): Promise<number> => {
  const interrupt = onInterrupt(runtime);
  runtime.stderr.write('orders-watch: making three hours of history ...\n');
  const account = await startEmbeddedAccount(options, runtime.clock, {
    port: options.port,
    onDeath: runtime.fatal.end,
  });
  if (!account.ok) {
    runtime.stderr.write(`orders-watch: ${failureLine(account.failure)}\n`);
    return codeOf(account.failure);
  }
  const { url, close } = account.value;
  const out = openOutput(runtime);
  out.write(
    [
      `orders-watch sandbox: ${url} (${sandboxRegion}, scenario ${options.scenario}, seed ${options.seed})`,
      '',
      '  export AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox',
      `  export AWS_REGION=${sandboxRegion} AWS_ENDPOINT_URL=${url}`,
      '  aws cloudwatch describe-alarms --output table',
      '  orders-watch tail-stream --table Orders',
      '',
      'Ctrl-C ends it.',
      '',
    ].join('\n'),
  );
  await out.flush();
  const code = await interrupt.code;
  await close();
  return code;
};
