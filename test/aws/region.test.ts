import { describe, expect, it } from 'vitest';
import { findProfile } from '../../src/aws/profile.ts';
import { resolveRegions } from '../../src/aws/region.ts';

describe('resolveRegions', () => {
  const env = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' };

  it('takes the flag first, several with commas, none twice', () => {
    expect(resolveRegions('us-east-1, eu-west-1,us-east-1', env, 'eu-west-3')).toEqual({
      ok: true,
      value: ['us-east-1', 'eu-west-1'],
    });
  });

  it('then AWS_REGION, AWS_DEFAULT_REGION, the profile', () => {
    expect(resolveRegions(undefined, env, 'eu-west-3')).toMatchObject({ value: ['eu-west-1'] });
    expect(resolveRegions(undefined, { ...env, AWS_REGION: '' }, 'eu-west-3')).toMatchObject({
      value: ['eu-west-2'],
    });
    expect(resolveRegions(undefined, {}, 'us-gov-west-1')).toMatchObject({ value: ['us-gov-west-1'] });
  });

  it('says what to do when there is none', () => {
    expect(resolveRegions(undefined, {}, undefined)).toMatchObject({
      ok: false,
      failure: { kind: 'access', code: 'RegionMissing' },
    });
    expect(resolveRegions(',', {}, undefined).ok).toBe(false);
  });

  it('refuses what is no Region', () => {
    const answer = resolveRegions('us-east-1,useast1', {}, undefined);
    expect(answer).toMatchObject({
      ok: false,
      failure: { kind: 'access', message: '"useast1" is no Region' },
    });
  });
});

describe('findProfile', () => {
  const profiles = async () => ({
    profiles: { default: { region: 'us-east-1' }, dev: { region: undefined }, 'prod eu': {} },
    unread: [],
  });
  const none = async () => ({ profiles: {}, unread: ['~/.aws/credentials is a folder'] });

  it('takes the flag, then AWS_PROFILE, then the default', async () => {
    const name = async (flag?: string, env = {}) => {
      const found = await findProfile(flag, env, profiles);
      return found.ok ? found.value.name : undefined;
    };
    expect(await name('dev', { AWS_PROFILE: 'prod eu' })).toBe('dev');
    expect(await name(undefined, { AWS_PROFILE: 'prod eu' })).toBe('prod eu');
    expect(await name()).toBe('default');
    expect(await findProfile(undefined, {}, profiles)).toMatchObject({ value: { region: 'us-east-1' } });
  });

  it('names a profile that is missing, and those that exist', async () => {
    const found = await findProfile('porod', {}, profiles);
    expect(found).toMatchObject({
      ok: false,
      failure: {
        kind: 'access',
        message: expect.stringContaining('"porod"'),
        hint: expect.stringContaining('default, dev, prod eu'),
      },
    });
  });

  it('needs no files when nothing was named', async () => {
    expect(await findProfile(undefined, {}, none)).toMatchObject({
      ok: true,
      value: { region: undefined },
    });
    expect(await findProfile('x', {}, none)).toMatchObject({
      ok: false,
      failure: {
        message: 'there is no profile "x" in ~/.aws; ~/.aws/credentials is a folder',
        hint: expect.stringContaining('--sandbox'),
      },
    });
  });
});
