import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import parseExpression from 'spdx-expression-parse';
import type { CapsuleManifest } from '#shared/model/capsule.ts';

export const SBOM_FILE = 'sbom.cdx.json';

/** A package that a lock file of the product names. */
export type NamedPackage = { name: string; version: string; licence?: string };

/** Reads the packages of a lock file from a stranger. `name` is the name of the file, such as `package-lock.json`. */
export type ListPackages = (lock: { name: string; path: string; text: string }) => Promise<NamedPackage[]>;

/** Lock files by name, with the type that their packages have in a package URL (github.com/package-url/purl-spec). */
const ECOSYSTEMS: Readonly<Record<string, string>> = {
  'package-lock.json': 'npm',
  'npm-shrinkwrap.json': 'npm',
  'pnpm-lock.yaml': 'npm',
  'yarn.lock': 'npm',
  'poetry.lock': 'pypi',
  'uv.lock': 'pypi',
  'requirements.txt': 'pypi',
  'Cargo.lock': 'cargo',
  'go.sum': 'golang',
};
const LONGEST_LOCK = 8 * 1024 * 1024;

/** Whether a file has to be read for the bill of materials. */
export function tellsOfPackages(path: string, bytes: number): boolean {
  return bytes <= LONGEST_LOCK && (path === 'package.json' || posix.basename(path) in ECOSYSTEMS);
}

export type Sbom = { text: string; licence?: string };

/**
 * The bill of materials of a capsule's product in CycloneDX 1.6: the product, and every package that its lock files name.
 * Equal capsules give equal texts. `texts` are the files that `tellsOfPackages`, by path.
 */
export async function buildSbom(
  capsule: Pick<CapsuleManifest, 'id' | 'name' | 'version' | 'createdAt'>,
  texts: ReadonlyMap<string, string>,
  listPackages: ListPackages,
): Promise<Sbom> {
  const licence = licenceOf(texts.get('package.json'));
  const product = new Models.Component(Enums.ComponentType.Application, capsule.name, {
    version: capsule.version,
    bomRef: capsule.id,
    licenses: licencesOf(licence),
  });
  const components = new Map<string, Models.Component>();
  for (const [path, text] of texts) {
    const ecosystem = ECOSYSTEMS[posix.basename(path)];
    if (ecosystem === undefined) continue;
    for (const one of await listPackages({ name: posix.basename(path), path, text })) {
      const purl = purlOf(ecosystem, one);
      components.set(
        purl,
        new Models.Component(Enums.ComponentType.Library, one.name, {
          version: one.version,
          purl,
          bomRef: purl,
          licenses: licencesOf(one.licence),
        }),
      );
    }
  }
  for (const component of components.values()) product.dependencies.add(component.bomRef);
  const bom = new Models.Bom({
    serialNumber: serialOf(`${capsule.id} ${capsule.version}`),
    metadata: new Models.Metadata({ component: product, timestamp: new Date(capsule.createdAt) }),
    components: new Models.ComponentRepository(components.values()),
  });
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  const text = new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 });
  return { text: `${text}\n`, ...(licence === undefined ? {} : { licence }) };
}

function licencesOf(text: string | undefined): Models.LicenseRepository {
  const licences = new Contrib.License.Factories.LicenseFactory(parseExpression);
  return new Models.LicenseRepository(text === undefined ? [] : [licences.makeFromString(text)]);
}

function licenceOf(packageJson: string | undefined): string | undefined {
  try {
    const found: unknown = JSON.parse(packageJson ?? '{}');
    const licence =
      typeof found === 'object' && found !== null && 'license' in found ? found.license : undefined;
    return typeof licence === 'string' && licence !== '' && licence.length <= 200 ? licence : undefined;
  } catch {
    return undefined;
  }
}

/** `pkg:npm/%40scope/name@1.0.0`: a namespace keeps its slashes. */
function purlOf(ecosystem: string, { name, version }: NamedPackage): string {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return `pkg:${ecosystem}/${path}${version === '' ? '' : `@${encodeURIComponent(version)}`}`;
}

function serialOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${parts.join('-')}`;
}
