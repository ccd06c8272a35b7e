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
const twice = (text: string): string => encoded(encoded(text)).replaceAll('%', '$');

const nameOf = (group: string): string =>
  group.startsWith('arn:') ? group.split(':').slice(6).join(':').replace(/:\*$/, '') : group;

export const logGroupPage = (region: string, group: string): string | undefined =>
  page(region, `logsV2:log-groups/log-group/${twice(nameOf(group))}`);

const aroundMs = 60_000;

/** A stream of a group, a minute before and after a line of it: epoch ms; `?`, `=` and `&` are encoded once, with `$`. */
export const logEventsPage = (
  region: string,
  { group, stream, at }: { readonly group: string; readonly stream: string; readonly at: number },
): string | undefined =>
  stream === ''
    ? logGroupPage(region, group)
    : page(
        region,
        `logsV2:log-groups/log-group/${twice(nameOf(group))}/log-events/${twice(stream)}$3Fstart$3D${at - aroundMs}$26end$3D${at + aroundMs}`,
      );

/** A trace of X-Ray; undefined for what is no id of one. */
export const tracePage = (region: string, id: string): string | undefined =>
  /^1-[0-9a-f]{8}-[0-9a-f]{24}$/.test(id) ? page(region, `xray:traces/${id}`) : undefined;

/** A text in the console's own notation (JSURL): letters, digits, `-_.` as they are, `!` for `$`, else `*2f`, beyond a byte `**20ac`. */
const starred = (text: string): string =>
  text.replace(/[^\w.-]/g, (unit) => {
    const code = unit.charCodeAt(0);
    if (unit === '$') return '!';
    const hex = code.toString(16);
    return code < 256 ? `*${hex.padStart(2, '0')}` : `**${hex.padStart(4, '0')}`;
  });

/** A value of the graph in the page's address. */
const star = (text: string): string => `~'${starred(text)}`;

/** A query of Logs Insights over these groups, names or ARNs; epoch ms. */
export const insightsPage = (
  region: string,
  {
    query,
    groups,
    from,
    to,
  }: {
    readonly query: string;
    readonly groups: readonly string[];
    readonly from: number;
    readonly to: number;
  },
): string | undefined => {
  const time = (at: number): string => star(new Date(at).toISOString());
  const source = groups.map((group) => star(group.replace(/:\*$/, ''))).join('');
  return page(
    region,
    `logsV2:logs-insights$3FqueryDetail$3D~(end${time(to)}~start${time(from)}~timeType~'ABSOLUTE~tz~'UTC~editorString${star(query)}~source~(${source}))`,
  );
};

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
