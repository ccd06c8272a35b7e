/** An arbitrary for every type of observation: who adds a type adds it here, or this does not compile. */
import fc from 'fast-check';
import { awsUnits, type MetricQuery, seriesUnits } from '../../src/observation/metrics.ts';
import type { Observation } from '../../src/observation/observation.ts';
import type { AttributeValue, Item } from '../../src/observation/streams.ts';

export type ObservationOf<Type extends Observation['type']> = Extract<Observation, { readonly type: Type }>;

const start = Date.UTC(2026, 0, 15, 12);

/** Few, so that observations meet; and any text at all, lone surrogates among it: AWS's text is hostile. */
const names = fc.constantFrom('Orders', 'payments', '/aws/lambda/worker', 'a/b@300', '__proto__', '');
const text = fc.oneof(names, fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ maxLength: 12 }));
const times = fc
  .integer({ min: -3_600, max: 3_600 })
  .map((seconds) => start + seconds * 1000)
  .chain((at) => fc.constantFrom(at, at + 0.5));
const count = fc.nat(100_000);
/** JSON has no zero below zero; nobody can tell them apart in a graph. */
const value = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((number) => (number === 0 ? 0 : number));

const origin = fc.constantFrom(
  { region: 'eu-west-1' },
  { region: 'us-east-1', profile: 'billing' },
  { region: 'us-east-1' },
);
const textRecord = fc
  .array(fc.tuple(text, text), { maxLength: 3 })
  .map((entries): Readonly<Record<string, string>> => Object.fromEntries(entries));

const base64 = fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const digits = fc.bigInt({ min: 0n, max: 10n ** 38n }).map(String);

const { attribute, item } = fc.letrec<{ attribute: AttributeValue; item: Item }>((tie) => ({
  attribute: fc.oneof(
    { maxDepth: 3 },
    text.map((S) => ({ S })),
    digits.map((N) => ({ N })),
    base64.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    fc.array(text, { maxLength: 3 }).map((SS) => ({ SS })),
    fc.array(digits, { maxLength: 3 }).map((NS) => ({ NS })),
    fc.array(base64, { maxLength: 3 }).map((BS) => ({ BS })),
    fc.array(tie('attribute'), { maxLength: 3 }).map((L) => ({ L })),
    tie('item').map((M) => ({ M })),
  ),
  item: fc
    .array(fc.tuple(text, tie('attribute')), { maxLength: 3 })
    .map((entries) => Object.fromEntries(entries)),
}));

/** What a row says of its own, as an input of an expression. */
const ownOfRow = { accountId: text, periodSeconds: fc.constantFrom(60, 300), region: text, label: text };

const metric = {
  kind: fc.constant('metric'),
  namespace: text,
  metric: text,
  dimensions: textRecord,
  stat: fc.constantFrom('Sum', 'p99'),
} as const;
const expression = { kind: fc.constant('expression'), expression: text } as const;

const input = fc.oneof(
  fc.record(
    { ...metric, ...ownOfRow },
    { requiredKeys: ['kind', 'namespace', 'metric', 'dimensions', 'stat'] },
  ),
  fc.record({ ...expression, ...ownOfRow }, { requiredKeys: ['kind', 'expression'] }),
);

const query: fc.Arbitrary<MetricQuery> = fc.oneof(
  fc.record(metric),
  fc.record(
    {
      ...expression,
      label: text,
      inputs: fc.dictionary(fc.constantFrom('m1', 'errors'), input, { maxKeys: 2 }),
    },
    { requiredKeys: ['kind', 'expression'] },
  ),
  fc.record({ kind: fc.constant('promql'), expression: text }),
);

/** With an origin among its own fields. */
const from = <T>(fields: fc.Arbitrary<T>) =>
  fc.tuple(origin, fields).map(([where, rest]) => ({ ...where, ...rest }));

const series = from(
  fc.record(
    {
      id: names,
      label: names,
      stage: text,
      key: text,
      accountId: text,
      query,
      periodSeconds: fc.constantFrom(1, 60, 300),
      unit: fc.constantFrom(...seriesUnits),
      missing: fc.constantFrom('zero', 'gap'),
      windowMs: count,
      overRange: fc.record({ endAgoMs: count }),
      found: text,
      onDemand: fc.constantFrom('history', 'graph'),
    },
    { requiredKeys: ['id', 'label', 'query', 'periodSeconds', 'unit', 'missing'] },
  ),
);

