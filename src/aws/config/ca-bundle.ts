/**
 * Whom TLS trusts, where that is set: AWS_CA_BUNDLE, the profile's `ca_bundle`, REQUESTS_CA_BUNDLE, in the AWS CLI's order. As there,
 * its certificates take the place of the usual ones.
 */
import { X509Certificate } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fail, type Result } from '../../result.ts';
import { type Environment, setIn } from './environment.ts';
import type { Section } from './ini.ts';
import { readOnce } from './read-once.ts';

export type CaBundle = { readonly path: string /** What names it, for words. */; readonly from: string };

export const configuredCaBundle = (
  env: Environment,
  profile: Section,
  profileName: string,
): CaBundle | undefined => {
  const candidates: readonly (readonly [string | undefined, string])[] = [
    [setIn(env, 'AWS_CA_BUNDLE'), 'AWS_CA_BUNDLE'],
    [profile['ca_bundle'], `ca_bundle of the profile "${profileName}"`],
    [setIn(env, 'REQUESTS_CA_BUNDLE'), 'REQUESTS_CA_BUNDLE'],
  ];
  const [path, from] = candidates.find(([candidate]) => candidate) ?? [];
  return path === undefined || from === undefined ? undefined : { path, from };
};

const badBundle = ({ path, from }: CaBundle, why: string): Result<string> =>
  fail({
    kind: 'access',
    code: 'CaBundle',
    message: `the CA bundle ${path} (${from}) ${why}`,
    hint: 'It must be a file of certificates in PEM form.',
  });

const certificates = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END [^-]*-----/g;

/** TLS would leave out what it cannot read, and then trust nobody. */
const canBeRead = (certificate: string): boolean => {
  try {
    new X509Certificate(certificate);
    return true;
  } catch {
    return false;
  }
};

/** Its certificates in PEM form. */
export const readCaBundle = async (bundle: CaBundle): Promise<Result<string>> => {
  const path = bundle.path.startsWith('~/') ? join(homedir(), bundle.path.slice(2)) : bundle.path;
  const read = await readOnce(path);
  if (!read.ok) return badBundle(bundle, read.why);
  const found = read.value.match(certificates) ?? [];
  return found.some(canBeRead) ? read : badBundle(bundle, 'holds no certificate');
};
