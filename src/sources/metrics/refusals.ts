/**
 * One query that AWS does not take costs only itself: GetMetricData refuses the whole call (rule 7), so the rest of
 * it is asked again. A refused call is not billed, and what is answered is asked for once: parting costs calls, not dollars.
 */
import type { Answer } from '../../aws/call.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { SeriesPoints, SeriesSpec } from '../../observation/metrics.ts';
import type { MetricRequest, PlannedCall } from './pack.ts';
import { queryId, questionKey, regionsApart, type SentQuery, sentQueries } from './query.ts';

/** A question that AWS does not take, and why. */
export type Refused = { readonly question: MetricRequest; readonly failure: Failure };

export type Parted<Value> = {
  readonly answers: readonly { readonly call: PlannedCall; readonly value: Value }[];
  readonly refused: readonly Refused[];
  /** Of calls that failed for another reason. */
  readonly failures: readonly Failure[];
};

/** Calls in place of a planned one: enough to find some bad queries among five hundred that no message names. */
const mostCalls = 64;

/** The call itself is wrong, not the time or the keys: asked again it fails again. */
const isRefusal = ({ kind, code }: Failure): boolean => kind === 'usage' && code !== 'InvalidEndpoint';

const linesOf = ({ message, said = message }: Failure): readonly string[] =>
  said.split('\n').filter((line) => line.trim() !== '');

/** `Error in expression 'e1': …` */
const inExpression = /\bin expression '([a-z]\w*)'/gi;
/** A member of a list is told by its place, from 1. */
const member = /\bMetricDataQueries\.member\.(\d+)\b/g;
const word = /[a-z]\w*/g;

type Blamed = {
  /** AWS says that they are wrong. */
  readonly refused: readonly Refused[];
  /** The message speaks of them. */
  readonly suspects: readonly MetricRequest[];
};

/** A message in the words of who wrote the expression: `series3` is a name of ours. */
const inTheirWords = (line: string, { ask }: MetricRequest, index: number): string =>
  line.replace(/\bseries\d+\b/g, (name) => (name === queryId(index) ? ask.label : name));

const refusalOf = (question: MetricRequest, index: number, failure: Failure, line: string): Refused => ({
  question,
  failure: { ...failure, message: inTheirWords(line, question, index).replace(/\s+/g, ' ').trim() },
});

/** Who is at fault in a refused call by AWS's own words, each with the line that names it. */
const blamedIn = ({ metricRequests }: PlannedCall, failure: Failure): Blamed => {
  const queries = sentQueries(metricRequests.map(({ ask }) => ask));
  const lines = linesOf(failure);
  const refused = new Map<MetricRequest, Refused>();
  const suspects = new Set<MetricRequest>();
  const standingOn = (of: readonly SentQuery[]): readonly number[] => [
    ...new Set(of.flatMap(({ sentFor }) => [...sentFor])),
  ];
  for (const line of lines) {
    const ids = new Set([...line.matchAll(inExpression)].map(([, id]) => id));
    const places = new Set([...line.matchAll(member)].map(([, nth]) => Number(nth) - 1));
    for (const index of standingOn(queries.filter(({ query }, at) => ids.has(query.Id) || places.has(at)))) {
      const question = metricRequests[index];
      if (question === undefined || refused.has(question)) continue;
      refused.set(question, refusalOf(question, index, failure, line));
    }
    const words = new Set(line.match(word));
    const spokenOf = queries.filter(
      ({ query: { Id = '', Expression } }) =>
        words.has(Id) || (Expression !== undefined && line.includes(Expression)),
    );
    for (const index of standingOn(spokenOf)) {
      const question = metricRequests[index];
      if (question !== undefined) suspects.add(question);
    }
  }
  return { refused: [...refused.values()], suspects: [...suspects] };
};

const halvesOf = <Value>(values: readonly Value[]): readonly (readonly Value[])[] => {
  const half = Math.ceil(values.length / 2);
  return [values.slice(0, half), values.slice(half)];
};