const source = fc.constantFrom('metrics', 'alarms', 'logs', 'stream', 'deployments', 'tool');
const alarmState = fc.constantFrom('OK', 'ALARM', 'INSUFFICIENT_DATA');
const transition = { name: names, at: times, from: alarmState, to: alarmState, reason: text };
const action = {
  kind: fc.constantFrom('sns', 'lambda', 'autoscaling', 'ec2', 'ssm', 'other'),
  name: text,
};
const actions = fc.array(fc.record(action), { maxLength: 2 });
const viewType = fc.constantFrom('KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES');

const failure = fc.record(
  {
    region: text,
    profile: text,
    kind: fc.constantFrom('access', 'usage', 'not-found', 'throttled', 'network', 'service'),
    code: text,
    message: text,
    said: text,
    operation: text,
    hint: text,
    isLasting: fc.constant(true as const),
    denial: fc.record(
      {
        action: names,
        resource: text,
        principal: text,
        policyType: text,
        policy: text,
        isExplicit: fc.boolean(),
      },
      { requiredKeys: ['action', 'isExplicit'] },
    ),
    mistake: fc.record({ from: count, to: count }),
  },
  { requiredKeys: ['kind', 'code', 'message', 'hint'] },
);

type ByHand = 'pastErrors' | 'query' | 'queryRows' | 'logRecord' | 'logContext';

