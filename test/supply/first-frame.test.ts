/** What is loaded before the first frame: counts that no machine's speed changes (issue 17). */
import { beforeAll, expect, test } from 'vitest';
import { bundleTool } from '../../scripts/bundle.ts';

type Loaded = { readonly files: number; readonly bytes: number; readonly packages: ReadonlySet<string> };

let frame: Loaded = { files: 0, bytes: 0, packages: new Set() };

/** The way to the first frame: each of these is loaded by the one before. */
const wayToFrame = ['src/cli.ts', 'src/main.ts', 'src/app/dashboard/dashboard.ts'];

beforeAll(async () => {
  const [{ metafile }] = await bundleTool({ outdir: 'dist', write: false });
  const { outputs } = metafile;
  const files = new Set<string>();
  const load = (path: string): void => {
    if (files.has(path)) return;
    files.add(path);
    for (const { path: next, kind, external } of outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && external !== true) load(next);
  };
  for (const [path, { entryPoint }] of Object.entries(outputs))
    if (entryPoint !== undefined && wayToFrame.includes(entryPoint)) load(path);
  const inputs = [...files].flatMap((path) => Object.entries(outputs[path]?.inputs ?? {}));
  frame = {
    files: files.size,
    bytes: [...files].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0),
    packages: new Set(
      inputs.flatMap(([path, { bytesInOutput }]) =>
        bytesInOutput === 0 ? [] : (/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
      ),
    ),
  };
}, 60_000);

test('the first frame is there before Ink, React, the SDK, YAML and zod are', () => {
  const slow = /^(ink|react|react-reconciler|yoga-layout|yaml|zod|@aws-sdk\/.*|@smithy\/.*)$/;
  expect([...frame.packages].filter((name) => slow.test(name))).toEqual([]);
  expect(frame.packages).toContain('yargs');
});

test('and it is drawn from a few files', () => {
  expect(frame.files).toBeGreaterThan(3);
  expect(frame.files).toBeLessThanOrEqual(20);
  expect(frame.bytes).toBeLessThan(700_000);
});
