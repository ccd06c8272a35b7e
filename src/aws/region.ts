/** Which Regions to look at. Pure: the flag, the environment and the profile's Region come in as they are. */

import type { Result } from '../result.ts';

export type Regions = Result<readonly [string, ...string[]]>;

type Environment = Readonly<Record<string, string | undefined>>;

/** `us-east-1`, `us-gov-west-1`, `cn-north-1`, `eusc-de-east-1` … */
export const isRegion = (text: string): boolean => /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/.test(text);

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
