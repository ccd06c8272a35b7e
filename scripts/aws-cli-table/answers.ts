/** What AWS would answer: enough for an empty list of alarms, a role, a sign-in, the keys of a machine. Each gives keys of its own name. */
import type { Reached, Reply } from '../../test/helpers/loopback-aws.ts';

const until = '2100-01-01T00:00:00Z';

const alarms = ({ headers }: Reached): Reply => {
  const type = String(headers['content-type'] ?? '');
  if (type.includes('cbor')) {
    // {"MetricAlarms": [], "CompositeAlarms": []}, RFC 8949.
    return {
      headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
      body: Buffer.from('\u00a2lMetricAlarms\u0080oCompositeAlarms\u0080', 'latin1'),
    };
  }
  if (type.includes('form')) {
    return {
      headers: { 'content-type': 'text/xml' },
      body: '<DescribeAlarmsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><DescribeAlarmsResult><MetricAlarms/><CompositeAlarms/></DescribeAlarmsResult></DescribeAlarmsResponse>',
    };
  }
  return { headers: { 'content-type': type }, body: '{"MetricAlarms":[],"CompositeAlarms":[]}' };
};

/** Only the tool looks at these. */
const onlyTools: Readonly<Record<string, string>> = {
  DescribeAlarmHistory: '{"AlarmHistoryItems":[]}',
  ListAlarmMuteRules: '{"AlarmMuteRuleSummaries":[]}',
};

const role = (action: string, key: string): Reply => ({
  headers: { 'content-type': 'text/xml' },
  body: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn><AssumedRoleId>AROA:s</AssumedRoleId></AssumedRoleUser><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${until}</Expiration></Credentials></${action}Result></${action}Response>`,
});

const json = (value: unknown): Reply => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const machineKeys = (key: string) => ({
  Code: 'Success',
  Type: 'AWS-HMAC',
  AccessKeyId: key,
  SecretAccessKey: 'x',
  Token: 't',
  Expiration: until,
  LastUpdated: '2020-01-01T00:00:00Z',
});

export const answerOf = (reached: Reached): Reply => {
  const path = new URL(reached.path.split(' ')[1] ?? '/', 'http://loopback').pathname;
  if (path.endsWith('/latest/api/token')) {
    return {
      headers: { 'content-type': 'text/plain', 'x-aws-ec2-metadata-token-ttl-seconds': '21600' },
      body: 'token',
    };
  }
  if (path.endsWith('/iam/security-credentials/'))
    return { headers: { 'content-type': 'text/plain' }, body: 'role' };
  if (path.endsWith('/iam/security-credentials/role')) return json(machineKeys('KEYOFINSTANCE'));
  if (path.endsWith('/container')) return json(machineKeys('KEYOFCONTAINER'));
  if (path.endsWith('/federation/credentials')) {
    if (reached.headers['x-amz-sso_bearer_token'] === 'revoked') {
      return {
        status: 401,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'UnauthorizedException' },
        body: '{"message":"Session token not found or invalid"}',
      };
    }
    return json({
      roleCredentials: {
        accessKeyId: 'KEYOFSSO',
        secretAccessKey: 'x',
        sessionToken: 't',
        expiration: Date.parse(until),
      },
    });
  }
  if (path.endsWith('/token')) {
    return json({ accessToken: 'renewed', expiresIn: 28_800, tokenType: 'Bearer', refreshToken: 'r' });
  }
  if (reached.action === 'AssumeRole') return role('AssumeRole', 'KEYOFROLE');
  if (reached.action === 'AssumeRoleWithWebIdentity')
    return role('AssumeRoleWithWebIdentity', 'KEYOFWEBIDENTITY');
  const body = onlyTools[reached.action.split('.').at(-1) ?? ''];
  const type = String(reached.headers['content-type'] ?? '');
  return body === undefined ? alarms(reached) : { headers: { 'content-type': type }, body };
};

/** AWS's own trouble: worth another try. */
export const unwell: Reply = {
  status: 500,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: '{"__type":"InternalServiceFault","message":"try again"}',
};