/** Of what sources say by themselves. */
const bySources: {
  readonly [Type in Exclude<Observation['type'], ByHand>]: fc.Arbitrary<ObservationOf<Type>>;
} = {
  unit: from(
    fc.record({
      type: fc.constant('unit'),
      namespace: text,
      metric: text,
      dimensions: textRecord,
      unit: fc.constantFrom(...awsUnits),
    }),
  ),
  points: fc.record(
    {
      type: fc.constant('points'),
      series,
      from: times,
      to: times,
      settledTo: times,
      points: fc
        .uniqueArray(fc.record({ at: times, value, settled: fc.boolean() }), {
          maxLength: 5,
          selector: ({ at }) => at,
        })
        .map((points) => points.sort((a, b) => a.at - b.at)),
      status: fc.constantFrom('complete', 'partial', 'forbidden', 'error', 'refused'),
      messages: fc.array(text, { maxLength: 2 }),
      refusal: failure,
    },
    { requiredKeys: ['type', 'series', 'from', 'to', 'points', 'status', 'messages'] },
  ),
  alarm: from(
    fc.record(
      {
        type: fc.constant('alarm'),
        name: names,
        arn: names,
        kind: fc.constantFrom('metric', 'composite', 'log'),
        state: alarmState,
        since: times,
        reason: text,
        metric: text,
        namespace: text,
        metricName: text,
        dimensions: textRecord,
        stat: text,
        periodSeconds: count,
        threshold: value,
        comparison: text,
        datapointsToAlarm: count,
        evaluationPeriods: count,
        query,
        band: query,
        accountId: text,
        recentValues: fc.array(value, { maxLength: 3 }),
        evaluated: fc.array(fc.record({ at: times, value }), { maxLength: 3 }),
        actionsEnabled: fc.boolean(),
        actions,
        okActions: actions,
        noDataActions: actions,
        mute: fc.record({ by: text, until: times }, { requiredKeys: ['by'] }),
        warmUp: fc.record({ until: times, isWhole: fc.boolean() }),
        promQl: fc.record(
          { query: text, pendingSeconds: count, recoverySeconds: count },
          { requiredKeys: ['query'] },
        ),
        hasContributors: fc.constant(true as const),
        suppressedBy: text,
        suppressedReason: text,
        suppressor: text,
        description: text,
        evaluation: fc.constantFrom('PARTIAL_DATA', 'EVALUATION_ERROR', 'EVALUATION_FAILURE'),
        judged: fc.record({ flapping: fc.boolean() }),
      },
      {
        requiredKeys: [
          'type',
          'name',
          'arn',
          'kind',
          'state',
          'since',
          'reason',
          'dimensions',
          'recentValues',
          'evaluated',
          'actionsEnabled',
          'actions',
          'judged',
        ],
      },
    ),
  ),
  alarmsListed: from(
    fc.record({ type: fc.constant('alarmsListed'), arns: fc.array(names, { maxLength: 4 }), at: times }),
  ),
  alarmHistory: from(fc.record({ type: fc.constant('alarmHistory'), ...transition })),
  alarmPast: from(fc.record({ type: fc.constant('alarmPast'), ...transition })),
  contributorHistory: from(
    fc.record({
      type: fc.constant('contributorHistory'),
      ...transition,
      contributor: names,
      attributes: textRecord,
    }),
  ),
  alarmAction: from(
    fc.record(
      {
        type: fc.constant('alarmAction'),
        name: names,
        at: times,
        outcome: fc.constantFrom('done', 'failed', 'unknown'),
        summary: text,
        target: fc.record({ ...action, arn: text }),
        error: text,
        contributor: names,
      },
      { requiredKeys: ['type', 'name', 'at', 'outcome', 'summary'] },
    ),
  ),
  alarmConfig: from(
    fc.record({
      type: fc.constant('alarmConfig'),
      name: names,
      at: times,
      change: fc.constantFrom('created', 'updated', 'deleted', 'unknown'),
      summary: text,
      fields: fc.array(fc.record({ field: text, from: text, to: text }, { requiredKeys: ['field'] }), {
        maxLength: 3,
      }),
    }),
  ),
  alarmContributors: from(
    fc.record({
      type: fc.constant('alarmContributors'),
      arn: names,
      at: times,
      contributors: fc.array(
        fc.record(
          { id: names, attributes: textRecord, reason: text, since: times },
          { requiredKeys: ['id', 'attributes', 'reason'] },
        ),
        { maxLength: 3 },
      ),
    }),
  ),
  muteRules: from(
    fc.record({
      type: fc.constant('muteRules'),
      at: times,
      rules: fc.array(
        fc.record(
          {
            name: names,
            description: text,
            isActive: fc.boolean(),
            alarms: fc.array(names, { maxLength: 3 }),
            expression: text,
            duration: text,
            timezone: text,
            windows: fc.array(fc.record({ from: times, to: times }), { maxLength: 2 }),
          },
          { requiredKeys: ['name', 'isActive', 'alarms', 'expression', 'duration', 'timezone', 'windows'] },
        ),
        { maxLength: 2 },
      ),
    }),
  ),
  alarmLack: from(
    fc.record(
      { type: fc.constant('alarmLack'), what: fc.constantFrom('muteRules', 'contributors'), failure },
      { requiredKeys: ['type', 'what'] },
    ),
  ),
  log: from(
    fc.record(
      {
        type: fc.constant('log'),
        group: names,
        stream: fc.oneof(text, fc.constantFrom('2026/01/15/[7]abc', '2026/01/15/[$LATEST]abc')),
        at: times,
        ingestedAt: times,
        message: text,
        eventId: text,
        late: fc.boolean(),
        masked: fc.constant(true),
      },
      { requiredKeys: ['type', 'group', 'stream', 'at', 'ingestedAt', 'message', 'eventId', 'late'] },
    ),
  ),
  version: from(
    fc.record({
      type: fc.constant('version'),
      stage: names,
      version: text,
      at: times,
      by: fc.constantFrom('stream', 'line'),
    }),
  ),
  change: from(
    fc.record(
      {
        type: fc.constant('change'),
        table: names,
        streamArn: text,
        shardId: text,
        sequenceNumber: digits,
        eventId: text,
        eventName: fc.constantFrom('INSERT', 'MODIFY', 'REMOVE'),
        at: times,
        keys: item,
        old: item,
        new: item,
        changed: fc.array(
          fc.record({ path: text, old: attribute, new: attribute }, { requiredKeys: ['path'] }),
          { maxLength: 2 },
        ),
        viewType,
        ttl: fc.boolean(),
        sizeBytes: count,
      },
      {
        requiredKeys: [
          'type',
          'table',
          'streamArn',
          'shardId',
          'sequenceNumber',
          'eventId',
          'eventName',
          'at',
          'keys',
          'changed',
          'viewType',
          'ttl',
          'sizeBytes',
        ],
      },
    ),
  ),
  streamShape: from(
    fc.record(
      {
        type: fc.constant('streamShape'),
        table: names,
        streamArn: text,
        viewType,
        streamStatus: fc.constantFrom('ENABLING', 'ENABLED', 'DISABLING', 'DISABLED'),
        open: count,
        draining: count,
        done: count,
        waiting: count,
        pending: count,
        pendingSince: times,
        throttledShards: count,
        shards: fc.array(
          fc.record(
            {
              shardId: text,
              state: fc.constantFrom('waiting', 'open', 'draining', 'done'),
              lagSeconds: value,
              records: count,
              throttled: fc.boolean(),
            },
            { requiredKeys: ['shardId', 'state', 'records', 'throttled'] },
          ),
          { maxLength: 3 },
        ),
      },
      {
        requiredKeys: [
          'type',
          'table',
          'streamArn',
          'viewType',
          'streamStatus',
          'open',
          'draining',
          'done',
          'waiting',
          'pending',
          'throttledShards',
          'shards',
        ],
      },
    ),
  ),
  completeUpTo: fc.record(
    { type: fc.constant('completeUpTo'), source, scope: names, origin, at: times },
    { requiredKeys: ['type', 'source', 'scope', 'at'] },
  ),
  gap: from(
    fc.record(
      {
        type: fc.constant('gap'),
        source,
        scope: names,
        table: text,
        reason: fc.constantFrom('trimmed', 'sampled', 'evicted'),
        from: times,
        to: times,
        count,
      },
      { requiredKeys: ['type', 'source', 'scope', 'reason', 'from', 'to'] },
    ),
  ),
  call: fc.record(
    {
      type: fc.constant('call'),
      at: times,
      service: fc.constantFrom('cloudwatch', 'logs', 'dynamodbstreams'),
      operation: text,
      region: text,
      durationMs: count,
      ok: fc.boolean(),
      billedMetrics: count,
      bytesScanned: count,
      dollars: value,
      keys: fc.record({ profile: names, endsAt: times, renewal: text }, { requiredKeys: ['renewal'] }),
    },
    {
      requiredKeys: [
        'type',
        'at',
        'service',
        'operation',
        'region',
        'durationMs',
        'ok',
        'billedMetrics',
        'bytesScanned',
        'dollars',
      ],
    },
  ),
  problem: fc.record(
    { type: fc.constant('problem'), source, scope: names, origin, at: times, failure },
    { requiredKeys: ['type', 'source', 'scope', 'at'] },
  ),
  progress: fc.record({ type: fc.constant('progress'), source, scope: names, text }),
  ready: fc.record(
    { type: fc.constant('ready'), source, scope: names, origin, at: times },
    { requiredKeys: ['type', 'source', 'scope', 'at'] },
  ),
};

