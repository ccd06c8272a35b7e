/** `orders-watch iam-policy`: what to allow, for this pipeline file. Asks AWS nothing. */
import { type IamPolicy, iamPolicy, initPolicy } from '../../aws/iam-policy.ts';
import { harmless } from '../../harmless-json.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { partitionOf } from '../../origin.ts';
import { policyResources } from '../../pipeline/policy-resources.ts';
import { exitCode, type Runtime } from '../../runtime.ts';
import { openOutput } from '../shared/output.ts';
import { firstOf, noPipeline } from '../shared/pipeline.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';

export type PolicyOptions = CommonOptions & SandboxOptions & { readonly init: boolean };

const print = async (policy: IamPolicy, runtime: Runtime): Promise<number> => {
  const out = openOutput(runtime);
  out.write(`${harmless(JSON.stringify(policy, null, 2))}\n`);
  await out.flush();
  return exitCode.done;
};

export const printPolicy = async (options: PolicyOptions, runtime: Runtime): Promise<number> => {
  const session = await openSession(options, runtime, () => {});
  if (!session.ok) return refuse(session.failure, options, runtime);
  if (options.init) {
    const [region] = session.value.backend.regions;
    await session.value.close();
    return print(initPolicy(partitionOf(region)), runtime);
  }
  const pipeline = firstOf(await session.value.backend.pipelines());
  await session.value.close();
  if (!pipeline.ok) return refuse(pipeline.failure, options, runtime);
  if (pipeline.value === undefined) return refuse(noPipeline(runtime), options, runtime);
  return print(iamPolicy(policyResources(pipeline.value)), runtime);
};
