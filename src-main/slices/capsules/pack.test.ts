import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { unwrap } from '#shared/faults.ts';
import { sha256 } from '../../workspace/files.ts';
import {
  faultOf,
  put,
  removeTempFolders,
  sh,
  tempFolder,
  userRepository,
  value,
} from '../../workspace/repository.fixture.ts';
import { knownManifest, noPackages } from './capsule.fixture.ts';
import { buildManifest, parseManifest, serialiseManifest } from './manifest.ts';
import { copyCapsule, packCapsule, tarCapsule, zipCapsule } from './pack.ts';
import { unpackCapsule } from './unpack.ts';
import { verifyCapsule } from './verify.ts';

afterEach(removeTempFolders);

const BYTES = Buffer.from([0, 255, 13, 10, 13, 10]);
const FILES = {
  'a.txt': 'crlf\r\n',
  'bytes.bin': BYTES,
  'empty.txt': '',
  'größe/日本 語.txt': 'ü',
  'run.sh': '#!/bin/sh\n',
  [`${'n'.repeat(251)}.txt`]: 'long',
  '.gitattributes': '* text=auto eol=crlf\n*.txt export-ignore\n$Id$ ident\n',
};

function setUp(files: Record<string, string | Buffer> = FILES) {
  const root = userRepository({ 'first.txt': '' });
  rmSync(join(root, 'first.txt'));
  put(root, files);
  if (files['run.sh']) chmodSync(join(root, 'run.sh'), 0o755);
  // As a commit of the Orchestrator stores it: no conversion.
  sh(root, '-c', 'core.attributesFile=/dev/null', 'add', '-A');
  sh(root, 'commit', '-q', '-m', 'x');
  const commit = sh(root, 'rev-parse', 'HEAD');
  const target = join(root, '../home/capsules/prj_1/1.0.0');
  const request = {
    manifest: knownManifest(commit),
    sourceCommit: commit,
    root,
    target,
    listPackages: noPackages,
  };
  return { root, commit, target, request };
}

async function packed(files?: Record<string, string | Buffer>) {
  const kit = setUp(files);
  return { ...kit, result: await value(packCapsule(kit.request)) };
}

