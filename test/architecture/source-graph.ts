/** The tool's own files and who imports whom, types included. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

export type Import = {
  readonly from: string;
  /** A path of ours such as `src/clock.ts`, or the name of a package. */
  readonly to: string;
  readonly kind: 'value' | 'type' | 'lazy';
};

const roots = ['src', 'components', 'commands'];

/** Every TypeScript file of the tool, as paths from the project's folder. */
export const sourceFiles: readonly string[] = roots.flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => posix.join(root, name)),
);

export const textOf = (file: string): string => readFileSync(file, 'utf8');

const statement = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const call = /\bimport\(\s*'([^']+)'\s*\)/g;

const target = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier;

/** `import { type A }` counts as a value: esbuild says what is left of it. */
export const importsOf = (from: string): readonly Import[] => {
  const text = textOf(from);
  return [
    ...[...text.matchAll(statement)].map(
      ([, type, specifier = '']): Import => ({
        from,
        to: target(from, specifier),
        kind: type === undefined ? 'value' : 'type',
      }),
    ),
    ...[...text.matchAll(call)].map(
      ([, specifier = '']): Import => ({ from, to: target(from, specifier), kind: 'lazy' }),
    ),
  ];
};

/** The layer of a file: `components`, `src/store`, `src` for files in no folder of it, a package's name. */
export const layerOf = (path: string): string => {
  const [root = '', folder, ...rest] = path.split('/');
  if (root !== 'src') return roots.includes(root) ? root : path;
  return rest.length === 0 ? 'src' : `src/${folder}`;
};

/** Files that import each other, by way of others too: each circle once, its files in alphabetical order. */
export const circlesOf = (imports: readonly Import[]): readonly (readonly string[])[] => {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const reachable = (start: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const open = [...(next.get(start) ?? [])];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (found.has(file)) continue;
      found.add(file);
      open.push(...(next.get(file) ?? []));
    }
    return found;
  };
  const reach = new Map([...next.keys()].map((file) => [file, reachable(file)]));
  const inCircles = [...reach].filter(([file, found]) => found.has(file)).map(([file]) => file);
  const circles = inCircles.map((file) =>
    inCircles.filter((other) => reach.get(file)?.has(other) && reach.get(other)?.has(file)).sort(),
  );
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
};
