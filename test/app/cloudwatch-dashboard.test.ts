import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CloudWatchState, reduceCloudWatch } from '../../components/cloudwatch/state.ts';
import { cloudWatchRows, widgetsInSight } from '../../components/cloudwatch/view.ts';
import { loadDashboard } from '../../src/app/cloudwatch/load.ts';
import { createLogWidgets, type LogWidgetsOptions, widgetResults } from '../../src/app/cloudwatch/logs.ts';
import { alarmOriginsOf, rangeOf, seriesIn } from '../../src/app/cloudwatch/sources.ts';
import { variableProblems } from '../../src/app/cloudwatch/variables.ts';
import { createClients } from '../../src/aws/clients.ts';
import type { Backend } from '../../src/backend/backend.ts';
import type { ApiCall } from '../../src/observation/health-of-sources.ts';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { type SandboxServer, startSandboxServer } from '../../src/sandbox/server.ts';
import { createStore } from '../../src/store/store.ts';
import { backendOf } from '../helpers/backend.ts';
import { instantClock } from '../sources/instant-clock.ts';
import { runCli } from './run-cli.ts';

const hour = 3_600_000;
const noon = Date.UTC(2026, 0, 15, 12);
const never = new AbortController().signal;
const region = 'eu-west-1';

const state: CloudWatchState = {
  scroll: 0,
  rangeMs: 3 * hour,
  utc: true,
  help: false,
  chosen: {},
  variable: 0,
  refreshes: 0,
};

