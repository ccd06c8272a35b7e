/**
 * The README's pictures and its table of keys: the real views over the embedded account, with a fixed seed and a fixed moment. `npm run pictures`
 * writes them; `test/pictures.test.ts` says whether those in the repository are current.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type AlarmListInput, alarmList } from '../components/alarms/definition.ts';
import { jumpKeys } from '../components/alarms/jump.ts';
import { dashboardKeys } from '../components/dashboard/key-bindings.ts';
import { initialState } from '../components/dashboard/state.ts';
import type { Size } from '../components/frame/layout.ts';
import { crosshairKeys } from '../components/graphs/time-steps.ts';
import { insightsKeys } from '../components/insights/keys.ts';
import { initialListState } from '../components/list-screen/state.ts';
import { type ListDefinition, listKeysNow, listScreenRows } from '../components/list-screen/view.ts';
import { bottomRow } from '../components/screen/typing.ts';
import { changeList } from '../components/tail/definition.ts';
import { frameRows } from '../src/app/dashboard/dashboard-once.ts';
import { gatherDashboard } from '../src/app/dashboard/gather.ts';
import type { OpenedDashboard } from '../src/app/dashboard/open-dashboard.ts';
import { sandboxCredentials, sandboxRegion } from '../src/app/shared/embedded/sandbox-flag.ts';
import { openTails, tablesIn } from '../src/app/tail/tails.ts';
import { createClients } from '../src/aws/clients.ts';
import { awsBackend } from '../src/backend/aws/aws-backend.ts';
import type { Backend } from '../src/backend/backend.ts';
import { type Clock, systemClock } from '../src/clock.ts';
import type { Observation } from '../src/observation/observation.ts';
import { frameSvg } from '../src/output/svg.ts';
import { parsePipelineFile } from '../src/pipeline/pipeline-file.ts';
import { createAccount } from '../src/sandbox/create-account.ts';
import { demoPipelineYaml } from '../src/sandbox/demo-pipeline.ts';
import { startSandboxServer } from '../src/sandbox/server.ts';
import { acknowledged } from '../src/sources/source.ts';
import type { Snapshot } from '../src/store/snapshot.ts';
import { createStore, type Store } from '../src/store/store.ts';
import { keysAsMarkdown } from '../src/terminal/key-table.ts';
import type { Row } from '../src/terminal/row.ts';

const folder = 'docs/pictures';
const startAt = Date.UTC(2026, 10, 23, 3, 12, 20);
/** Changes of so long before are in the picture. */
const streamWindowMs = 8_000;
const quietMs = 1_500;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const sizes: readonly Size[] = [
  { width: 80, height: 24 },
  { width: 120, height: 40 },
  { width: 200, height: 50 },
];

/** Which reader was first, and by how much, is chance: a picture shows changes in their own order. */
const settle = (observations: readonly Observation[]): Observation[] => {
  const settled = observations.flatMap((observation): Observation[] => {
    if (observation.type === 'call' || observation.type === 'progress') return [];
    if (observation.type !== 'completeUpTo') return [observation];
    // Logs are complete up to half a minute before they were asked for, and when that was is chance too.
    const latest = startAt - (observation.source === 'logs' ? 30_000 : 1000);
    return [{ ...observation, at: Math.min(observation.at, latest) }];
  });
  const changes = settled
    .filter((observation) => observation.type === 'change')
    .sort((a, b) => a.at - b.at || Number(BigInt(a.sequenceNumber) - BigInt(b.sequenceNumber)));
  return [...settled.filter((observation) => observation.type !== 'change'), ...changes];
};

/** What the stream of Orders brings once `goOn` lets the account's time go on; ends when it is quiet again. */
const readStream = async (backend: Backend, goOn: () => void): Promise<Observation[]> => {
  const stop = new AbortController();
  const opened = await openTails(
    { tables: tablesIn(backend, ['Orders']), from: 'latest', checkpoint: undefined },
    backend,
  );
  const said: Observation[] = [];
  let timer: NodeJS.Timeout | undefined;
  for (const { source } of opened.ok ? opened.value.tails : []) {
    for await (const batch of acknowledged(source(stop.signal))) {
      said.push(...batch);
      if (batch.some(({ type }) => type === 'ready')) goOn();
      if (!batch.some(({ type }) => type === 'ready' || type === 'change')) continue;
      clearTimeout(timer);
      timer = setTimeout(() => stop.abort(), quietMs);
    }
  }
  return said;
};