describe('packCapsule', () => {
  it('packs what the commit holds, byte for byte, whatever the working tree shows', async () => {
    const { root, target, request } = setUp();
    put(root, { 'a.txt': 'edited', 'new.txt': 'new' });
    const { manifestSha256, files, bytes, path } = await value(packCapsule(request));
    expect(path).toBe(target);
    expect(files).toBe(Object.keys(FILES).length);
    const manifest = readFileSync(join(target, 'manifest.json'), 'utf8');
    expect(sha256(manifest)).toBe(manifestSha256);
    expect(readFileSync(join(target, 'manifest.sha256'), 'utf8')).toBe(`${manifestSha256}  manifest.json\n`);
    expect(readFileSync(join(target, 'files/bytes.bin'))).toEqual(BYTES);
    expect(statSync(join(target, 'files/run.sh')).mode & 0o777).toBe(0o755);
    expect(existsSync(join(target, 'files/new.txt'))).toBe(false);
    const parsed = JSON.parse(manifest);
    expect(bytes).toBe(parsed.files.reduce((sum: number, file: { bytes: number }) => sum + file.bytes, 0));
    for (const file of parsed.files) {
      const stored = sh(root, 'rev-parse', `HEAD:${file.path}`);
      expect(sh(root, 'hash-object', '--no-filters', join(target, 'files', file.path))).toBe(stored);
    }
    expect(await value(verifyCapsule(target))).toEqual({
      ok: true,
      name: 'booking',
      version: '1.0.0',
      complete: true,
      files,
      missing: [],
      changed: [],
      extra: [],
    });
  });

  it('gives the same capsule again, and the same bytes elsewhere', async () => {
    const { request, target, result } = await packed();
    const written = statSync(join(target, 'manifest.json')).mtimeMs;
    expect(await value(packCapsule(request))).toEqual(result);
    expect(statSync(join(target, 'manifest.json')).mtimeMs).toBe(written);
    const other = await value(packCapsule({ ...request, target: `${target}-b` }));
    expect(other.manifestSha256).toBe(result.manifestSha256);
  });

  it('removes what a crash left half packed', async () => {
    const { request, target } = setUp();
    mkdirSync(join(target, '..'), { recursive: true });
    put(`${target}.tmp-00ff`, { 'files/a': 'half' });
    await value(packCapsule(request));
    expect(readdirSync(join(target, '..'))).toEqual(['1.0.0']);
  });

  it('keeps what was packed before a crash, though the branch has moved on since', async () => {
    const { request, result } = await packed();
    sh(request.root, 'commit', '-q', '--allow-empty', '-m', 'Of another run');
    const sourceCommit = sh(request.root, 'rev-parse', 'HEAD');
    const provenance = { ...request.manifest.provenance, commit: sourceCommit };
    const again = { ...request, sourceCommit, manifest: { ...request.manifest, provenance } };
    expect(await value(packCapsule(again))).toEqual(result);
  });

  it('never replaces another capsule, and none that was changed', async () => {
    const { request, target } = await packed();
    const other = { ...request, manifest: { ...request.manifest, id: 'cap_2' } };
    expect(await faultOf(packCapsule(other))).toMatchObject({ type: 'conflict' });
    put(target, { 'files/a.txt': 'changed' });
    expect(await faultOf(packCapsule(request))).toMatchObject({ type: 'conflict' });
  });

  it('packs a link within as a copy and refuses others', async () => {
    const { root, request } = setUp({ 'a.txt': 'a', 'sub/x': '' });
    symlinkSync('../a.txt', join(root, 'sub/link'));
    sh(root, 'add', '-A');
    sh(root, 'commit', '-q', '-m', 'x');
    const inside = { ...request, sourceCommit: sh(root, 'rev-parse', 'HEAD') };
    const { path } = await value(packCapsule(inside));
    expect(readFileSync(join(path, 'files/sub/link'), 'utf8')).toBe('a');
    symlinkSync('/etc/passwd', join(root, 'out'));
    symlinkSync('loop', join(root, 'loop'));
    sh(root, 'add', '-A');
    sh(root, 'commit', '-q', '-m', 'x');
    const outside = {
      ...request,
      target: `${request.target}-b`,
      sourceCommit: sh(root, 'rev-parse', 'HEAD'),
    };
    expect(await faultOf(packCapsule(outside))).toMatchObject({ type: 'invalid_input', cause: 'loop\nout' });
    expect(existsSync(outside.target)).toBe(false);
  });

  it('leaves out what it cannot pack of a repository that was brought along, and says so', async () => {
    const { request } = setUp({ 'a.txt': 'a', 'sub/x': 'x' });
    expect(await faultOf(packCapsule({ ...request, sourceCommit: awkward(request.root) }))).toMatchObject({
      type: 'invalid_input',
      cause: 'a:b.txt\ndangling\nfolder\nmodule\ntab\there',
    });
    const sourceCommit = sh(request.root, 'rev-parse', 'HEAD');
    const guest = { ...request, sourceCommit, isGuest: true };
    const { path, files, ...rest } = await value(packCapsule(guest));
    expect(files).toBe(3);
    const { leftOut } = unwrap(parseManifest(readFileSync(join(path, 'manifest.json'), 'utf8')));
    const noLink = 'is a link that leads to no file of the workspace';
    expect(leftOut).toEqual([
      { path: 'a:b.txt', reason: expect.stringContaining('colon') },
      { path: 'dangling', reason: noLink },
      { path: 'folder', reason: noLink },
      { path: 'module', reason: 'is a repository within the repository' },
      { path: 'tab\there', reason: 'holds control characters' },
    ]);
    expect(await value(verifyCapsule(path))).toMatchObject({ ok: true, files: 3, missing: [], extra: [] });
    expect(await value(packCapsule(guest))).toEqual({ path, files, ...rest });
    const product = join(tempFolder(), 'product');
    await value(zipCapsule(path, `${product}.zip`));
    await value(unpackCapsule(`${product}.zip`, product));
    expect(readdirSync(product).sort()).toEqual(['a.txt', 'link', 'sub']);
  });

  it('lists no more than 1,000 of what it leaves out, and nothing where that is nothing', async () => {
    const { root, request } = setUp({ 'a.txt': 'a' });
    const plain = await value(packCapsule({ ...request, isGuest: true }));
    expect(readFileSync(join(plain.path, 'manifest.json'), 'utf8')).not.toContain('leftOut');
    const id = sh(root, 'hash-object', '-w', '--no-filters', 'a.txt');
    const lines = Array.from({ length: 1_200 }, (_, i) => `120000 ${id}\tlinks/${i}`);
    execFileSync('git', ['update-index', '--index-info'], { cwd: root, input: `${lines.join('\n')}\n` });
    sh(root, 'commit', '-q', '-m', 'x');
    const many = { ...request, target: `${request.target}-b`, sourceCommit: sh(root, 'rev-parse', 'HEAD') };
    const { path, files } = await value(packCapsule({ ...many, isGuest: true }));
    expect(files).toBe(1);
    const manifest = unwrap(parseManifest(readFileSync(join(path, 'manifest.json'), 'utf8')));
    expect(manifest.leftOut).toHaveLength(1_000);
  });

  it('says when the commit is missing', async () => {
    const { request } = setUp();
    expect(await faultOf(packCapsule({ ...request, sourceCommit: 'f'.repeat(40) }))).toMatchObject({
      type: 'git',
    });
  });
});

