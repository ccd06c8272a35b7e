/**
 * What is published beside the code: notices and the bill of materials. They are held against the bundle itself: esbuild writes
 * above each module the file that it came from.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { bundleTool } from '../../scripts/bundle.ts';
import type { BundledPackage } from '../../scripts/supply/bundled.ts';
import { webAddress } from '../../scripts/supply/bundled.ts';
import { thirdPartyNotices } from '../../scripts/supply/notices.ts';

const manifestShape = z.object({ name: z.string(), version: z.string(), license: z.string() });
const lockShape = z.object({
  packages: z.record(z.string(), z.object({ integrity: z.string().optional() })),
});

const bomShape = z.strictObject({
  $schema: z.literal('http://cyclonedx.org/schema/bom-1.6.schema.json'),
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
  version: z.literal(1),
  metadata: z.object({ component: z.object({ 'bom-ref': z.string() }) }),
  components: z.array(
    z.object({
      'bom-ref': z.string(),
      purl: z.string(),
      version: z.string(),
      licenses: z.tuple([z.object({ license: z.object({ id: z.string() }) })]),
      hashes: z.tuple([
        z.object({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) }),
      ]),
    }),
  ),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

type Part = {
  readonly id: string;
  readonly purl: string;
  readonly licence: string;
  readonly sha512: string;
};

/** The folders that the comments in the bundle name: esbuild leaves them where it does not make it small. */
const foldersInBundle = async (): Promise<readonly string[]> => {
  const bundles = await bundleTool({ outdir: 'dist', write: false, minify: false });
  const found = new Set<string>();
  for (const { text, path } of bundles.flatMap(({ outputFiles = [] }) => outputFiles)) {
    if (!/\.c?js$/.test(path)) continue;
    for (const [, file = ''] of text.matchAll(/^\s*\/\/ (node_modules\/.*)\/(?!.*node_modules)/gm)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
      if (folder !== undefined) found.add(folder);
    }
  }
  return [...found];
};

let parts: readonly Part[] = [];
let notices = '';
let bom: z.output<typeof bomShape>;

beforeAll(async () => {
  const lock = lockShape.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
  const byId = new Map<string, Part>();
  for (const folder of await foldersInBundle()) {
    const { name, version, license } = manifestShape.parse(
      JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')),
    );
    const integrity = lock.packages[folder]?.integrity ?? '';
    byId.set(`${name}@${version}`, {
      id: `${name}@${version}`,
      purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      licence: license,
      sha512: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex'),
    });
  }
  parts = [...byId.values()];
  notices = readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
  bom = bomShape.parse(JSON.parse(readFileSync('dist/sbom.cdx.json', 'utf8')));
}, 60_000);

const byPurl = <One extends { readonly purl: string }>(list: readonly One[]): readonly One[] =>
  [...list].sort((a, b) => (a.purl < b.purl ? -1 : 1));

describe('the bill of materials', () => {
  test('lists what is in the bundle and nothing else, with licence and hash', () => {
    expect(parts.length).toBeGreaterThan(50);
    expect(
      byPurl(bom.components).map(({ purl, licenses: [{ license }], hashes: [{ content }] }) => ({
        purl,
        licence: license.id,
        sha512: content,
      })),
    ).toEqual(byPurl(parts).map(({ purl, licence, sha512 }) => ({ purl, licence, sha512 })));
  });

  test('each component hangs on the tool, by references that exist', () => {
    const root = bom.metadata.component['bom-ref'];
    const refs = new Set([root, ...bom.components.map((one) => one['bom-ref'])]);
    expect(new Set(bom.dependencies.map(({ ref }) => ref))).toEqual(refs);
    const reached = new Set<string>();
    const walk = (ref: string): void => {
      if (reached.has(ref)) return;
      reached.add(ref);
      for (const to of bom.dependencies.find((one) => one.ref === ref)?.dependsOn ?? []) walk(to);
    };
    walk(root);
    expect(reached).toEqual(refs);
  });
});

