import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The build that `--cli` names, else this tree, built now. */
export const builtTool = (cli: string | undefined): string => {
  if (cli !== undefined) return resolve(cli);
  const built = spawnSync(process.execPath, ['scripts/build.ts'], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the tool does not build');
  return resolve('dist/cli.js');
};