describe('copyCapsule, zipCapsule and tarCapsule', () => {
  it('give capsules that verify, the archives always with the same bytes', async () => {
    const { target, result } = await packed({ ...FILES, 'big.bin': Buffer.alloc(3_000_000, 'abcdefg') });
    const out = tempFolder();
    await value(copyCapsule(target, join(out, 'new/copy')));
    await value(zipCapsule(target, join(out, 'one.zip')));
    await value(zipCapsule(join(out, 'new/copy'), join(out, 'two.zip')));
    await value(tarCapsule(target, join(out, 'one.tar.gz')));
    await value(tarCapsule(join(out, 'new/copy'), join(out, 'two.tar.gz')));
    for (const end of ['zip', 'tar.gz']) {
      const [one, two] = ['one', 'two'].map((name) => sha256(readFileSync(join(out, `${name}.${end}`))));
      expect(one).toBe(two);
    }
    for (const path of ['new/copy', 'one.zip', 'one.tar.gz']) {
      expect(await value(verifyCapsule(join(out, path)))).toMatchObject({ ok: true, files: result.files });
    }
    expect(readdirSync(out).sort()).toEqual(['new', 'one.tar.gz', 'one.zip', 'two.tar.gz', 'two.zip']);
  });

  it('never write over anything', async () => {
    const { target } = await packed();
    const out = tempFolder();
    put(out, { 'x.zip': 'mine' });
    expect(await faultOf(zipCapsule(target, join(out, 'x.zip')))).toMatchObject({ type: 'conflict' });
    expect(await faultOf(copyCapsule(target, out))).toMatchObject({ type: 'conflict' });
    expect(readdirSync(out)).toEqual(['x.zip']);
  });
});

