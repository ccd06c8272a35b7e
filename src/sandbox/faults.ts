import { createRandom } from './simulation/random.ts';

/**
 * Faults on request: what a network and a busy AWS do to a client, and what a stream's listing may do to a tailer.
 * Drawn from a seed, so that a failing run can be had again.
 */

export type FaultOptions = {
  /** Share of requests that are throttled, 0 to 1. */
  readonly throttle: number;
  /** Share of requests whose connection is reset. */
  readonly reset: number;
  /** Share of requests that end in an internal error. */
  readonly error: number;
  /** Share whose answer stops half way, for ever. */
  readonly silent: number;
  /** Share whose answer comes a byte a second. */
  readonly drip: number;
  /** Share in whose answer one field is null or of a wrong type. */
  readonly null: number;
  /** Share whose answer has no body (200, 204). */
  readonly empty: number;
  /** Share whose page leads to itself, for ever. */
  readonly loop: number;
  /** Share that a proxy answers, in HTML (200, 502, 403). */
  readonly html: number;
  /** Each answer waits for a time drawn from this range, in milliseconds. */
  readonly latencyMs: { readonly min: number; readonly max: number };
  /** Life of a shard iterator; AWS's is 15 minutes. */
  readonly iteratorLifeMs: number;
  /** How long a new child shard stays out of DescribeStream, though its parent is closed: each child a time of its own. */
  readonly listLagMs: { readonly min: number; readonly max: number };
  /** Shards are listed in an order of their own, across pages. */
  readonly shuffle: boolean;
  /** Upper bound of every page of a listing and of records. */
  readonly pageSize: number;
  /** DescribeStream ignores ShardFilter, as servers older than it do. */
  readonly ignoreShardFilter: boolean;
  /** Life of a Live Tail session; AWS's is three hours. */
  readonly liveTailLifeMs: number;
  /** StartLiveTail is not permitted. */
  readonly denyLiveTail: boolean;
};

/** What strikes a share of the requests, in the order in which they are drawn. */
const strikes = ['throttle', 'reset', 'error', 'silent', 'drip', 'null', 'empty', 'loop', 'html'] as const;

type Strike = (typeof strikes)[number];

/** A healthy AWS. */
export const noFaults: FaultOptions = {
  throttle: 0,
  reset: 0,
  error: 0,
  silent: 0,
  drip: 0,
  null: 0,
  empty: 0,
  loop: 0,
  html: 0,
  latencyMs: { min: 0, max: 0 },
  iteratorLifeMs: 15 * 60_000,
  listLagMs: { min: 0, max: 0 },
  shuffle: false,
  pageSize: Number.POSITIVE_INFINITY,
  ignoreShardFilter: false,
  liveTailLifeMs: 3 * 3_600_000,
  denyLiveTail: false,
};

type Parsed = { readonly value: Partial<FaultOptions> } | { readonly error: string };

const share =
  (name: Strike) =>
  (text: string): Parsed => {
    const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    return value >= 0 && value <= 1
      ? { value: { [name]: value } }
      : { error: `${name} is a share of requests from 0 to 1, e.g. ${name}=0.05, not "${text}"` };
  };

const durationMs = (text: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (match === null) return undefined;
  const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] ?? ''];
  return unitMs === undefined ? undefined : Number(match[1]) * unitMs;
};

const duration =
  (name: string, key: 'iteratorLifeMs' | 'liveTailLifeMs') =>
  (text: string): Parsed => {
    const value = durationMs(text);
    return value === undefined
      ? { error: `${name} is a duration, e.g. ${name}=5s, not "${text}"` }
      : { value: { [key]: value } };
  };

const toggle =
  (name: string, key: 'shuffle' | 'ignoreShardFilter' | 'denyLiveTail') =>
  (text: string): Parsed =>
    text === ''
      ? { value: { [key]: true } }
      : { error: `${name} takes no value: write ${name} alone, not ${name}=${text}` };

const latency = (text: string): Parsed => {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  const min = Number(match?.[1]);
  const max = Number(match?.[2] ?? match?.[1]);
  return match !== null && min <= max
    ? { value: { latencyMs: { min, max } } }
    : { error: `latency is a range of milliseconds, e.g. latency=50-800, not "${text}"` };
};

const listLag = (text: string): Parsed => {
  const [first = '', last = first, ...others] = text.split('-');
  const [min, max] = [durationMs(first), durationMs(last)];
  return min !== undefined && max !== undefined && min <= max && others.length === 0
    ? { value: { listLagMs: { min, max } } }
    : {
        error: `listlag is a duration or a range of them, e.g. listlag=1s or listlag=200ms-1200ms, not "${text}"`,
      };
};

const page = (text: string): Parsed =>
  /^[1-9]\d*$/.test(text)
    ? { value: { pageSize: Number(text) } }
    : { error: `page is a number of entries from 1 up, e.g. page=7, not "${text}"` };

const faultParsers: Readonly<Record<string, (text: string) => Parsed>> = {
  ...Object.fromEntries(strikes.map((name) => [name, share(name)])),
  latency,
  iterator: duration('iterator', 'iteratorLifeMs'),
  listlag: listLag,
  shuffle: toggle('shuffle', 'shuffle'),
  page,
  nofilter: toggle('nofilter', 'ignoreShardFilter'),
  livetail: duration('livetail', 'liveTailLifeMs'),
  nolivetail: toggle('nolivetail', 'denyLiveTail'),
};

/**
 * Reads `throttle=0.05,latency=50-800,iterator=5s,shuffle,…` (the `--faults` flag) into the faults of a server; what is
 * not named stays healthy. Says in one line what is wrong with it.
 */
export const parseFaults = (text: string): FaultOptions | { readonly error: string } => {
  let faults = noFaults;
  for (const part of text.split(',').map((entry) => entry.trim())) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const parser = Object.hasOwn(faultParsers, name) ? faultParsers[name] : undefined;
    if (parser === undefined) {
      return { error: `"${part}" is no fault: use ${Object.keys(faultParsers).join(', ')}` };
    }
    const parsed = parser(equals < 0 ? '' : part.slice(equals + 1));
    if ('error' in parsed) return parsed;
    faults = { ...faults, ...parsed.value };
  }
  // Sums of shares are not exact.
  return strikes.reduce((sum, name) => sum + faults[name], 0) > 1 + 1e-8
    ? { error: `${strikes.join(', ')} are shares of the same requests: together at most 1` }
    : faults;
};

/** What happens to one request. */
export type FaultDraw = {
  readonly latencyMs: number;
  readonly strike: 'none' | Strike;
  /** 0 to 1: which of the ways of a strike it is. */
  readonly detail: number;
};

/** Deals a fate to each request in turn; the same seed deals the same ones. */
export const faultDealer = (faults: FaultOptions, seed: number): (() => FaultDraw) => {
  const random = createRandom(seed);
  // Apart, so that a run with the older faults stays the run that it was.
  const details = createRandom(seed + 1);
  return () => {
    const luck = random();
    const { min, max } = faults.latencyMs;
    const latencyMs = Math.round(min + random() * (max - min));
    const detail = details();
    let share = 0;
    for (const strike of strikes) {
      share += faults[strike];
      if (luck < share) return { latencyMs, strike, detail };
    }
    return { latencyMs, strike: 'none', detail };
  };
};
