/** ARCHITECTURE.md's rules, held on the real import graph. */
import { posix } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { circlesOf, type Import, importsOf, layerOf, sourceFiles, textOf } from './source-graph.ts';

const entries = [
  'src/cli.ts',
  'src/app/shared/embedded/sandbox-worker.ts',
  'src/patterns/pattern-worker.ts',
  'src/patterns/re2-library.ts',
];
/** What recordings and teams will be written in, before there are any. */
const builtAhead = ['src/observation/codec.ts'];
const imports = sourceFiles.flatMap(importsOf);

const show = ({ from, to }: Import): string => `${from} -> ${to}`;
const isOurs = ({ to }: Import): boolean => /^(src|components|commands)\//.test(to);
const isAwsClient = (name: string): boolean => name.startsWith('@aws-sdk/') || name.startsWith('@smithy/');

/** Plain data and words that every layer may speak. */
const sharedFiles = [
  'src/clock.ts',
  'src/demand.ts',
  'src/result.ts',
  'src/format.ts',
  'src/distinct.ts',
  'src/decimal.ts',
  'src/origin.ts',
  'src/ranges.ts',
  'src/text-out.ts',
  'src/file-trouble.ts',
  'src/bounded-file.ts',
  'src/periods.ts',
  'src/process-end.ts',
  'src/stalls.ts',
  'src/graph-window.ts',
  'src/harmless-json.ts',
  'src/harmless-text.ts',
  'src/metric-math.ts',
  'src/promql-text.ts',
  'src/memo-last.ts',
  'src/views.ts',
  'src/web-link.ts',
  'src/whole-file.ts',
];
const isShared = (path: string): boolean => sharedFiles.includes(path) || layerOf(path) === 'src/observation';

type Rule = { readonly layer: string; readonly may: readonly string[]; readonly types?: readonly string[] };

/** Pure layers, the lowest first: each may import those below it. */
const pureLayers = [
  'src/patterns',
  'src/terminal',
  'src/chart',
  'src/reading',
  'src/pipeline',
  'src/orders',
  'src/story',
  'src/store',
  'src/output',
];

/** What each layer may import of ours, beside itself and what is shared. */
const rules: readonly Rule[] = [
  { layer: 'src/observation', may: [] },
  {
    layer: 'components',
    may: [
      'src/store',
      'src/patterns',
      'src/chart',
      'src/terminal',
      'src/pipeline',
      'src/reading',
      'src/orders',
      'src/story',
      'src/output',
      'src/trace',
    ],
  },
  { layer: 'src/trace', may: ['src/patterns', 'src/pipeline', 'src/reading', 'src/orders', 'src/output'] },
  { layer: 'src/pacing', may: [] },
  { layer: 'src/sources', may: ['src/aws', 'src/pacing'], types: ['src/pipeline'] },
  { layer: 'src/aws', may: ['src/pacing'] },
  { layer: 'src/backend', may: ['src/sources', 'src/aws', 'src/pacing', 'src/pipeline'] },
  ...pureLayers.map((layer, height) => ({ layer, may: pureLayers.slice(0, height) })),
  { layer: 'src/sandbox', may: [] },
  { layer: 'commands', may: ['src/options.ts'] },
];

/** The one door to the embedded account: the thread that it runs in. */
const sandboxDoor = 'src/app/shared/embedded/sandbox-worker.ts';

