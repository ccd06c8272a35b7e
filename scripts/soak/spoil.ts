/** One member of an answer is made null, of another type, or taken away; lists are doubled, tokens repeated. */
import type { Random } from '../../src/sandbox/simulation/random.ts';
import { type Answer, isMembers, readBody, withBody, withData } from './wire.ts';

/** Where an operation says that there is more. */
const tokens: Readonly<Record<string, readonly string[]>> = {
  DescribeAlarms: ['NextToken'],
  DescribeAlarmHistory: ['NextToken'],
  GetMetricData: ['NextToken'],
  ListMetrics: ['NextToken'],
  FilterLogEvents: ['nextToken'],
  DescribeLogGroups: ['nextToken'],
  DescribeLogStreams: ['nextToken'],
  ListStreams: ['LastEvaluatedStreamArn'],
  DescribeStream: ['StreamDescription', 'LastEvaluatedShardId'],
};
/** What no client can notice: an answer without its token is a whole answer of one page. */
const unnoticed = new Set(['NextToken', 'nextToken', 'LastEvaluatedStreamArn', 'LastEvaluatedShardId']);

type Spoiling = 'null' | 'wrong-type' | 'missing';

const ofAnotherType = (value: unknown): unknown =>
  typeof value === 'string' || isMembers(value) ? 7 : 'spoilt';

const pick = <T>(items: readonly T[], random: Random): T | undefined =>
  items[Math.floor(random() * items.length)];

/** How likely a member is spoilt itself, not something in it. */
const stopShare = 0.35;

const spoilt = (value: unknown, how: Spoiling, random: Random): unknown => {
  const names = isMembers(value)
    ? Object.keys(value).filter((name) => !unnoticed.has(name))
    : Array.isArray(value)
      ? value.map((_, index) => index)
      : [];
  const name = pick<string | number>(names, random);
  if (name === undefined) return value;
  const inside = Array.isArray(value) ? value[Number(name)] : isMembers(value) ? value[name] : undefined;
  const holdsMore = (isMembers(inside) || Array.isArray(inside)) && Object.keys(inside).length > 0;
  const goesOn = holdsMore && random() > stopShare;
  // An item that is not there cannot be missed: it is null instead.
  const isGone = !goesOn && how === 'missing' && !Array.isArray(value);
  const next = goesOn
    ? spoilt(inside, how, random)
    : how === 'wrong-type'
      ? ofAnotherType(inside)
      : isGone
        ? undefined
        : null;
  if (Array.isArray(value)) return value.map((item, index) => (index === name ? next : item));
  if (!isMembers(value)) return value;
  const { [String(name)]: _, ...others } = value;
  return isGone ? others : { ...value, [String(name)]: next };
};

/** The answer with one member spoilt, anywhere in it. */
export const spoil = (answer: Answer, how: Spoiling, random: Random): Answer => {
  const data = readBody(answer.headers, answer.body);
  return data === undefined ? answer : withData(answer, spoilt(data, how, random));
};

/** Half of the body, as long as it says to be. */
export const cut = (answer: Answer): Answer =>
  withBody(answer, answer.body.subarray(0, Math.floor(answer.body.length / 2)));

/** The checksum is that of other bytes, where there is one (DynamoDB). */
export const withWrongChecksum = (answer: Answer): Answer =>
  answer.headers['x-amz-crc32'] === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'x-amz-crc32': '1' } };

/** The answer's first list holds everything twice. */
export const doubled = (answer: Answer): Answer => {
  const data = readBody(answer.headers, answer.body);
  if (!isMembers(data)) return answer;
  const [name, list] = Object.entries(data).find(([, member]) => Array.isArray(member)) ?? [];
  return name === undefined || !Array.isArray(list)
    ? answer
    : withData(answer, { ...data, [name]: [...list, ...list] });
};

export const sameToken = 'the-same-token-again';

const withMember = (data: unknown, path: readonly string[], value: unknown): unknown => {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return isMembers(data) ? { ...data, [name]: withMember(data[name], rest, value) } : data;
};

/** The answer says that there is more, by one token for ever; records of a shard begin again at the iterator asked for. */
export const endless = (answer: Answer, operation: string, request: unknown): Answer => {
  const data = readBody(answer.headers, answer.body);
  if (operation === 'GetRecords' && isMembers(request))
    return withData(answer, withMember(data, ['NextShardIterator'], request['ShardIterator']));
  const path = tokens[operation];
  return path === undefined ? answer : withData(answer, withMember(data, path, sameToken));
};
