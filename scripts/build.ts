/**
 * Bundles the tool into `dist/`: ESM, split in chunks so that a command loads only what it needs, React in
 * production mode (a development React leaks performance entries, 256 MB/h at 4 fps).
 */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { build, type Metafile } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { pipelineJsonSchema } from '../src/pipeline/pipeline-schema.ts';
import { lateStringWidth } from './late-string-width.ts';
import { bundledPackages } from './supply/bundled.ts';
import { thirdPartyNotices } from './supply/notices.ts';
import { sbomOf } from './supply/sbom.ts';
import { withoutDevtools } from './without-devtools.ts';

const outdir = 'dist';
const nodeFloor = 'node20.19';

await rm(outdir, { recursive: true, force: true });
const tool = await build({
  entryPoints: {
    cli: 'src/cli.ts',
    'sandbox-worker': 'src/app/shared/embedded/sandbox-worker.ts',
    'pattern-worker': 'src/patterns/pattern-worker.ts',
  },
  outdir,
  outExtension: { '.js': '.js' },
  // Beside the entries: threads are found by their names in the same folder.
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  // The SDK's ES modules: its CommonJS ones cannot be imported by name when they are loaded late, and are 400 KB more.
  mainFields: ['module', 'main'],
  target: nodeFloor,
  minifySyntax: true,
  metafile: true,
  // What they say is in THIRD-PARTY-NOTICES.txt, whole; the comments stay with the code they speak of.
  legalComments: 'eof',
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [withoutDevtools, lateStringWidth],
  jsx: 'automatic',
  // CommonJS packages inside an ESM bundle still call require().
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
// In CommonJS, which can be loaded in one step where a pattern is typed.
const re2 = await build({
  entryPoints: { re2: 'src/patterns/re2-library.ts' },
  outdir,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: nodeFloor,
  minify: true,
  // What the others say above each module.
  banner: { js: '// node_modules/re2js/build/index.js' },
  metafile: true,
  legalComments: 'eof',
  logLevel: 'warning',
});
await chmod(`${outdir}/cli.js`, 0o755);
await writeFile(`${outdir}/pipeline.schema.json`, `${JSON.stringify(pipelineJsonSchema(), undefined, 2)}\n`);

const metafile: Metafile = {
  inputs: { ...re2.metafile.inputs, ...tool.metafile.inputs },
  outputs: { ...re2.metafile.outputs, ...tool.metafile.outputs },
};
const bundled = bundledPackages(metafile);
await writeFile(`${outdir}/THIRD-PARTY-NOTICES.txt`, thirdPartyNotices(bundled.packages));
await writeFile(`${outdir}/sbom.cdx.json`, `${JSON.stringify(sbomOf(packageJson, bundled))}\n`);
