/** StateReasonData: what an alarm was judged by, as JSON text of no written form (rule 6). Pure. */
import * as z from 'zod';
import type { EvaluatedPoint } from '../../observation/alarms.ts';

const numbers = z.array(z.number().nullable()).optional();

const reasonData = z.object({
  startDate: z.string().optional(),
  period: z.number().optional(),
  recentDatapoints: numbers,
  evaluatedDatapoints: z.array(z.object({ timestamp: z.string(), value: z.number().optional() })).optional(),
  // Of a log alarm: what the runs of its query came to ("Log alarms" in CloudWatch's guide).
  results: z
    .array(
      z.object({
        timestamp: z.string().optional(),
        value: z.number().nullish(),
        status: z.string().optional(),
      }),
    )
    .optional(),
});

const parseJson = (text: string | undefined): unknown => {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** AWS writes `2026-01-15T11:57:00.000+0000`: the offset has no colon, which not every parser takes. */
const timeOf = (text: string): number => Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));

export type ReasonData = {
  /** The values that were judged, newest last; none where StateReasonData tells none. */
  readonly recentValues: readonly number[];
  /** Those of them whose time is known, oldest first. */
  readonly evaluated: readonly EvaluatedPoint[];
};

/** Nothing is known of a text that is not what AWS writes. */
export const readReasonData = (stateReasonData: string | undefined): ReasonData => {
  const parsed = reasonData.safeParse(parseJson(stateReasonData));
  if (!parsed.success) return { recentValues: [], evaluated: [] };
  const { evaluatedDatapoints = [], recentDatapoints = [], startDate = '', period = 0 } = parsed.data;
  const { results = [] } = parsed.data;
  // AWS lists them newest first; a run that failed has no value.
  const listed = [...evaluatedDatapoints, ...results]
    .flatMap(({ timestamp = '', value }) =>
      typeof value === 'number' ? [{ at: timeOf(timestamp), value }] : [],
    )
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => a.at - b.at);
  if (listed.length > 0) return { recentValues: listed.map(({ value }) => value), evaluated: listed };
  if (results.length > 0) {
    const values = results.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
    return { recentValues: values.reverse(), evaluated: [] };
  }
  const start = timeOf(startDate);
  const recentValues = recentDatapoints.filter((value) => value !== null);
  const evaluated =
    Number.isFinite(start) && period > 0
      ? recentDatapoints.flatMap((value, index) =>
          value === null ? [] : [{ at: start + index * period * 1000, value }],
        )
      : [];
  return { recentValues, evaluated };
};
