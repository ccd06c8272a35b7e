/** Which Regions to look at. Pure: the flag, the environment and the profile's Region come in as they are. */

import type { Result } from '../result.ts';

export type Regions = Result<readonly [string, ...string[]]>;

type Environment = Readonly<Record<string, string | undefined>>;

/** `us-east-1`, `us-gov-west-1`, `cn-north-1`, `eusc-de-east-1` … */
export const isRegion = (text: string): boolean => /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(text);

/** The Regions of botocore's endpoints.json, 1.44. A newer one works as well: only what is said of a name that nobody knows is less sure. */
const knownRegions = new Set(
  `af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2
  ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1
  eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2
  us-west-1 us-west-2 cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1 eusc-de-east-1`.split(/\s+/),
);

/** True where AWS surely has a Region of this name. */
export const isKnownRegion = (region: string): boolean => knownRegions.has(region);

const refuse = (code: string, message: string, hint: string): Regions => ({
  ok: false,
  failure: { kind: 'access', code, message, hint },
});

/**
 * The Regions asked for, none twice. The first that is set counts: the flag (several, with commas), AWS_REGION,
 * AWS_DEFAULT_REGION (which the SDK ignores and the AWS CLI honours), the profile's own.
 */
export const resolveRegions = (
  flag: string | undefined,
  env: Environment,
  profileRegion: string | undefined,
): Regions => {
  const text = [flag, env['AWS_REGION'], env['AWS_DEFAULT_REGION'], profileRegion].find(
    (candidate) => candidate !== undefined && candidate.trim() !== '',
  );
  const [first, ...others] = new Set((text ?? '').split(/[\s,]+/).filter((name) => name !== ''));
  if (first === undefined) {
    return refuse(
      'RegionMissing',
      'no Region is set',
      'Give --region us-east-1, set AWS_REGION, or add region to the profile.',
    );
  }
  const wrong = [first, ...others].find((name) => !isRegion(name));
  if (wrong !== undefined) {
    return refuse('InvalidRegion', `"${wrong}" is no Region`, 'Regions look like us-east-1 or eu-west-1.');
  }
  return { ok: true, value: [first, ...others] };
};