describe('the notices', () => {
  test('name each bundled package with its licence, and below it the terms', () => {
    const [list = '', ...texts] = notices.split(/^={50,}$/m);
    for (const { id, licence } of parts) {
      expect(list.split('\n').map((line) => line.trim().split(/ +/).slice(0, 2))).toContainEqual([
        id,
        licence,
      ]);
      const under = texts.filter((text) => text.includes(`\n  ${id}\n`)).join('\n');
      const words = {
        MIT: 'Permission is hereby granted, free of charge',
        ISC: 'Permission to use, copy, modify, and/or distribute this software',
        'Apache-2.0': 'TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION',
        'MPL-2.0': 'Mozilla Public License Version 2.0',
      }[licence];
      expect(words, licence).toBeDefined();
      expect(under.replace(/\s+/g, ' '), id).toContain(words);
    }
  });

  test('say who holds the copyright, and where the source is of what is under the MPL', () => {
    expect(notices).toContain('Copyright (c) 2025 Colin McDonnell');
    expect(notices).toContain('Copyright (c) Meta Platforms, Inc. and affiliates.');
    // It ships no licence file: its author is in its package.json.
    expect(notices).toMatch(/yoga-layout@\S+\n {4}Copyright Meta Open Source\n/);
    expect(notices).toMatch(
      /@jmespath-community\/jmespath@\S+, under the Mozilla.*https:\/\/github\.com\/jmespath-community\/typescript-jmespath/,
    );
  });

  test('hold no text twice', () => {
    const terms = notices.split(/^={50,}$/m).map((text) =>
      text
        .replace(/^\nFor\n(?: {2}.*\n)+/, '')
        .replace(/\W+/g, ' ')
        .toLowerCase(),
    );
    expect(new Set(terms).size).toBe(terms.length);
    expect(notices.match(/TERMS AND CONDITIONS FOR USE/g)?.length).toBeLessThanOrEqual(2);
  });
});

describe('a package of which too little is known stops the build', () => {
  const one: BundledPackage = {
    name: 'left',
    version: '1.0.0',
    licence: 'MIT',
    author: 'Ann',
    legalFiles: [{ name: 'LICENSE', text: 'Copyright (c) 2026 Ann\n\nDo as you like.\n' }],
    sha512: '00',
    imports: [],
  };

  test('a licence that nobody has read', () => {
    expect(() => thirdPartyNotices([{ ...one, licence: 'GPL-3.0-only' }])).toThrow(
      /left@1\.0\.0 is under GPL-3\.0/,
    );
  });

  test('no licence file, and no author or no text', () => {
    const { author: _, ...nobody } = { ...one, legalFiles: [] };
    expect(() => thirdPartyNotices([nobody])).toThrow(/left@1\.0\.0 ships no licence file/);
    expect(() => thirdPartyNotices([{ ...one, licence: 'ISC', legalFiles: [] }])).toThrow(/SPDX text of ISC/);
  });

  test('a notice is no licence: the text of the licence stands beside it', () => {
    const text = thirdPartyNotices([
      { ...one, legalFiles: [{ name: 'NOTICE', text: 'Copyright Bob, of a part\n' }] },
    ]);
    expect(text).toContain('Permission is hereby granted');
    expect(text).toContain('Copyright Bob, of a part');
  });

  test('MPL without an address of its source', () => {
    expect(() => thirdPartyNotices([{ ...one, licence: 'MPL-2.0' }])).toThrow(/names no repository/);
  });
});

test.each([
  ['chalk/chalk', 'https://github.com/chalk/chalk'],
  ['github:eemeli/yaml', 'https://github.com/eemeli/yaml'],
  ['git+https://github.com/colinhacks/zod.git', 'https://github.com/colinhacks/zod'],
  ['git@github.com:facebook/yoga.git', 'https://github.com/facebook/yoga'],
  ['git+ssh://git@github.com/a/b.git', 'https://github.com/a/b'],
  ['git://github.com/a/b', 'https://github.com/a/b'],
])('the repository %s is at %s', (written, address) => {
  expect(webAddress(written)).toBe(address);
});
