/**
 * Bundles the tool into `dist/`: ESM, split in chunks so that a command loads only what it needs, React in
 * production mode (a development React leaks performance entries, 256 MB/h at 4 fps).
 */
import { chmod, rm, writeFile } from 'node:fs/promises';
import type { Metafile } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { pipelineJsonSchema } from '../src/pipeline/pipeline-schema.ts';
import { bundleTool } from './bundle.ts';
import { bundledPackages } from './supply/bundled.ts';
import { thirdPartyNotices } from './supply/notices.ts';
import { sbomOf } from './supply/sbom.ts';

const outdir = 'dist';

await rm(outdir, { recursive: true, force: true });
const [tool, patterns] = await bundleTool({
  outdir,
  sourcemap: process.argv.includes('--maps') ? 'linked' : false,
});
await chmod(`${outdir}/cli.js`, 0o755);
await writeFile(`${outdir}/pipeline.schema.json`, `${JSON.stringify(pipelineJsonSchema())}\n`);

const metafile: Metafile = {
  inputs: { ...patterns.metafile.inputs, ...tool.metafile.inputs },
  outputs: { ...patterns.metafile.outputs, ...tool.metafile.outputs },
};
const bundled = bundledPackages(metafile);
await writeFile(`${outdir}/THIRD-PARTY-NOTICES.txt`, thirdPartyNotices(bundled.packages));
await writeFile(`${outdir}/sbom.cdx.json`, `${JSON.stringify(sbomOf(packageJson, bundled))}\n`);
