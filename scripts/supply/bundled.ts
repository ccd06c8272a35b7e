/** What is really in the bundle: the npm packages whose code esbuild put into it, with what each says of itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import * as z from 'zod';

/** A file of a package that says on which terms it may be used. */
export type LegalFile = { readonly name: string; readonly text: string };

export type BundledPackage = {
  readonly name: string;
  readonly version: string;
  /** SPDX identifier. */
  readonly licence: string;
  readonly author?: string;
  /** Where its source is, as a web address. */
  readonly repository?: string;
  /** LICENSE, NOTICE and their like; none where the package ships none. */
  readonly legalFiles: readonly LegalFile[];
  /** Of its tarball, in hex, from the lock file. */
  readonly sha512: string;
  /** Names with versions of the bundled packages that its bundled code imports. */
  readonly imports: readonly string[];
};

export type Bundled = {
  readonly packages: readonly BundledPackage[];
  /** Names with versions of those that the tool's own code imports. */
  readonly direct: readonly string[];
};

const person = z.union([z.string(), z.object({ name: z.string() })]);

const manifestShape = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  author: person.optional(),
  repository: z.union([z.string(), z.object({ url: z.string() })]).optional(),
});

const lockShape = z.object({
  packages: z.record(z.string(), z.object({ integrity: z.string().optional() })),
});

/** `node_modules/a/node_modules/@b/c` of a file in it; undefined for a file of our own. */
const folderOf = (file: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];

/** The name without address and page: `Ben Coe <ben@example.com> (https://…)`. */
const nameOf = (author: z.output<typeof person> | undefined): string | undefined =>
  (typeof author === 'string' ? author : author?.name)?.replace(/\s*[<(].*$/, '');

/** As npm reads it: `owner/name`, `github:owner/name`, `git+https://….git`, `git@github.com:owner/name.git`. */
export const webAddress = (repository: string): string =>
  repository
    .replace(/^(?:github:)?([\w.-]+\/[\w.-]+)$/, 'https://github.com/$1')
    .replace(/^(?:git\+)?ssh:\/\/git@/, 'https://')
    .replace(/^git@([^:]+):/, 'https://$1/')
    .replace(/^git\+/, '')
    .replace(/^git:/, 'https:')
    .replace(/\.git$/, '');

const legalFilesIn = (folder: string): readonly LegalFile[] =>
  readdirSync(folder)
    .filter((name) => /^(?:licen[cs]e|notice|copying|copyright)\b/i.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

/** As the lock file names it, also where node_modules is a link to elsewhere. */
const lockedAs = (folder: string): string => folder.slice(folder.indexOf('node_modules/'));

/** npm's `sha512-BASE64` in hex. Throws where the lock file has no such hash. */
const sha512Of = (integrity: string | undefined, folder: string): string => {
  const base64 = /^sha512-([\w+/=]+)$/.exec(integrity ?? '')?.[1];
  if (base64 === undefined) throw new Error(`package-lock.json has no sha512 of ${folder}`);
  return Buffer.from(base64, 'base64').toString('hex');
};

const repositoryOf = ({ repository }: z.output<typeof manifestShape>): string | undefined => {
  const written = typeof repository === 'string' ? repository : repository?.url;
  return written === undefined ? undefined : webAddress(written);
};

export const packageId = ({ name, version }: Pick<BundledPackage, 'name' | 'version'>): string =>
  `${name}@${version}`;

/** Folders of packages with at least a byte in an output. */
const foldersIn = ({ outputs }: Metafile): ReadonlySet<string> => {
  const folders = new Set<string>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = folderOf(file);
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  return folders;
};

/** Which folders of packages the files of each folder import; those of our own files under undefined. */
const importsIn = ({ inputs }: Metafile): ReadonlyMap<string | undefined, ReadonlySet<string>> => {
  const found = new Map<string | undefined, Set<string>>();
  for (const [file, { imports }] of Object.entries(inputs)) {
    const from = folderOf(file);
    const to = found.get(from) ?? new Set();
    found.set(from, to);
    for (const { path } of imports) {
      const folder = folderOf(path);
      if (folder !== undefined && folder !== from) to.add(folder);
    }
  }
  return found;
};

/**
 * The packages in a bundle, each once however many copies of it npm installed, by name and version. Throws where one lacks a
 * name, a licence or a hash: a bundle whose parts are not known is not published.
 */
export const bundledPackages = (metafile: Metafile): Bundled => {
  const lock = lockShape.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const folders = [...foldersIn(metafile)];
  const manifests = new Map(
    folders.map((folder) => {
      const read = manifestShape.safeParse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
      if (!read.success) throw new Error(`${folder}/package.json: ${z.prettifyError(read.error)}`);
      return [folder, read.data];
    }),
  );
  const imported = importsIn(metafile);
  const importsOf = (folder: string | undefined): readonly string[] =>
    [...(imported.get(folder) ?? [])].flatMap((one) => {
      const manifest = manifests.get(one);
      return manifest === undefined ? [] : [packageId(manifest)];
    });
  const packages = new Map<string, BundledPackage>();
  for (const [folder, manifest] of manifests) {
    const { name, version, license } = manifest;
    const id = packageId(manifest);
    const author = nameOf(manifest.author);
    const repository = repositoryOf(manifest);
    packages.set(id, {
      name,
      version,
      licence: license,
      ...(author === undefined ? {} : { author }),
      ...(repository === undefined ? {} : { repository }),
      legalFiles: legalFilesIn(folder),
      sha512: sha512Of(lock.packages[lockedAs(folder)]?.integrity, folder),
      imports: [...new Set([...(packages.get(id)?.imports ?? []), ...importsOf(folder)])].sort(),
    });
  }
  return {
    packages: [...packages].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
    direct: [...new Set(importsOf(undefined))].sort(),
  };
};
