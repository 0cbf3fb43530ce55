import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { removeTempFolders, value } from '../../workspace/repository.fixture.ts';
import { knownManifest, packedCapsule } from './capsule.fixture.ts';
import { buildSbom, type NamedPackage } from './sbom.ts';
import { readCapsule, verifyCapsule } from './verify.ts';

afterEach(removeTempFolders);

const PACKAGES: Record<string, NamedPackage[]> = {
  'package-lock.json': [
    { name: '@scope/left pad', version: '1.0.0', licence: 'MIT' },
    { name: 'odd', version: '2.0.0-rc.1', licence: 'See LICENCE' },
    { name: 'both', version: '3.0.0', licence: 'MIT OR Apache-2.0' },
  ],
  'go.sum': [{ name: 'example.org/a/b', version: 'v1.2.3' }],
};
const texts = new Map([
  ['package.json', '{ "license": "Apache-2.0" }'],
  ['package-lock.json', '{}'],
  ['tools/go.sum', ''],
]);
const built = (files = texts) =>
  buildSbom(knownManifest('c'), files, async ({ name }) => PACKAGES[name] ?? []);

describe('the bill of materials', () => {
  it('names the product and every package of its lock files, with licences where they are known', async () => {
    const { text, licence } = await built();
    const bom = JSON.parse(text);
    expect(licence).toBe('Apache-2.0');
    expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' });
    expect(bom.metadata.component).toMatchObject({ name: 'booking', version: '1.0.0' });
    const purls = bom.components.map(({ purl }: { purl: string }) => purl).sort();
    expect(purls).toEqual([
      'pkg:golang/example.org/a/b@v1.2.3',
      'pkg:npm/%40scope/left%20pad@1.0.0',
      'pkg:npm/both@3.0.0',
      'pkg:npm/odd@2.0.0-rc.1',
    ]);
    const licences = new Map(
      bom.components.map(({ name, licenses }: { name: string; licenses: unknown }) => [name, licenses]),
    );
    expect(licences.get('@scope/left pad')).toEqual([{ license: { id: 'MIT' } }]);
    expect(licences.get('odd')).toEqual([{ license: { name: 'See LICENCE' } }]);
    expect(licences.get('both')).toEqual([{ expression: 'MIT OR Apache-2.0' }]);
  });

  it('is the same text for the same capsule, and says nothing where there is nothing', async () => {
    expect((await built()).text).toBe((await built(new Map([...texts].reverse()))).text);
    const bare = await built(new Map([['package.json', 'no json']]));
    expect(bare.licence).toBeUndefined();
    expect(JSON.parse(bare.text).components).toEqual([]);
  });

  it('has a serial number of the form that the format wants', async () => {
    const { serialNumber } = JSON.parse((await built()).text);
    expect(serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  });

  it('lies beside the manifest, which knows its hash', async () => {
    const capsule = await packedCapsule({ 'package.json': '{ "license": "MIT" }' });
    expect(await value(readCapsule(capsule))).toMatchObject({ licence: 'MIT' });
    const path = join(capsule, 'sbom.cdx.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('booking', 'cooking'));
    expect(await value(verifyCapsule(capsule))).toMatchObject({ ok: false, changed: ['../sbom.cdx.json'] });
    rmSync(path);
    expect(await value(verifyCapsule(capsule))).toMatchObject({ ok: false, missing: ['../sbom.cdx.json'] });
  });
});
