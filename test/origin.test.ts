import { describe, expect, it } from 'vitest';
import { byOrigin, isSameOrigin, originCode, originName, originsOf } from '../src/origin.ts';

const own = { region: 'eu-west-1' };
const billing = { region: 'eu-west-1', profile: 'billing' };

describe('an origin', () => {
  it('is a Region with a profile', () => {
    expect(originName(own)).toBe('eu-west-1');
    expect(originName(billing)).toBe('eu-west-1 (billing)');
    expect(isSameOrigin(own, { region: 'eu-west-1', profile: undefined })).toBe(true);
    expect(isSameOrigin(own, billing)).toBe(false);
  });

  it('holds all that is asked for together, in the order in which it comes', () => {
    const things = [
      { ...own, group: '/a' },
      { ...billing, group: '/a' },
      { ...own, group: '/b' },
    ];
    expect(originsOf(things)).toEqual([own, billing]);
    expect(byOrigin(things)).toEqual([
      { origin: own, things: [things[0], things[2]] },
      { origin: billing, things: [things[1]] },
    ]);
  });

  // The ids of availability zones (`use1-az4`) are where AWS writes Regions so.
  it.each([
    ['us-east-1', 'use1'],
    ['eu-west-1', 'euw1'],
    ['eu-central-1', 'euc1'],
    ['ap-southeast-2', 'apse2'],
    ['ap-northeast-3', 'apne3'],
    ['sa-east-1', 'sae1'],
    ['me-central-1', 'mec1'],
    ['cn-northwest-1', 'cnnw1'],
    ['us-gov-west-1', 'usgw1'],
  ])('%s is short for a column as AWS shortens it: %s', (region, code) => {
    expect(originCode({ region })).toBe(code);
    expect(originCode({ region, profile: 'billing' })).toBe(`${code} billing`);
  });
});
