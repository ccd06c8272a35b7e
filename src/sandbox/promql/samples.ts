/**
 * The account's metrics as PromQL sees them: vended ones with their dimensions as labels, as after OTel enrichment (User Guide,
 * "Querying vended AWS metrics with PromQL"), and a few that services send by OpenTelemetry. Counts are floats of a minute; what is
 * measured is a histogram of a minute, of which only functions make a number.
 */
import type { Account, MetricId, StoredMetric } from '../account.ts';
import type { Matcher } from './parse.ts';

export type Labels = Readonly<Record<string, string>>;

/** The samples of a metric between two moments, as a statistic of CloudWatch. */
export type Histogram = { readonly read: (stat: string) => number | undefined };

export type Sample = { readonly at: number; readonly value: number | Histogram };

export type Sampled = {
  readonly labels: Labels;
  /** With `from < at <= to`, oldest first. */
  readonly between: (from: number, to: number) => readonly Sample[];
  /** Histograms of all samples with `from < at <= to` together. */
  readonly sumOf: (from: number, to: number) => Histogram | undefined;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;

type Sent = {
  readonly name: string;
  readonly type: 'counter' | 'histogram';
  readonly of: MetricId;
  readonly labels: Labels;
};

/** What the demo's services send by OpenTelemetry, beside the same figures as classic metrics. */
const sentByOtel: readonly Sent[] = [
  {
    name: 'orders.placed',
    type: 'counter',
    of: { namespace: 'Orders/Business', name: 'OrdersPlaced', dimensions: { Service: 'orders' } },
    labels: { '@resource.service.name': 'orders-api' },
  },
  {
    name: 'payment.gateway.duration',
    type: 'histogram',
    of: { namespace: 'Orders/Business', name: 'PaymentGatewayLatency', dimensions: { Gateway: 'paystream' } },
    labels: { '@resource.service.name': 'payment-worker', gateway: 'paystream' },
  },
];

const histogramOf = (account: Account, id: MetricId, from: number, to: number): Histogram | undefined => {
  const read = (stat: string): number | undefined =>
    account.metrics.read(id, stat, (to - from) / 1000, from, to, from)[0]?.value;
  return read('SampleCount') === undefined ? undefined : { read };
};

const minuteOf = (at: number): number => Math.floor(at / minuteMs) * minuteMs;

/** Sums of a minute, by the end of that minute. */
const sumsOf = (account: Account, id: MetricId, from: number, to: number): readonly Sample[] =>
  account.metrics
    .read(id, 'Sum', 60, minuteOf(from), minuteOf(to))
    .map(({ at, value }) => ({ at: at + minuteMs, value }))
    .filter(({ at }) => at > from && at <= to);

/** A counter begins anew at midnight, as that of a service which is started then. */
const totalsOf = (account: Account, id: MetricId, from: number, to: number): readonly Sample[] => {
  let total = 0;
  let day = 0;
  return sumsOf(account, id, Math.floor(from / dayMs) * dayMs, to).flatMap((sample) => {
    const itsDay = Math.floor((sample.at - minuteMs) / dayMs);
    if (itsDay !== day) total = 0;
    day = itsDay;
    total += typeof sample.value === 'number' ? sample.value : 0;
    return sample.at > from ? [{ at: sample.at, value: total }] : [];
  });
};

const histogramsOf = (account: Account, id: MetricId, from: number, to: number): readonly Sample[] =>
  sumsOf(account, id, from, to).flatMap(({ at }) => {
    const value = histogramOf(account, id, at - minuteMs, at);
    return value === undefined ? [] : [{ at, value }];
  });

const common = (account: Account, name: string): Labels => ({
  __name__: name,
  '@aws.account': account.accountId,
  '@aws.region': account.region,
});

const sampled = (account: Account, { name, type, of, labels }: Sent): Sampled => ({
  labels: {
    ...common(account, name),
    __type__: type,
    __temporality__: type === 'counter' ? 'cumulative' : 'delta',
    ...labels,
  },
  between: (from, to) =>
    type === 'counter' ? totalsOf(account, of, from, to) : histogramsOf(account, of, from, to),
  sumOf: (from, to) =>
    type === 'counter' ? undefined : histogramOf(account, of, minuteOf(from), minuteOf(to)),
});

const vended = (account: Account, metric: StoredMetric): Sampled => {
  const isCount = metric.unit === 'Count';
  return {
    labels: {
      ...common(account, metric.name),
      __type__: isCount ? 'gauge' : 'histogram',
      __temporality__: 'delta',
      '@instrumentation.@name': `cloudwatch.${metric.namespace.toLowerCase()}`,
      ...metric.dimensions,
    },
    between: (from, to) =>
      isCount ? sumsOf(account, metric, from, to) : histogramsOf(account, metric, from, to),
    sumOf: (from, to) => (isCount ? undefined : histogramOf(account, metric, minuteOf(from), minuteOf(to))),
  };
};

const matches = (labels: Labels, { name, operator, value }: Matcher): boolean | undefined => {
  const own = labels[name] ?? labels[name.replace(/^@datapoint\./, '')] ?? '';
  switch (operator) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    default: {
      const isMatch = wholeMatch(value, own);
      return isMatch === undefined ? undefined : isMatch === (operator === '=~');
    }
  }
};

/** Nobody's texts: the matchers of a query that this machine sent, over labels of the demo, and short. */
const wholeMatch = (pattern: string, text: string): boolean | undefined => {
  // Alternatives of plain texts and of `.*` are what is asked for; others would take an engine that ends.
  if (!/^[\w .*|/:@-]*$/.test(pattern) || /\*\*|^\*|\|\*/.test(pattern)) return undefined;
  return pattern.split('|').some((one) => pieceMatch(one.split('.*'), text));
};

/** A text of these pieces in their order, with anything between. */
const pieceMatch = ([first = '', ...rest]: readonly string[], text: string): boolean => {
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest.slice(0, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  const last = rest.at(-1) ?? '';
  return text.length - at >= last.length && text.endsWith(last);
};

/** The series of a metric of this name that all matchers let through; undefined for a pattern that is none the sandbox knows. */
export const seriesNamed = (
  account: Account,
  metric: string,
  matchers: readonly Matcher[],
): readonly Sampled[] | undefined => {
  const named = [
    ...sentByOtel
      .filter(({ name, of }) => name === metric && account.metrics.find(of) !== undefined)
      .map((sent) => sampled(account, sent)),
    ...account.metrics
      .list()
      .filter(({ name, namespace }) => name === metric && /^(?:AWS\/|ContainerInsights$)/.test(namespace))
      .map((stored) => vended(account, stored)),
  ];
  const chosen: Sampled[] = [];
  for (const series of named) {
    const verdicts = matchers.map((matcher) => matches(series.labels, matcher));
    if (verdicts.includes(undefined)) return undefined;
    if (verdicts.every((verdict) => verdict === true)) chosen.push(series);
  }
  return chosen;
};
