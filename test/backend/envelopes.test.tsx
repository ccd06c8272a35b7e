/** The port, held by a backend that is no AWS: a list of decoded envelopes drives the dashboard through every view. */

import { PassThrough, Writable } from 'node:stream';
import { render } from 'ink';
import type { ReactNode } from 'react';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { initialState } from '../../components/dashboard/state.ts';
import { createDashboardInsights } from '../../src/app/dashboard/dashboard-insights.ts';
import { createDashboardScreen } from '../../src/app/dashboard/dashboard-screen.tsx';
import { gatherDashboard } from '../../src/app/dashboard/gather.ts';
import { dashboardOf } from '../../src/app/dashboard/open-dashboard.ts';
import { createClients } from '../../src/aws/clients.ts';
import type { Backend } from '../../src/backend/backend.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { decode, type Envelope, encode } from '../../src/observation/codec.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { frameText } from '../../src/output/frame-text.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { createAccount } from '../../src/sandbox/create-account.ts';
import { demoPipelineYaml } from '../../src/sandbox/demo-pipeline.ts';
import { startSandboxServer } from '../../src/sandbox/server.ts';
import { acknowledged } from '../../src/sources/source.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import { nowhere, ScreenContext, type ScreenControls } from '../../src/terminal/screen-context.ts';
import { type View, views } from '../../src/views.ts';
import { backendOf } from '../helpers/backend.ts';
import { asOne } from '../helpers/observations.ts';

const region = 'eu-west-1';
const noon = Date.UTC(2026, 0, 15, 12);
const size = { columns: 80, rows: 24 };

/** What Insights answered: nobody can ask a recording, but what was asked is in it. */
const answer: readonly Observation[] = [
  {
    type: 'query',
    id: 'insights 1',
    at: noon,
    query: 'stats count(*) by @log',
    from: noon - 3_600_000,
    to: noon,
    phase: 'finished',
    groups: 1,
    missing: [],
    scanned: { bytes: 1_000, dollars: 0 },
    recordsScanned: 10,
    recordsMatched: 1,
  },
  {
    type: 'queryRows',
    id: 'insights 1',
    from: 0,
    rows: [
      {
        region,
        cells: [
          ['@log', 'payment-worker'],
          ['count(*)', '7'],
        ],
      },
    ],
  },
];

let pipeline: Pipeline;
/** One line of JSON each. */
const lines: string[] = [];
let original: Snapshot;

beforeAll(async () => {
  const account = createAccount({
    seed: 1,
    scenario: 'incident',
    startAt: noon,
    clock: frozenAt(noon),
    historyMs: 15 * 60_000,
  });
  const server = await startSandboxServer({ account });
  const clock: Clock = { now: () => noon, sleep: systemClock.sleep };
  const clients = createClients({
    region,
    endpointUrl: server.url,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    clock,
  });
  const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: [region] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  [pipeline] = parsed.value;
  const store = createStore({ startedAt: noon, pipeline });
  const apply = (observations: Iterable<Observation>, receivedAt: number): void => {
    for (const observation of observations) {
      const envelope: Envelope = { v: 1, seq: lines.length, receivedAt, observation };
      lines.push(encode(envelope));
      store.apply([observation], receivedAt);
    }
  };
  await gatherDashboard(dashboardOf(backendOf(clients, region, clock), pipeline), {
    store: { ...store, apply },
    state: initialState({ stage: undefined, rangeMs: 3_600_000, utc: true }),
    budget: undefined,
    streamsFrom: 'trim-horizon',
    stop: new AbortController(),
  });
  apply(answer, noon);
  original = store.snapshot(noon);
  clients.close();
  await server.close();
});

function frozenAt(at: number): Clock {
  return { now: () => at, sleep: systemClock.sleep };
}

/** A recording, as far as the port goes: what it holds comes by itself, and nothing can be asked of it. */
const recorded = (): Backend => {
  const nothing = async function* () {};
  return {
    clock: frozenAt(noon),
    account: 'incident.owr',
    regions: [region],
    isRegionAsked: false,
    origins: [{ region }],
    pipelines: async () => ({ ok: true, value: [pipeline] }),
    watch: () => [
      async function* () {
        for (const line of lines) {
          const read = decode(line);
          if (!read.ok) throw new Error(read.failure.message);
          yield { observations: [read.value.observation] };
        }
      },
    ],
    tail: () => ({ source: nothing, checkpoint: () => undefined }),
    listAlarms: () => nothing,
    points: async () => ({ answers: [], failures: [] }),
    units: async () => ({ units: [], failures: [] }),
    history: async () => ({ answers: [], failures: [] }),
    absent: 'a recording answers no new queries',
  };
};

