/**
 * `npm run audit`: asks the registry whether there are advisories for what is bundled. `npm audit --omit=dev` finds nothing,
 * whatever there is: all that is bundled is a devDependency. Exit 0: asked, none. 1: there are. 2: it could not be asked.
 * `--registry URL` in the place of npm's own; `--sbom FILE` in the place of `dist/sbom.cdx.json`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { askAdvisories } from './supply/advisories.ts';

const { values: flags } = parseArgs({
  options: { registry: { type: 'string' }, sbom: { type: 'string', default: 'dist/sbom.cdx.json' } },
});

const sbomShape = z.object({
  components: z.array(z.object({ group: z.string().optional(), name: z.string(), version: z.string() })),
});

const npmRegistry = (): string =>
  execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();

/** A registry is a stranger too. */
const plain = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');

const main = async (): Promise<number> => {
  const { components } = sbomShape.parse(JSON.parse(readFileSync(flags.sbom, 'utf8')));
  const packages = components.map(({ group, name, version }) => ({
    name: group === undefined ? name : `${group}/${name}`,
    version,
  }));
  const audit = await askAdvisories(flags.registry ?? npmRegistry(), packages);
  if (audit.kind === 'unanswered') {
    console.error(plain(`audit: not done, ${audit.reason}. Run it where the registry is npm's own.`));
    return 2;
  }
  for (const { name, versions, severity, title, url, vulnerable } of audit.advisories) {
    console.log(
      plain(`${severity}: ${name} ${vulnerable} (bundled: ${versions.join(', ')}): ${title} ${url}`),
    );
  }
  const count = audit.advisories.length;
  console.log(
    `${packages.length} bundled packages, ${count === 0 ? 'no' : count} ${count === 1 ? 'advisory' : 'advisories'}`,
  );
  return count === 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`audit: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