const scan = fc.record({ bytes: count, dollars: value });
const pairs = fc.array(fc.tuple(text, text), { maxLength: 3 });
/** Few, so that rows meet their run. */
const runs = fc.constantFrom('insights 1', 'widget 2');

export const arbitraries: {
  readonly [Type in Observation['type']]: fc.Arbitrary<ObservationOf<Type>>;
} = {
  ...bySources,
  query: fc.record(
    {
      type: fc.constant('query'),
      id: runs,
      at: times,
      query: text,
      from: times,
      to: times,
      phase: fc.constantFrom('estimating', 'tooMuch', 'running', 'finished', 'failed', 'stopped'),
      estimated: scan,
      groups: count,
      missing: fc.array(text, { maxLength: 2 }),
      scanned: scan,
      recordsScanned: count,
      recordsMatched: count,
      failure,
    },
    {
      requiredKeys: [
        'type',
        'id',
        'at',
        'query',
        'from',
        'to',
        'phase',
        'groups',
        'missing',
        'scanned',
        'recordsScanned',
        'recordsMatched',
      ],
    },
  ),
  queryRows: fc.record({
    type: fc.constant('queryRows'),
    id: runs,
    from: fc.nat(4),
    rows: fc.array(
      fc.tuple(origin, pairs).map(([of, cells]) => ({ ...of, cells })),
      { maxLength: 3 },
    ),
  }),
  logRecord: from(
    fc.record(
      { type: fc.constant('logRecord'), pointer: names, fields: pairs, failure },
      { requiredKeys: ['type', 'pointer'] },
    ),
  ),
  pastErrors: fc.tuple(origin, fc.array(bySources.log, { maxLength: 3 })).map(([of, lines]) => ({
    ...of,
    type: 'pastErrors' as const,
    group: '/aws/lambda/payment-worker',
    from: 0,
    lines,
  })),
  logContext: fc.record({
    type: fc.constant('logContext'),
    id: fc.constantFrom('moment 1', 'moment 2'),
    observations: fc.array(fc.oneof(bySources.log, bySources.gap, bySources.ready, bySources.problem), {
      maxLength: 3,
    }),
  }),
};

/** Any observation, each type as often as the others. */
export const observations: fc.Arbitrary<Observation> = fc.oneof(...Object.values(arbitraries));
