import type { Failure } from '../../observation/health-of-sources.ts';
import type { SeriesPoints } from '../../observation/metrics.ts';
import { codeOf, exitCode } from '../../runtime.ts';

const failureOf = ({ series, status, messages, refusal }: SeriesPoints): Failure | undefined => {
  const { label, region, profile } = series;
  const where = { operation: 'GetMetricData', region, ...(profile === undefined ? {} : { profile }) };
  const said = (words: string): string => [`${label}: ${words}`, ...messages].join(': ');
  switch (status) {
    case 'complete':
    case 'partial':
      return undefined;
    case 'refused':
      return refusal && { ...refusal, message: `${label}: ${refusal.message}` };
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
export const unreadOf = (answers: readonly SeriesPoints[]): readonly Failure[] => {
  const all = answers.flatMap((answer) => failureOf(answer) ?? []);
  return [...new Map(all.map((failure) => [failure.message, failure])).values()];
};

/** The exit code of what is printed: 0 as long as one of the series was read, else that of the first failure. */
export const codeOfAnswers = (answers: readonly SeriesPoints[], failures: readonly Failure[]): number => {
  const [first] = failures;
  const isRead = answers.some(({ status }) => status === 'complete' || status === 'partial');
  return first === undefined || isRead ? exitCode.done : codeOf(first);
};
