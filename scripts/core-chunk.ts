/**
 * esbuild cuts a chunk for each set of entries that share a module: 74 files were loaded before the first frame, at a fifth of a
 * millisecond each, and more (issue 17). Every command loads what the first frame is made of as one core: so it is one chunk.
 */
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';

/** What draws the first frame; all that it needs is the core. */
const frameEntry = 'src/app/dashboard/dashboard.ts';

const isOurs = (path: string): boolean => /^(src|components)\//.test(path);

const neededBy = (entry: string, { inputs }: Metafile): ReadonlySet<string> => {
  const needed = new Set<string>();
  const follow = (path: string): void => {
    if (needed.has(path)) return;
    needed.add(path);
    for (const { path: next, kind, external } of inputs[path]?.imports ?? [])
      if (kind === 'import-statement' && external !== true) follow(next);
  };
  follow(entry);
  return needed;
};

/** Loaded late by somebody: the commands, and what they load when they know that they need it. */
const commandsIn = ({ inputs }: Metafile): ReadonlySet<string> =>
  new Set(
    Object.values(inputs)
      .flatMap(({ imports }) => imports)
      .filter(({ kind, path }) => kind === 'dynamic-import' && path.startsWith('src/app/'))
      .map(({ path }) => path),
  );

/** `metafile` is that of a build without this plugin. */
export const coreChunk = (metafile: Metafile): Plugin => {
  const core = [...neededBy(frameEntry, metafile)].filter((path) => isOurs(path) && path !== frameEntry);
  const commands = commandsIn(metafile);
  return {
    name: 'core-chunk',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^core-chunk$/ }, ({ path }) => ({ path, namespace: 'core-chunk' }));
      onLoad({ filter: /.*/, namespace: 'core-chunk' }, () => ({
        contents: core.map((path) => `import ${JSON.stringify(resolve(path))};`).join('\n'),
        resolveDir: resolve('.'),
      }));
      onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        if (!commands.has(relative(resolve('.'), path))) return undefined;
        const source = await readFile(path, 'utf8');
        return { contents: `import 'core-chunk';\n${source}`, loader: path.endsWith('x') ? 'tsx' : 'ts' };
      });
    },
  };
};
