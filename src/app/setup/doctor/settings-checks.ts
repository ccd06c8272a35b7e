/** What `doctor` finds of the settings that stand between the tool and AWS: proxy, certificates, endpoints. */
import { request } from 'node:https';
import { configuredCaBundle, readCaBundle } from '../../../aws/config/ca-bundle.ts';
import { configuredEndpoint } from '../../../aws/config/endpoint.ts';
import { isTrue, setIn } from '../../../aws/config/environment.ts';
import { type HttpProxy, proxyFor, proxyName } from '../../../aws/config/proxy.ts';
import { readSharedFiles } from '../../../aws/config/shared-files.ts';
import { failureOf } from '../../../aws/failure.ts';
import { profileInHand } from '../../../aws/profile.ts';
import type { CommonOptions } from '../../../options.ts';
import { type Origin, originName } from '../../../origin.ts';
import type { Runtime } from '../../../runtime.ts';
import { type Check, failed, ok, warn } from './check.ts';

/** As the SDK names the services that are read, for settings by service. */
const serviceIds = ['CloudWatch', 'CloudWatch Logs', 'DynamoDB Streams'] as const;

const connectMs = 5_000;

/** Whether the proxy lets through to the host: CONNECT, then TLS inside. */
const tryProxy = async (proxy: HttpProxy, host: string, ca: string | undefined): Promise<unknown> => {
  const { createTunnelAgent } = await import('../../../aws/config/tunnel.ts');
  const { createSecureContext } = await import('node:tls');
  const secureContext = ca === undefined ? undefined : createSecureContext({ ca });
  const agent = createTunnelAgent({ proxy, secureContext });
  return new Promise((resolve) => {
    const asked = request({ agent, host, port: 443, method: 'HEAD', path: '/', timeout: connectMs });
    asked.once('response', (answer) => {
      answer.resume();
      resolve(undefined);
    });
    asked.once('timeout', () => asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    asked.once('error', resolve);
    asked.end();
  }).finally(() => agent.destroy());
};

type Sources = Pick<Runtime, 'env'> & { readonly options: Pick<CommonOptions, 'profile' | 'endpoint-url'> };

/** Of one origin: which way its calls go. */
export const settingsChecks = async (
  origin: Origin,
  { env, options }: Sources,
): Promise<readonly Check[]> => {
  const files = await readSharedFiles();
  const profileName = profileInHand(origin.profile ?? options.profile, env) ?? 'default';
  const profile = files.profiles[profileName] ?? {};
  const where = originName(origin);
  const site = { operation: 'Connect', ...origin };
  const checks: Check[] = [];
  if (files.unread.length > 0) {
    checks.push(warn(`~/.aws, ${where}`, files.unread.join('; '), 'It is passed over, as the AWS CLI does.'));
  }

  const bundle = configuredCaBundle(env, profile, profileName);
  const ca = bundle === undefined ? undefined : await readCaBundle(bundle);
  const caName = `certificates, ${where}`;
  if (ca?.ok === false) checks.push(failed(caName, ca.failure));
  else checks.push(ok(caName, bundle === undefined ? "Node's own" : `${bundle.path} (${bundle.from})`));

  const flag = (variable: string, key: string): boolean => isTrue(setIn(env, variable) ?? profile[key]);
  const kinds = [
    ...(flag('AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint') ? ['FIPS'] : []),
    ...(flag('AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint') ? ['dual-stack'] : []),
  ];
  const asked = options['endpoint-url'];
  const usual = kinds.length === 0 ? "AWS's own" : `AWS's own, ${kinds.join(' and ')}`;
  const found = serviceIds.map((id) => {
    const configured = configuredEndpoint(id, { env, profile, profileName, services: files.services });
    return { id, configured };
  });
  const wrong = found.find(({ configured }) => !configured.ok)?.configured;
  const endpointName = `endpoints, ${where}`;
  if (asked !== undefined) checks.push(ok(endpointName, `${asked} (--endpoint-url)`));
  else if (wrong !== undefined && !wrong.ok) checks.push(failed(endpointName, wrong.failure));
  else {
    const own = found.flatMap(({ id, configured }) =>
      configured.ok && configured.value !== undefined ? [`${id}: ${configured.value}`] : [],
    );
    const others = own.length < found.length ? [usual] : [];
    checks.push(ok(endpointName, [...own, ...others].join(', ')));
  }

  const base = asked ?? found.flatMap(({ configured }) => (configured.ok ? (configured.value ?? []) : []))[0];
  const url = base !== undefined && URL.canParse(base) ? new URL(base) : undefined;
  const hostname = url?.hostname ?? `monitoring.${origin.region}.amazonaws.com`;
  const protocol = url?.protocol ?? 'https:';
  const port = Number(url?.port || (protocol === 'https:' ? 443 : 80));
  const proxy = proxyFor({ protocol, hostname, port }, env);
  const proxyCheck = `proxy, ${where}`;
  if (!proxy.ok) checks.push(failed(proxyCheck, proxy.failure));
  else if (proxy.value === undefined) checks.push(ok(proxyCheck, `none for ${hostname}`));
  else {
    const name = proxyName(proxy.value);
    const error =
      protocol === 'https:'
        ? await tryProxy(proxy.value, hostname, ca?.ok ? ca.value : undefined)
        : undefined;
    checks.push(
      error === undefined
        ? ok(proxyCheck, `${name}${protocol === 'https:' ? ` lets through to ${hostname}` : ''}`)
        : failed(proxyCheck, failureOf(error, site)),
    );
  }
  return checks;
};