describe('a dashboard of the embedded account', () => {
  const clock = instantClock(noon, 100 * hour);
  const account = createAccount({ seed: 5, scenario: 'incident', startAt: noon, clock });
  const calls: ApiCall[] = [];
  let server: SandboxServer;
  let backend: Backend;
  beforeAll(async () => {
    server = await startSandboxServer({ account, clock });
    const clients = createClients({
      region,
      endpointUrl: server.url,
      clock,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      onCall: (call) => calls.push(call),
    });
    backend = backendOf(clients, region, clock);
  });
  afterAll(() => server.close());

  const load = async (name: string) => {
    const loaded = await loadDashboard(backend, name, never);
    if (!loaded.ok) throw new Error(loaded.failure.message);
    return loaded.value;
  };

  it('is listed, and a name that is wrong names those that are right', async () => {
    const listed = await backend.dashboards?.list(never);
    expect(listed).toMatchObject({
      ok: true,
      value: [{ name: 'orders' }, { name: 'payments' }, { name: 'platform' }],
    });
    expect(await loadDashboard(backend, 'nope', never)).toMatchObject({
      ok: false,
      failure: { kind: 'not-found', hint: 'Dashboards: orders, payments, platform' },
    });
  });

  it('has values for its variables where they are searched for, the first of them chosen', async () => {
    const { dashboard, dashboardFor } = await load('platform');
    const functions = ['order-dispatch', 'order-intake', 'payment-worker', 'track-parcels'];
    expect(dashboard.variables).toMatchObject([
      {
        id: 'function',
        value: 'order-dispatch',
        choices: functions.map((value) => ({ value, label: value })),
      },
    ]);
    const shown = (of: typeof dashboard) =>
      seriesIn(of, new Set(of.widgets.map(({ index }) => index))).flatMap(({ query }) =>
        query.kind === 'metric' ? (query.dimensions['FunctionName'] ?? []) : [],
      );
    expect(new Set(shown(dashboard))).toEqual(new Set(['order-dispatch']));
    const surroundings = { dashboard, totalRows: 40, pageRows: 20 };
    const { chosen } = reduceCloudWatch(state, 'value', surroundings);
    expect(chosen).toEqual({ function: 'order-intake' });
    const next = dashboardFor({ chosen, rangeMs: 3 * hour, alarms: [] });
    expect(new Set(shown(next))).toEqual(new Set(['order-intake']));
  });

  it('says beside its variables why their values could not be listed', async () => {
    const { dashboards } = backend;
    if (dashboards === undefined) throw new Error('no dashboards');
    const failure = { kind: 'access', code: 'AccessDenied', message: 'no permission', hint: 'Ask.' } as const;
    const denied = { ...dashboards, dimensionValues: async () => ({ values: [], failure }) };
    const loaded = await loadDashboard({ ...backend, dashboards: denied }, 'platform', never);
    if (!loaded.ok) throw new Error(loaded.failure.message);
    const { dashboard, failures } = loaded.value;
    const store = createStore({ startedAt: noon });
    store.apply(variableProblems(failures, noon), noon);
    const rows = cloudWatchRows({
      state,
      snapshot: store.snapshot(noon),
      dashboard,
      names: [],
      queryResults: new Map(),
      ascii: true,
      width: 160,
    }).map((row) => row.map(({ text }) => text).join(''));
    expect(rows.find((row) => row.includes('Function:'))?.trim()).toBe(
      'Function: not chosen  ! no permission (values of function) (AccessDenied). Ask.',
    );
  });

  it.each(['orders', 'payments', 'platform'])('%s is drawn with all its figures', async (name) => {
    const { dashboard: first, dashboardFor } = await load(name);
    const rangeMs = rangeOf(first, noon);
    const dashboard = dashboardFor({ chosen: {}, rangeMs, alarms: [] });
    const all = new Set(dashboard.widgets.map(({ index }) => index));
    const now = clock.now();
    const { answers, failures } = await backend.points(
      seriesIn(dashboard, all),
      { from: now - rangeMs, to: now },
      never,
    );
    expect(failures).toEqual([]);
    const store = createStore({ startedAt: now });
    store.apply(answers, now);
    const draw = (width: number) =>
      cloudWatchRows({
        state: { ...state, rangeMs },
        snapshot: store.snapshot(now),
        dashboard,
        names: [],
        queryResults: new Map(),
        ascii: true,
        width,
      }).map((row) => row.map(({ text }) => text).join(''));
    for (const width of [80, 160]) {
      const lines = draw(width);
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      const text = lines.join('\n');
      for (const { title } of dashboard.widgets) expect(text).toContain(title.slice(0, 20));
      expect(text).not.toContain('loading');
      expect(text).not.toContain('no data');
    }
  });

  it('asks only for what is in sight', async () => {
    const { dashboardFor } = await load('payments');
    const dashboard = dashboardFor({ ...state, alarms: [] });
    // Three widgets stand in the first line of this dashboard.
    const top = widgetsInSight(dashboard, { width: 160, height: 8 }, 0);
    const end = widgetsInSight(dashboard, { width: 160, height: 8 }, 32);
    expect([...top]).toEqual([0, 1, 2]);
    expect(end.size).toBeGreaterThan(0);
    expect([...end].some((index) => top.has(index))).toBe(false);
    expect(seriesIn(dashboard, top).length).toBeLessThan(seriesIn(dashboard, new Set([0, 1, 2, 3])).length);
    expect(alarmOriginsOf(dashboard)).toEqual([{ region }]);
  });

  it('another value of a variable asks other metricRequests', async () => {
    const { dashboardFor } = await load('payments');
    const before = dashboardFor({ ...state, alarms: [] });
    const around = { dashboard: before, totalRows: 40, pageRows: 20 };
    const chosen = reduceCloudWatch(state, 'value', around);
    expect(chosen.chosen).toEqual({ queue: 'payments-dlq' });
    const after = dashboardFor({ ...chosen, alarms: [] });
    const [one] = seriesIn(before, new Set([0]));
    const [other] = seriesIn(after, new Set([0]));
    expect(other?.id).not.toBe(one?.id);
    expect(other?.query).toMatchObject({ dimensions: { QueueName: 'payments-dlq' } });
    expect(dashboardFor({ ...chosen, alarms: after.widgets.length > 0 ? [] : [] }).name).toBe('payments');
  });

  it.each([
    // It says `inherit`: a week of minutes stays one, as long as AWS keeps them.
    ['orders', [60, 60, 300]],
    ['payments', [60, 900, 3600]],
  ])('periods of %s follow the range, unless it says otherwise', async (name, expected) => {
    const { dashboardFor } = await load(name);
    const periods = [hour, 7 * 24 * hour, 20 * 24 * hour].map((rangeMs) => {
      const dashboard = dashboardFor({ chosen: {}, rangeMs, alarms: [] });
      return Math.min(...seriesIn(dashboard, new Set([1])).map(({ periodSeconds }) => periodSeconds));
    });
    expect(periods).toEqual(expected);
  });

  it('log widgets run when they are seen, once, unless they cost too much', async () => {
    const { dashboardFor } = await load('payments');
    const dashboard = dashboardFor({ ...state, alarms: [] });
    const look = { widgets: dashboard.widgets, rangeMs: hour, refreshes: 0 };
    const started = () => calls.filter(({ operation }) => operation === 'StartQuery').length;

    const store = createStore({ startedAt: 0 });
    const emit: LogWidgetsOptions['emit'] = (observations) => store.apply(observations, clock.now());
    const results = () => [...widgetResults(store.snapshot(clock.now()).queries).values()];
    const dear = createLogWidgets({ backend, maxScanBytes: 1000, emit });
    await dear(look, never);
    expect(started()).toBe(0);
    expect(results()[0]?.note).toMatch(/would scan about .*B \(.*\): r runs it/);
    await dear({ ...look, refreshes: 1 }, never);
    expect(started()).toBe(2);

    const cheap = createLogWidgets({ backend, maxScanBytes: 1e9, emit });
    await cheap(look, never);
    expect(started()).toBe(4);
    await cheap(look, never);
    expect(started()).toBe(4);
    const [errors, byTime] = results();
    expect(errors?.columns).toEqual(['@timestamp', '@message']);
    expect(errors?.rows.length).toBeGreaterThan(0);
    expect(byTime?.rows.length).toBeGreaterThan(0);
  });
});

