/**
 * Where a service is called, by its settings. The order is that of AWS SDKs and Tools Reference Guide, "Service-specific endpoints":
 * the flag, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, the profile's `services` section, its `endpoint_url`. Pure.
 */
import { fail, type Result, succeed } from '../../result.ts';
import { type Environment, isTrue, setIn } from './environment.ts';
import type { Section } from './ini.ts';
import type { SharedFiles } from './shared-files.ts';

export type EndpointSources = {
  readonly env: Environment;
  readonly profile: Section;
  readonly profileName: string;
  readonly services: SharedFiles['services'];
};

/** True where configured endpoints are to be left aside (the flag is not one of them). */
const areIgnored = ({ env, profile }: EndpointSources): boolean =>
  isTrue(setIn(env, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS') ?? profile['ignore_configured_endpoint_urls']);

/**
 * The address configured for the service of this id (`CloudWatch Logs`), undefined where AWS's own is meant. Fails where the profile
 * names a `services` section that is not there.
 */
export const configuredEndpoint = (
  serviceId: string,
  sources: EndpointSources,
): Result<string | undefined> => {
  const { env, profile, profileName, services } = sources;
  if (areIgnored(sources)) return succeed(undefined);
  const name = serviceId.replaceAll(/[ -]/g, '_');
  const inEnv = setIn(env, `AWS_ENDPOINT_URL_${name.toUpperCase()}`) ?? setIn(env, 'AWS_ENDPOINT_URL');
  if (inEnv !== undefined) return succeed(inEnv);
  const section = profile['services'];
  if (section !== undefined && !Object.hasOwn(services, section)) {
    return fail({
      kind: 'access',
      code: 'ServicesSectionMissing',
      message: `the profile "${profileName}" names the services section "${section}", which is not in the config file`,
      hint: `Add [services ${section}] to ~/.aws/config, or take services out of the profile.`,
    });
  }
  const ofService =
    section === undefined ? undefined : services[section]?.[`${name.toLowerCase()}.endpoint_url`];
  return succeed(ofService || profile['endpoint_url'] || undefined);
};