/** A keyboard, and the text of the last frame that was drawn. */
const terminalOf = (node: ReactNode) => {
  let frame = '';
  const draw: ScreenControls['draw'] = (rows) => {
    frame = frameText(rows, size.columns, size.rows);
  };
  const stdout = Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), size);
  const keyboard = new PassThrough();
  const stdin = Object.assign(process.stdin, {
    isTTY: true,
    setRawMode: () => process.stdin,
    ref: () => process.stdin,
    unref: () => process.stdin,
    read: () => keyboard.read(),
  });
  const screen = <ScreenContext.Provider value={{ ...nowhere, size, draw }}>{node}</ScreenContext.Provider>;
  const ink = render(screen, { stdout, stdin, debug: true, interactive: true, patchConsole: false });
  return {
    frame: () => frame,
    press: (key: string): void => {
      keyboard.write(key);
      stdin.emit('readable');
    },
    close: () => ink.unmount(),
  };
};

const screenOf = (backend: Backend, stop: AbortController) =>
  createDashboardScreen({
    opened: dashboardOf(backend, pipeline),
    budget: undefined,
    purse: undefined,
    history: { known: () => [], add: () => {} },
    maxScanBytes: 5e9,
    alarms: true,
    acknowledged: { known: () => new Map(), toggle: () => {} },
    signal: stop.signal,
  });

describe('a backend made of envelopes', () => {
  const stop = new AbortController();
  let replayed: Snapshot;
  /** Each view is another one. */
  const frames = new Set<string>();
  let screen: ReturnType<typeof screenOf>;
  beforeAll(async () => {
    screen = screenOf(recorded(), stop);
    const store = createStore({ startedAt: noon, pipeline });
    let left = lines.length;
    for await (const batch of acknowledged(asOne(screen.sources)(stop.signal))) {
      store.apply(batch, noon);
      left -= batch.length;
      if (left <= 0) break;
    }
    replayed = store.snapshot(noon);
  });
  afterAll(() => stop.abort());

  test('brings all that was read of the account', () => {
    expect(lines.length).toBeGreaterThan(1_000);
    const types = new Set(lines.map((line) => (JSON.parse(line) as Envelope).observation.type));
    for (const type of ['points', 'alarm', 'alarmHistory', 'log', 'change', 'version', 'query']) {
      expect(types).toContain(type);
    }
  });

  const initial = initialState({ stage: undefined, rangeMs: 3_600_000, utc: true });

  /** The frame after a key, and after `?` behind it: help says what a key is disabled for. */
  const frameFor = async (
    of: ReturnType<typeof screenOf>,
    snapshot: Snapshot,
    { view, keys }: { readonly view: View; readonly keys: string },
  ): Promise<string> => {
    const terminal = terminalOf(of.draw(snapshot, { initial: { ...initial, view } }));
    for (const key of keys) {
      terminal.press(key);
      await new Promise((resolve) => setImmediate(resolve));
    }
    terminal.close();
    return terminal.frame();
  };

  test.each(views.filter(({ needs }) => !needs.includes('query')))(
    'draws the view $name, reached by its key, as the account did',
    async ({ key }) => {
      const way = { view: key === '1' ? 'alarms' : 'pipeline', keys: key } as const;
      const frame = await frameFor(screen, replayed, way);
      expect(frame.trimEnd().split('\n')).toHaveLength(size.rows);
      expect(frame).toContain(' orders');
      expect(frame).toBe(await frameFor(screenOf(recorded(), stop), original, way));
      // No two views are alike.
      expect(frames).not.toContain(frame);
      frames.add(frame);
    },
  );

  test('a view that needs queries has a key that says why it is disabled, and is drawn all the same', async () => {
    const before = await frameFor(screen, replayed, { view: 'pipeline', keys: '' });
    expect(await frameFor(screen, replayed, { view: 'pipeline', keys: '7' })).toContain(
      'insights: a recording answers no new queries',
    );
    expect(await frameFor(screen, replayed, { view: 'pipeline', keys: '?' })).toContain(
      'insights (a recordin…',
    );
    expect(await frameFor(screen, replayed, { view: 'insights', keys: '' })).not.toBe(before);
  });

  test('says why a query cannot be run', async () => {
    const asked = { query: 'stats count(*)', name: undefined, of: [], from: 0, to: noon, isAllowed: true };
    const said: Observation[] = [];
    const insights = createDashboardInsights({
      backend: recorded(),
      pipeline,
      history: { known: () => [], add: () => {} },
      maxScanBytes: 5e9,
      emit: (observations) => said.push(...observations),
      signal: stop.signal,
    });
    insights.look(asked);
    expect(said).toMatchObject([
      { type: 'query', phase: 'failed', failure: { message: 'a recording answers no new queries' } },
    ]);
    await insights.close();
  });
});
