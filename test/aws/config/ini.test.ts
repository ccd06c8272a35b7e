/** Right values: Python's RawConfigParser and botocore's configloader, which the AWS CLI reads its files with. */
import { describe, expect, it } from 'vitest';
import { parseIni } from '../../../src/aws/config/ini.ts';

const read = (text: string) => Object.fromEntries(parseIni(text));

describe('parseIni', () => {
  it('reads values to the end of the line, comments as lines of their own', () => {
    expect(
      read(
        '# a\n[default]\n; b\nRegion = eu-west-1\ncredential_process = /x "a #b" ; c\nkey=a=b\nurl: http://x:1\n',
      ),
    ).toEqual({
      default: {
        region: 'eu-west-1',
        credential_process: '/x "a #b" ; c',
        key: 'a=b',
        url: 'http://x:1',
      },
    });
  });

  it('reads blocks that stand further in, and what comes after them', () => {
    expect(
      read(
        '[services s]\ncloudwatch =\n  endpoint_url = http://c:1\n\n  # no\n  more = x\nsts =\n\tendpoint_url = http://s:1\nlast = y\n',
      ),
    ).toEqual({
      'services s': {
        cloudwatch: '',
        'cloudwatch.endpoint_url': 'http://c:1',
        'cloudwatch.more': 'x',
        sts: '',
        'sts.endpoint_url': 'http://s:1',
        last: 'y',
      },
    });
  });

  it('keeps names of sections as they are, with Windows line ends and a byte order mark', () => {
    expect(read('\ufeff[profile "my dev"]\r\nregion = x\r\n[ a ] trailing\r\nb = 1\r\n')).toEqual({
      'profile "my dev"': { region: 'x' },
      ' a ': { b: '1' },
    });
  });

  it('passes over what is no setting', () => {
    expect(read('a = 1\n[default]\nnonsense\nregion = x\n')).toEqual({ default: { region: 'x' } });
    expect(read('[__proto__]\na = 1\n[default]\n__proto__ = 2\n')['default']).toBeDefined();
    expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
  });
});