describe('verifyCapsule', () => {
  it('names what is missing, changed and extra', async () => {
    const { target } = await packed();
    rmSync(join(target, 'files/empty.txt'));
    put(target, { 'files/a.txt': 'crlf\n\n', 'files/new/x.txt': '', 'note.txt': '' });
    rmSync(join(target, 'files/run.sh'));
    symlinkSync('/etc/passwd', join(target, 'files/run.sh'));
    symlinkSync('/', join(target, 'files/root'));
    const report = {
      ok: false,
      missing: ['empty.txt'],
      changed: ['a.txt', 'run.sh'],
      extra: ['../note.txt', 'new/x.txt', 'root'],
    };
    expect(await value(verifyCapsule(target))).toMatchObject(report);
  });

  const spoil: [string, (folder: string) => void, RegExp][] = [
    [
      'a changed manifest',
      (f) => replaceIn(join(f, 'manifest.json'), 'booking', 'looking'),
      /does not match/,
    ],
    ['no manifest', (f) => rmSync(join(f, 'manifest.json')), /no manifest\.json/],
    ['no hash', (f) => rmSync(join(f, 'manifest.sha256')), /no manifest\.sha256/],
    ['a hash that is none', (f) => writeFileSync(join(f, 'manifest.sha256'), 'x'), /not readable/],
    [
      'a manifest that is a link',
      (f) => {
        renameSync(join(f, 'manifest.json'), join(f, 'm'));
        symlinkSync('m', join(f, 'manifest.json'));
      },
      /no manifest\.json/,
    ],
    ['a manifest that is no JSON', (f) => writeManifest(f, '{'), /not JSON/],
    ['another format', (f) => writeManifest(f, '{"format":"orchestrator-capsule/9"}'), /does not know/],
    [
      'a manifest without its parts',
      (f) => writeManifest(f, '{"format":"orchestrator-capsule/1"}'),
      /wrong at/,
    ],
    ['a path that leads out', (f) => editManifest(f, '../../etc/passwd'), /part \.\./],
    ['an absolute path', (f) => editManifest(f, '/etc/passwd'), /absolute/],
    ['a path twice', (f) => editManifest(f, 'bytes.bin'), /twice/],
  ];
  it.each(spoil)('refuses a capsule with %s', async (_, change, message) => {
    const { target } = await packed();
    change(target);
    const fault = await faultOf(verifyCapsule(target));
    expect(fault.type).toBe('invalid_input');
    expect(fault.message).toMatch(message);
  });

  it('says when there is nothing, or something else', async () => {
    const folder = tempFolder();
    expect(await faultOf(verifyCapsule(join(folder, 'x')))).toMatchObject({ type: 'not_found' });
    expect(await faultOf(verifyCapsule(folder))).toMatchObject({ type: 'invalid_input' });
    put(folder, { 'x.zip': 'no zip', 'empty.zip': '' });
    expect(await faultOf(verifyCapsule(join(folder, 'x.zip')))).toMatchObject({ type: 'invalid_input' });
    expect(await faultOf(verifyCapsule(join(folder, 'empty.zip')))).toMatchObject({ type: 'invalid_input' });
  });
});

