/** What schemas of the pipeline file have in common; the errors are the words after `needs`. */
import * as z from 'zod';
import { parseDuration } from '../format.ts';
import { isWebLink } from '../web-link.ts';

export const text = (needs: string) => z.string({ error: needs }).min(1, { error: needs });

export const statNeeds = 'Sum, Average, Minimum, Maximum, SampleCount, or a percentile such as p99';
export const stat = z
  .string({ error: statNeeds })
  .regex(
    /^(Sum|Average|Minimum|Maximum|SampleCount|IQM|(p|tm|wm|tc|ts)\d{1,2}(\.\d{1,10})?|p100|(TM|WM|PR|TC|TS)\([\d.%:]+\))$/,
    { error: statNeeds },
  );
/** A statistic as CloudWatch spells it. */
export const isStat = (text: string): boolean => stat.safeParse(text).success;

const linkNeeds = 'a link such as https://wiki.example.com/payments';
export const webLink = z.string({ error: linkNeeds }).refine(isWebLink, { error: linkNeeds });

export const key = z
  .string({ error: 'letters and digits, to name it in rules' })
  .regex(/^[A-Za-z]\w*$/, { error: 'letters and digits, to name it in rules' });

export const durationNeeds = 'a duration such as 800ms, 30s or 10m';
export const duration = z
  .string({ error: durationNeeds })
  .regex(/^\d{1,9}(\.\d{1,6})?\s?(ms|s|m|h|d)$/, { error: durationNeeds })
  .transform((value) => parseDuration(value) ?? 0);
