/** How the tool is bundled: ESM, split in chunks so that a command loads only what it needs. */
import { type BuildOptions, type BuildResult, build } from 'esbuild';
import { coreChunk } from './core-chunk.ts';
import { lateStringWidth } from './late-string-width.ts';
import { oneRe2 } from './one-re2.ts';
import { withoutDevtools } from './without-devtools.ts';

const nodeFloor = 'node20.19';

const options = {
  entryPoints: {
    cli: 'src/cli.ts',
    'sandbox-worker': 'src/app/shared/embedded/sandbox-worker.ts',
    'pattern-worker': 'src/patterns/pattern-worker.ts',
  },
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
  // A stack in a report has short names: `npm run build -- --maps` at its version says whose they are.
  minify: true,
  metafile: true,
  // What they say is in THIRD-PARTY-NOTICES.txt, whole; the comments stay with the code they speak of.
  legalComments: 'eof',
  // Without `fetch` yoga reads its WebAssembly from its own text; with it Node first loads undici, some 30 ms.
  define: { 'process.env.NODE_ENV': '"production"', fetch: 'undefined' },
  plugins: [withoutDevtools, lateStringWidth, oneRe2],
  jsx: 'automatic',
  // CommonJS packages inside an ESM bundle still call require().
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
} as const satisfies BuildOptions;

// In CommonJS, which can be loaded in one step where a pattern is typed.
const patternLibrary = {
  entryPoints: { re2: 'src/patterns/re2-library.ts' },
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
} as const satisfies BuildOptions;

type Bundle = BuildResult<{ metafile: true }>;

/** Bundles the tool, and its library of patterns. Nothing is written with `write: false`. */
export const bundleTool = async (
  choice: Pick<BuildOptions, 'outdir' | 'write' | 'minify' | 'sourcemap'>,
): Promise<readonly [tool: Bundle, patterns: Bundle]> => {
  const plain = await build({ ...options, ...choice, write: false });
  const plugins = [...options.plugins, coreChunk(plain.metafile)];
  return [
    await build({ ...options, ...choice, plugins }),
    await build({ ...patternLibrary, outdir: choice.outdir ?? '', write: choice.write ?? true }),
  ];
};
