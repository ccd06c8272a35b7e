/** Pages of CloudWatch's console. AWS documents the hosts by Region; how the pages spell names is as the console writes them itself. */
import type { MetricQuery } from '../../observation/metrics.ts';
import { partitionOf } from '../../origin.ts';

/** https://docs.aws.amazon.com/general/latest/gr/mgmt-console.html, and the user guides of AWS China and GovCloud. */
const domains: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

const isRegion = (region: string): boolean => /^[a-z0-9-]{5,30}$/.test(region);

/** Undefined where the Region has no console that is reached like this (a secret partition, a Region that is none). */
const page = (region: string, place: string): string | undefined => {
  const domain = domains[partitionOf(region)];
  if (domain === undefined || !isRegion(region) || /^(us|eu)-iso/.test(region)) return undefined;
  return `https://${region}.${domain}/cloudwatch/home?region=${region}#${place}`;
};

/** As encodeURIComponent, with what it leaves for JavaScript: a link stands between brackets and quotes. */
const encoded = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Cs}/gu, '?')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export const alarmPage = (region: string, name: string): string | undefined =>
  page(region, `alarmsV2:alarm/${encoded(name)}`);

/** Names are encoded twice there, with `$` for `%`. */
export const logGroupPage = (region: string, group: string): string | undefined => {
  const name = group.startsWith('arn:') ? group.split(':').slice(6).join(':').replace(/:\*$/, '') : group;
  return page(region, `logsV2:log-groups/log-group/${encoded(encoded(name)).replaceAll('%', '$')}`);
};

/** A value of the graph in the page's address: a quote, then letters, all else as `*2f`. */
const star = (text: string): string => `~'${encoded(text).replaceAll('%', '*')}`;

/** The page that draws a metric; undefined for expressions. */
export const metricPage = (
  region: string,
  query: MetricQuery | undefined,
  periodSeconds: number,
): string | undefined => {
  if (query?.kind !== 'metric') return undefined;
  const dimensions = Object.entries(query.dimensions).flatMap(([name, value]) => [star(name), star(value)]);
  const metric = `~(${star(query.namespace)}${star(query.metric)}${dimensions.join('')})`;
  const graph = `~(metrics~(${metric})~view~'timeSeries~stacked~false~region${star(region)}~stat${star(query.stat)}~period~${periodSeconds})`;
  return page(region, `metricsV2:graph=${graph}`);
};
