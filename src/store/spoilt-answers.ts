/** Answers of which parts had to be left out, as troubles: each stays for a while, as the next page may well be whole. */
import {
  type ApiCall,
  type SourceName,
  type SourceProblem,
  spoiltFailure,
} from '../observation/health-of-sources.ts';
import { scopeKey } from './entries.ts';

const stayMs = 60_000;

const sourceOf = ({ service, operation }: ApiCall): SourceName => {
  if (service === 'logs') return 'logs';
  if (service === 'dynamodbstreams') return 'stream';
  return operation.startsWith('DescribeAlarm') ? 'alarms' : 'metrics';
};

type Problems = ReadonlyMap<string, SourceProblem>;

/** The troubles after this call. */
export const withAnswer = (problems: Problems, call: ApiCall): Problems => {
  const source = sourceOf(call);
  const scope = `${call.operation} ${call.region}`;
  const key = scopeKey(source, scope);
  if (call.spoilt !== undefined) {
    const failure = spoiltFailure(call, call.spoilt);
    return new Map([...problems, [key, { type: 'problem', source, scope, at: call.at, failure }]]);
  }
  const before = problems.get(key);
  const isOver = before !== undefined && call.ok && call.at - before.at > stayMs;
  return isOver ? new Map([...problems].filter(([one]) => one !== key)) : problems;
};