describe('who imports whom', () => {
  for (const { layer, may, types = [] } of rules) {
    test(`${layer} imports ${may.join(', ') || 'nothing but itself'} and what all share`, () => {
      const allowed = (one: Import): boolean => {
        const to = layerOf(one.to);
        if (to === layer || may.includes(to) || may.includes(one.to)) return true;
        if (one.kind === 'type' && types.includes(to)) return true;
        // A command is loaded when it is asked for; its file is a list of flags.
        if (layer === 'commands' && to === 'src/app') return one.kind === 'lazy';
        if (layer === 'src/sandbox') return one.to === 'src/clock.ts';
        return isShared(one.to);
      };
      const wrong = imports.filter((one) => layerOf(one.from) === layer && isOurs(one) && !allowed(one));
      expect(wrong.map(show)).toEqual([]);
    });
  }

  test('only the thread that it runs in imports the embedded account', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        layerOf(to) === 'src/sandbox' && layerOf(from) !== 'src/sandbox' && from !== sandboxDoor,
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('only src/aws holds AWS clients; sources know their types, the embedded account their encodings', () => {
    const wrong = imports.filter(({ from, to, kind }) => {
      if (!isAwsClient(to)) return false;
      switch (layerOf(from)) {
        case 'src/aws':
          return false;
        case 'src/sources':
          return kind !== 'type';
        case 'src/sandbox':
          return to.startsWith('@aws-sdk/');
        default:
          return true;
      }
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('only the AWS backend makes sources, and only a session makes clients', () => {
    const makers = [
      'alarms/alarms-source.ts',
      'deployments/deployments-source.ts',
      'logs/follow-logs.ts',
      'logs/insights.ts',
      'logs/log-context.ts',
      'logs/scan-estimate.ts',
      'metrics/history-source.ts',
      'metrics/metrics-source.ts',
      'streams/aws-streams-api.ts',
      'streams/tail-stream.ts',
    ].map((file) => `src/sources/${file}`);
    expect(makers.filter((file) => !sourceFiles.includes(file))).toEqual([]);
    const wrong = imports.filter(({ from, to, kind }) => {
      if (kind === 'type' || ['src/aws', 'src/sources'].includes(layerOf(from))) return false;
      if (to === 'src/aws/clients.ts') return from !== 'src/app/shared/session.ts';
      return makers.includes(to) && !from.startsWith('src/backend/aws/');
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('a client of AWS is loaded when it is first called, and then alone', () => {
    const early = imports.filter(({ to, kind }) => to.startsWith('@aws-sdk/') && kind === 'value');
    expect(early.map(show)).toEqual([]);
    const loaders = imports.filter(({ to, kind }) => to.startsWith('@aws-sdk/') && kind === 'lazy');
    const files = loaders.map(({ from }) => from);
    expect(files).toEqual([...new Set(files)]);
    expect(files.every((file) => layerOf(file) === 'src/aws')).toBe(true);
  });

  test('React and Ink are known to views and to the screen that mounts them', () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        /^(react|ink)(\/|$)/.test(to) && !['components', 'src/terminal', 'src/app'].includes(layerOf(from)),
    );
    expect(wrong.map(show)).toEqual([]);
  });
});

describe('rooms', () => {
  test('no files import each other in a circle, types included', () => {
    expect(circlesOf(imports)).toEqual([]);
  });

  test.each(['src/app', 'components'])('%s has at most a dozen files at its root', (folder) => {
    const atRoot = sourceFiles.filter((file) => posix.dirname(file) === folder);
    expect(atRoot.length).toBeLessThanOrEqual(12);
  });
});

describe('the bundled graph', () => {
  let inputs: Metafile['inputs'] = {};
  beforeAll(async () => {
    const { metafile } = await build({
      entryPoints: entries,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      jsx: 'automatic',
      outdir: 'unused',
      write: false,
      metafile: true,
      logLevel: 'error',
    });
    inputs = metafile.inputs;
  });

  test('holds no import that the rules above have not seen', () => {
    const seen = new Set(imports.map(show));
    const bundled = Object.entries(inputs).flatMap(([from, { imports: found }]) =>
      found
        .filter(({ path, external }) => !(external && path === 'react/jsx-runtime'))
        .map(({ path }) => `${from} -> ${path}`),
    );
    expect(bundled.filter((one) => !seen.has(one))).toEqual([]);
  });

  test('loads no command before it is asked for', () => {
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const { path, kind } of inputs[file]?.imports ?? []) if (kind !== 'dynamic-import') load(path);
    };
    load('src/cli.ts');
    const heavy = [...loaded].filter(
      (path) =>
        isAwsClient(path) || /^(react|ink|components\/|src\/(aws|sources|sandbox|terminal)\/)/.test(path),
    );
    expect(heavy).toEqual([]);
  });

  test('reaches every file, by types at least', () => {
    const reached = new Set<string>();
    const reach = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const { to } of sourceFiles.includes(file) ? importsOf(file) : []) reach(to);
    };
    entries.forEach(reach);
    builtAhead.forEach(reach);
    expect(sourceFiles.filter((file) => !reached.has(file))).toEqual([]);
  });
});

describe('style', () => {
  /** Past this, look for the seam. */
  const mostLines = 300;

  test(`no file is longer than ${mostLines} lines`, () => {
    const long = sourceFiles.filter((file) => textOf(file).split('\n').length - 1 > mostLines);
    expect(long).toEqual([]);
  });

  test('exports have names, and nothing passes on the exports of others', () => {
    const wrong = sourceFiles.filter((file) =>
      /^export\s+(default\b|\*|(type\s+)?\{[^}]*\}\s*from\b)/m.test(textOf(file)),
    );
    expect(wrong).toEqual([]);
  });

  test('a regular expression is made of texts that come later in one place only, where it ends', () => {
    /** The embedded account runs its own patterns on its own lines, in its own thread. */
    const isFree = (file: string): boolean => ['src/patterns', 'src/sandbox'].includes(layerOf(file));
    const wrong = sourceFiles.filter((file) => {
      if (isFree(file)) return false;
      const lines = textOf(file).split('\n');
      return lines.some((line, at) => {
        if (!/\bRegExp\(/.test(line)) return false;
        // Whatever is made when a file is loaded stands in no function.
        const begin = lines.slice(0, at + 1).findLast((one) => /^\S/.test(one)) ?? '';
        return /=>|\bfunction\b/.test(begin);
      });
    });
    expect(wrong).toEqual([]);
  });

  test('relative imports name their file', () => {
    const wrong = imports.filter((one) => isOurs(one) && !/\.(tsx?|json)$/.test(one.to));
    expect(wrong.map(show)).toEqual([]);
  });
});

test('zod is imported as a namespace: by its name `z` all of it is bundled, 400 KB of other languages', () => {
  expect(
    sourceFiles.filter((path) => /import (type )?\{[^}]*\bz\b[^}]*\} from 'zod'/.test(textOf(path))),
  ).toEqual([]);
});