/** What to ask next of a refused call, and what need not be asked again. */
const partsOf = (
  call: PlannedCall,
  failure: Failure,
): { readonly refused: readonly Refused[]; readonly parts: readonly (readonly MetricRequest[])[] } => {
  const { metricRequests } = call;
  const { refused, suspects } = blamedIn(call, failure);
  const [only, ...others] = metricRequests;
  if (only !== undefined && others.length === 0) {
    const line = linesOf(failure).join('; ');
    return { refused: [refused[0] ?? refusalOf(only, 0, failure, line)], parts: [] };
  }
  const gone = new Set(refused.map(({ question }) => question));
  if (gone.size > 0) return { refused, parts: [metricRequests.filter((question) => !gone.has(question))] };
  const apart = new Set(suspects);
  if (apart.size === 0 || apart.size === metricRequests.length)
    return { refused, parts: halvesOf(metricRequests) };
  return { refused, parts: [suspects, metricRequests.filter((question) => !apart.has(question))] };
};

/**
 * Asks a call, and where AWS refuses it, the rest of it without what AWS names; where it names nothing, one half and the other.
 * What is left after so many calls fails with the call.
 */
export const requestInParts = async <Value>(
  call: PlannedCall,
  ask: (call: PlannedCall) => Promise<Answer<Value>>,
  signal: AbortSignal,
): Promise<Parted<Value>> => {
  const answers: { call: PlannedCall; value: Value }[] = [];
  const refused: Refused[] = [];
  const failures: Failure[] = [];
  const waiting: PlannedCall[] = [call];
  let made = 0;
  for (let part = waiting.shift(); part !== undefined && !signal.aborted; part = waiting.shift()) {
    const answer = await ask(part);
    made += 1;
    if (answer.ok) {
      answers.push({ call: part, value: answer.value });
      continue;
    }
    const { failure } = answer;
    if (!isRefusal(failure) || made > mostCalls) {
      failures.push(failure);
      continue;
    }
    const next = partsOf(part, failure);
    refused.push(...next.refused);
    for (const metricRequests of next.parts)
      if (metricRequests.length > 0) waiting.push({ ...part, metricRequests });
  }
  return { answers, refused, failures };
};

/** What is said of the series of a refused question: that they have no points, and why. */
export const refusedPoints = ({ question, failure }: Refused, now: number): readonly SeriesPoints[] =>
  question.series.map((series) => ({
    type: 'points',
    series,
    from: now,
    to: now,
    points: [],
    status: 'refused',
    messages: [failure.message],
    refusal: failure,
  }));

const apart = (regions: readonly string[], { region }: SeriesSpec): Failure => ({
  kind: 'usage',
  code: 'MathOverRegions',
  message: `it computes with metrics of ${regions.join(' and ')}: CloudWatch does math in one Region`,
  operation: 'GetMetricData',
  region,
  hint: 'Show the metrics of each Region in a row of its own.',
});

/** Series that no call can bring, each with the reason, and the others. */
export const withoutUnsendable = (
  specs: readonly SeriesSpec[],
): { readonly sendable: readonly SeriesSpec[]; readonly refused: readonly Refused[] } => {
  const refused = specs.flatMap((spec): Refused[] => {
    const regions = regionsApart(spec);
    return regions.length === 0
      ? []
      : [{ question: { ask: spec, series: [spec] }, failure: apart(regions, spec) }];
  });
  const gone = new Set(refused.map(({ question }) => question.ask));
  return { sendable: specs.filter((spec) => !gone.has(spec)), refused };
};

/** AWS may come to take what it refused: it is asked again, by itself, after so long. */
const requestAgainMs = 300_000;

/** What was refused of late, by what was asked: it is kept out of the calls of others. */
export const createRefusals = () => {
  const known = new Map<string, number>();
  return {
    add: (metricRequests: readonly Refused[], now: number): void => {
      for (const { question } of metricRequests) known.set(questionKey(question.ask), now + requestAgainMs);
    },
    answered: (calls: readonly PlannedCall[]): void => {
      if (known.size === 0) return;
      for (const { ask } of calls.flatMap(({ metricRequests }) => metricRequests))
        known.delete(questionKey(ask));
    },
    /** What of these is to be asked for now. */
    without: (specs: readonly SeriesSpec[], now: number): readonly SeriesSpec[] =>
      known.size === 0 ? specs : specs.filter((spec) => (known.get(questionKey(spec)) ?? 0) <= now),
    /** It was refused before: it shares a call with none. */
    has: (spec: SeriesSpec): boolean => known.size > 0 && known.has(questionKey(spec)),
  };
};

export type Refusals = ReturnType<typeof createRefusals>;