describe('scrolling', () => {
  const dashboard = { name: 'd', periodOverride: 'auto', variables: [], widgets: [], warnings: [] } as const;
  const around = { dashboard, totalRows: 50, pageRows: 20 };
  it('stays on the dashboard', () => {
    expect(reduceCloudWatch(state, 'up', around).scroll).toBe(0);
    expect(reduceCloudWatch(state, 'last', around).scroll).toBe(30);
    expect(reduceCloudWatch({ ...state, scroll: 25 }, 'pageDown', around).scroll).toBe(30);
    expect(reduceCloudWatch(state, 'pageDown', { ...around, totalRows: 10 }).scroll).toBe(0);
  });
});

describe('orders-watch dashboard --cloudwatch', () => {
  it('prints what the account has', async () => {
    const [list, text, json, nope, bad] = await Promise.all([
      runCli(['dashboard', '--list', '--sandbox', '--json']),
      runCli(['dashboard', '--cloudwatch', 'payments', '--sandbox', '--utc', '--var', 'queue=fulfilment']),
      runCli(['dashboard', '--cloudwatch', 'orders', '--sandbox', '--json', '--since', '30m']),
      runCli(['dashboard', '--cloudwatch', 'nope', '--sandbox']),
      runCli(['dashboard', '--cloudwatch', 'payments', '--sandbox', '--var', 'queue']),
    ]);
    expect(
      list.stdout
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([
      { type: 'dashboard', name: 'orders' },
      { type: 'dashboard', name: 'payments' },
      { type: 'dashboard', name: 'platform' },
      { type: 'cost', calls: 1 },
    ]);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toContain('Queue: fulfilment');
    expect(text.stdout).not.toContain('\u001b');
    const types = json.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line).type);
    expect(new Set(types)).toEqual(new Set(['point', 'alarm', 'cost']));
    expect(nope.code).toBe(1);
    expect(nope.stderr).toContain('Dashboards: orders, payments, platform');
    expect(bad.code).toBe(2);
  });
});
