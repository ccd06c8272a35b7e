import type { Failure } from '../../observation/health-of-sources.ts';
import type { SeriesPoints } from '../../observation/metrics.ts';
import { codeOf, exitCode } from '../../runtime.ts';
import { codeOfTroubles } from './troubles.ts';

/** Of an answer, or of what is known of a series: whether it could be read, and what AWS said. */
type Answered = Pick<SeriesPoints, 'series' | 'status' | 'messages' | 'refusal'>;

const failureOf = ({ series, status, messages, refusal }: Answered): Failure | undefined => {
  const { label, region, profile } = series;
  const operation = series.query.kind === 'promql' ? 'QueryMetrics' : 'GetMetricData';
  const where = { operation, region, ...(profile === undefined ? {} : { profile }) };
  const said = (words: string): string => [`${label}: ${words}`, ...messages].join(': ');
  switch (status) {
    case 'complete':
      return undefined;
    case 'partial':
      return {
        ...where,
        kind: 'service',
        code: 'PartialData',
        message: said('AWS gave only a part of its points'),
        hint: 'Try again, or take a shorter range.',
      };
    case 'refused':
      return refusal === undefined
        ? {
            ...where,
            kind: 'usage',
            code: 'Refused',
            message: said('AWS does not take the query'),
            hint: 'Check the metric or query.',
          }
        : { ...refusal, message: `${label}: ${refusal.message}` };
    case 'forbidden':
      return {
        ...where,
        kind: 'access',
        code: 'Forbidden',
        message: said('no permission to read it'),
        hint: 'Ask for GetMetricData in the account that owns the metric.',
      };
    case 'error':
      return {
        ...where,
        kind: 'service',
        code: 'InternalError',
        message: said('AWS failed to read it'),
        hint: 'Try again.',
      };
  }
};

/** Why series could not be read, each reason once: what is printed beside what there is. */
export const unreadOf = (answers: readonly Answered[]): readonly Failure[] => {
  const all = answers.flatMap((answer) => failureOf(answer) ?? []);
  return [...new Map(all.map((failure) => [failure.message, failure])).values()];
};

/**
 * The exit code of what is printed. A call that failed counts whatever else was read; of series that AWS refused or gave in part,
 * one by one, 0 as long as another was read.
 */
export const codeOfAnswers = (
  answers: readonly SeriesPoints[],
  calls: readonly Failure[],
  refused: readonly Failure[],
): number => {
  if (calls.length > 0) return codeOfTroubles(calls);
  const [first] = refused;
  const isRead = answers.some(({ status }) => status === 'complete' || status === 'partial');
  return first === undefined || isRead ? exitCode.done : codeOf(first);
};
