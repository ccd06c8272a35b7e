import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { withoutDevtools } from '../../scripts/without-devtools.ts';

/** Bundles a test program as the tool itself is bundled, and gives the path of the file to run. */
export const bundleProgram = async (entryPoint: string): Promise<string> => {
  const outfile = join(await mkdtemp(join(tmpdir(), 'orders-watch-test-')), 'program.mjs');
  await build({
    entryPoints: [entryPoint],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    jsx: 'automatic',
    plugins: [withoutDevtools],
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
};
