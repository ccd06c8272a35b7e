/** The bill of materials: CycloneDX 1.6 as JSON (https://cyclonedx.org/docs/1.6/json/), of what is bundled and nothing else. */
import { createHash } from 'node:crypto';
import { type Bundled, type BundledPackage, packageId } from './bundled.ts';

type Tool = { readonly name: string; readonly version: string; readonly license: string };

/** https://github.com/package-url/purl-spec, type npm: the scope is a namespace, its @ is encoded. */
export const purlOf = ({ name, version }: Pick<BundledPackage, 'name' | 'version'>): string =>
  `pkg:npm/${name.replace(/^@/, '%40')}@${encodeURIComponent(version)}`;

const licences = (id: string) => [{ license: { id } }];

const componentOf = (one: BundledPackage) => {
  const [scope, name] = one.name.startsWith('@') ? one.name.split('/') : [undefined, one.name];
  return {
    type: 'library',
    'bom-ref': purlOf(one),
    ...(scope === undefined ? {} : { group: scope }),
    name,
    version: one.version,
    ...(one.author === undefined ? {} : { authors: [{ name: one.author }] }),
    licenses: licences(one.licence),
    purl: purlOf(one),
    // Of the tarball that npm installed it from.
    hashes: [{ alg: 'SHA-512', content: one.sha512 }],
    ...(one.repository === undefined ? {} : { externalReferences: [{ type: 'vcs', url: one.repository }] }),
  };
};

/** A UUID of the content, so that the same bundle gives the same file. */
const uuidOf = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
};

export const sbomOf = (tool: Tool, { packages, direct }: Bundled) => {
  const purls = new Map(packages.map((one) => [packageId(one), purlOf(one)]));
  const refs = (ids: readonly string[]) => ids.flatMap((id) => purls.get(id) ?? []).sort();
  const components = packages.map(componentOf);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([tool, components]))}`,
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': purlOf(tool),
        name: tool.name,
        version: tool.version,
        licenses: licences(tool.license),
        purl: purlOf(tool),
      },
    },
    components,
    dependencies: [
      { ref: purlOf(tool), dependsOn: refs(direct) },
      ...packages.map((one) => ({ ref: purlOf(one), dependsOn: refs(one.imports) })),
    ],
  };
};