describe('verifyCapsule on hostile ZIP files', () => {
  async function parts() {
    const { target } = await packed({ 'a.txt': 'aaaa' });
    return {
      'manifest.json': readFileSync(join(target, 'manifest.json')),
      'manifest.sha256': readFileSync(join(target, 'manifest.sha256')),
      'sbom.cdx.json': readFileSync(join(target, 'sbom.cdx.json')),
      'files/a.txt': strToU8('aaaa'),
    };
  }
  function zipFile(content: Uint8Array): string {
    const path = join(tempFolder(), 'x.zip');
    writeFileSync(path, content);
    return path;
  }

  it('takes one that another program has written', async () => {
    const path = zipFile(zipSync({ ...(await parts()), 'files/': new Uint8Array() }));
    expect(await value(verifyCapsule(path))).toMatchObject({ ok: true, files: 1 });
  });

  it('lists names that would leave the folder as extra', async () => {
    const path = zipFile(
      zipSync({ ...(await parts()), '../../evil.sh': strToU8('x'), '/etc/x': strToU8('x') }),
    );
    expect(await value(verifyCapsule(path))).toMatchObject({
      ok: false,
      extra: ['../../../evil.sh', '..//etc/x'],
    });
  });

  it('does not unpack more than the manifest says', async () => {
    const bomb = zipSync({ ...(await parts()), 'files/a.txt': new Uint8Array(200_000_000) }, { level: 9 });
    const lying = Buffer.from(bomb);
    // The directory claims four bytes, as the manifest does.
    for (let at = 0; at < lying.length - 46; at++) {
      if (lying.readUInt32LE(at) === 0x02014b50 && lying.readUInt32LE(at + 24) === 200_000_000)
        lying.writeUInt32LE(4, at + 24);
    }
    for (const content of [bomb, lying]) {
      expect(await value(verifyCapsule(zipFile(content)))).toMatchObject({ ok: false, changed: ['a.txt'] });
    }
  });

  it('counts links as changed', async () => {
    const content = zipSync({
      ...(await parts()),
      'files/a.txt': [strToU8('aaaa'), { os: 3, attrs: 0o120777 << 16 }],
    });
    expect(await value(verifyCapsule(zipFile(content)))).toMatchObject({ ok: false, changed: ['a.txt'] });
  });

  it('refuses two names for the same data', async () => {
    const content = Buffer.from(zipSync(await parts()));
    content.write('b', content.indexOf('files/a.txt') + 6);
    expect((await faultOf(verifyCapsule(zipFile(content)))).message).toMatch(/second name/);
  });

  it('never throws and never calls changed content sound, whatever is done to the bytes', async () => {
    const { target } = await packed({ 'a.txt': 'some text '.repeat(50) });
    const path = join(tempFolder(), 'x.zip');
    await value(zipCapsule(target, path));
    const good = readFileSync(path);
    const edits = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(edits, fc.option(fc.nat(good.length)), async (changes, cut) => {
        const bad = Buffer.from(good);
        for (const [at, byte] of changes) bad[at] = byte;
        writeFileSync(path, cut === null ? bad : bad.subarray(0, cut));
        const result = await verifyCapsule(path);
        if (result.ok && result.value.ok) expect(result.value).toMatchObject({ name: 'booking', files: 1 });
        else if (!result.ok) expect(result.fault.type).toBe('invalid_input');
      }),
      { numRuns: 300 },
    );
  });
});

describe('the manifest', () => {
  it('is the same text for the same content, and survives reading', () => {
    const files = [
      { path: 'b', sha256: 'x', bytes: 1 },
      { path: 'a', sha256: 'y', bytes: 2 },
    ];
    const one = buildManifest(knownManifest('c'), files);
    const { format, ...rest } = knownManifest('c');
    const two = buildManifest({ ...rest, format }, [...files].reverse());
    expect(serialiseManifest(one)).toBe(serialiseManifest(two));
    expect(parseManifest(serialiseManifest(one))).toEqual({ ok: true, value: one });
    expect(one.files.map(({ path }) => path)).toEqual(['a', 'b']);
  });
});

/** Commits what no capsule can hold, as repositories have it, and one link that it can. */
function awkward(root: string): string {
  const id = sh(root, 'hash-object', '-w', '--no-filters', 'a.txt');
  for (const [to, link] of Object.entries({ 'a.txt': 'link', sub: 'folder', gone: 'dangling' })) {
    symlinkSync(to, join(root, link));
  }
  sh(root, 'add', '-A');
  for (const [mode, object, path] of [
    ['160000', sh(root, 'rev-parse', 'HEAD'), 'module'],
    ['100644', id, 'a:b.txt'],
    ['100644', id, 'tab\there'],
  ]) {
    sh(root, 'update-index', '--add', '--cacheinfo', `${mode},${object},${path}`);
  }
  sh(root, 'commit', '-q', '-m', 'Awkward');
  return sh(root, 'rev-parse', 'HEAD');
}

function replaceIn(path: string, from: string, to: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

function writeManifest(folder: string, text: string): void {
  writeFileSync(join(folder, 'manifest.json'), text);
  writeFileSync(join(folder, 'manifest.sha256'), `${sha256(text)}  manifest.json\n`);
}

function editManifest(folder: string, path: string): void {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  manifest.files[1].path = path;
  manifest.files[2].path = 'bytes.bin';
  writeManifest(folder, JSON.stringify(manifest));
}
