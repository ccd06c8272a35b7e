/**
 * Bundles the tool into `dist/`: ESM, split in chunks so that a command loads only what it needs, React in
 * production mode (a development React leaks performance entries, 256 MB/h at 4 fps).
 */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { pipelineJsonSchema } from '../src/pipeline/pipeline-schema.ts';
import { withoutDevtools } from './without-devtools.ts';

const outdir = 'dist';
const nodeFloor = 'node20.19';

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: { cli: 'src/cli.ts', 'sandbox-worker': 'src/app/shared/embedded/sandbox-worker.ts' },
  outdir,
  outExtension: { '.js': '.js' },
  // Beside the entries: the embedded account's thread is found by its name in the same folder.
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  // The SDK's ES modules: its CommonJS ones cannot be imported by name when they are loaded late, and are 400 KB more.
  mainFields: ['module', 'main'],
  target: nodeFloor,
  minifySyntax: true,
  legalComments: 'linked',
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [withoutDevtools],
  jsx: 'automatic',
  // CommonJS packages inside an ESM bundle still call require().
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
await chmod(`${outdir}/cli.js`, 0o755);
await writeFile(`${outdir}/pipeline.schema.json`, `${JSON.stringify(pipelineJsonSchema(), undefined, 2)}\n`);