/** One snapshot of the account as it is at `startAt`. */
const takeSnapshot = async (): Promise<{ readonly opened: OpenedDashboard; readonly snapshot: Snapshot }> => {
  let accountNow = startAt - streamWindowMs;
  const frozen: Clock = { now: () => accountNow, sleep: systemClock.sleep };
  const account = createAccount({ seed: 1, scenario: 'incident', startAt: accountNow, clock: frozen });
  const server = await startSandboxServer({ account });
  const beganAt = Date.now();
  const clock: Clock = { now: () => startAt + Date.now() - beganAt, sleep: systemClock.sleep };
  const clients = createClients({
    region: sandboxRegion,
    endpointUrl: server.url,
    credentials: sandboxCredentials,
    clock,
  });
  const parsed = parsePipelineFile(demoPipelineYaml, { file: 'demo', regions: [sandboxRegion] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  const [pipeline] = parsed.value;
  const opened: OpenedDashboard = {
    backend: awsBackend({
      account: 'sandbox',
      regions: [sandboxRegion],
      origins: [{ region: sandboxRegion }],
      isRegionAsked: false,
      clock,
      clientsFor: () => clients,
      pipelines: async () => ({ ok: true, value: parsed.value }),
    }),
    pipeline,
    others: [],
    names: [pipeline.name, 'sandbox', sandboxRegion],
  };
  const said = await readStream(opened.backend, () => {
    accountNow = startAt;
  });
  const store = createStore({ startedAt: startAt, pipeline });
  const recorder: Store = {
    ...store,
    apply: (observations, now) => {
      const batch = [...observations];
      said.push(...batch);
      store.apply(batch, now);
    },
  };
  await gatherDashboard(opened, {
    store: recorder,
    state: initialState({ stage: undefined, rangeMs: hourMs, utc: true }),
    budget: undefined,
    stop: new AbortController(),
  });
  clients.close();
  await server.close();
  const picture = createStore({ startedAt: startAt - 60_000, pipeline });
  for (const observation of settle(said)) {
    picture.apply([observation], observation.type === 'change' ? observation.at : startAt - 1000);
  }
  return { opened, snapshot: picture.snapshot(startAt) };
};

const listFrame = <T>(definition: ListDefinition<T>, { width, height }: Size): Row[] => {
  const state = initialListState<T>(true);
  const items = definition.itemsOf('');
  const rows = listScreenRows(definition, state, items, { width, height }, { utc: true, ascii: false });
  return [...rows, bottomRow(listKeysNow(definition, state, items), state, width, '')];
};

/** `s` is another key there: the table says where it is. */
const inInsights = insightsKeys().map((key) => ({ ...key, label: `in insights: ${key.label}` }));

/** The README with its table of keys as the key table has it. */
export const withKeys = (readme: string): string =>
  readme.replace(
    /<!-- keys -->[\s\S]*<!-- \/keys -->/,
    `<!-- keys -->\n${keysAsMarkdown([
      ...dashboardKeys,
      ...crosshairKeys(),
      ...jumpKeys(),
      ...inInsights,
    ])}\n<!-- /keys -->`,
  );

/** The pictures by their path in the repository. */
export const makePictures = async (): Promise<ReadonlyMap<string, string>> => {
  const { opened, snapshot } = await takeSnapshot();
  const pictures = new Map<string, string>();
  const add = (name: string, { width, height }: Size, rows: readonly Row[]) =>
    pictures.set(`${folder}/${name}-${width}x${height}.svg`, frameSvg(rows, width, height));
  const listed: AlarmListInput = {
    snapshot,
    names: ['sandbox', sandboxRegion],
    historyMs: dayMs,
    state: undefined,
    pipeline: opened.pipeline,
    acknowledged: new Map(),
    acknowledge: () => {},
    goTo: () => {},
    group: () => {},
    byStage: true,
  };
  for (const size of sizes) {
    const state = initialState({ stage: undefined, rangeMs: hourMs, utc: true });
    const frame = frameRows(opened, snapshot, state, { ascii: false, budget: undefined }, size);
    add('dashboard', size, [...frame.slice(0, -1), bottomRow(dashboardKeys, state, size.width, '')]);
    add('alarms', size, listFrame(alarmList(listed), size));
    add('tail-stream', size, listFrame(changeList({ snapshot, names: [], height: size.height }), size));
  }
  return pictures;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await mkdir(folder, { recursive: true });
  for (const [file, svg] of await makePictures()) {
    await writeFile(file, svg);
    console.log(file);
  }
  await writeFile('README.md', withKeys(await readFile('README.md', 'utf8')));
  process.exit(0);
}
