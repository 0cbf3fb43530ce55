import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '#shared/model/project.ts';
import { systemClock } from '../kernel/clock.ts';
import { knownManifest } from '../slices/capsules/capsule.fixture.ts';
import type { PackInput } from '../slices/capsules/pack-input.ts';
import { readCapsule, verifyCapsule } from '../slices/capsules/verify.ts';
import { createBlobs } from '../store/blobs.ts';
import {
  put,
  removeTempFolders,
  sh,
  tempFolder,
  userRepository,
  value,
} from '../workspace/repository.fixture.ts';
import { ensureWorkspace } from '../workspace/template.ts';
import { createWorktrees } from '../workspace/worktrees.ts';
import type { EffectTools } from './effect-tools.ts';
import { createEffects } from './effects.ts';

afterEach(removeTempFolders);

/** A repository of a user with a link to a folder, one to nothing, a submodule and an odd name; and the effect on it. */
async function setUp() {
  const root = userRepository({ 'docs/a.md': 'a' });
  symlinkSync('docs', join(root, 'manual'));
  symlinkSync('nowhere', join(root, 'news'));
  put(root, { 'a:b.md': 'odd' });
  sh(root, 'add', '-A');
  sh(root, 'update-index', '--add', '--cacheinfo', `160000,${sh(root, 'rev-parse', 'HEAD')},other`);
  sh(root, 'commit', '-q', '-m', 'Links');
  await value(ensureWorkspace(root, tempFolder(), systemClock));
  const home = tempFolder();
  const { provenance, ...manifest } = knownManifest('');
  const counts = { total: 0, covered: 0, gap: 0, planned: 0, uncovered: 0, openMusts: 0 };
  const input = {
    capsule: { id: 'cap_1', runId: 'run_1', name: 'booking', version: '1.0.0' },
    project: { id: 'prj_1', root, settings: DEFAULT_SETTINGS },
    manifest: { ...manifest, provenance: { generator: provenance.generator, attempts: [] } },
    signals: [],
    coverage: { runId: 'run_1', counts, rows: [] },
  } as unknown as PackInput;
  const tools = {
    blobs: createBlobs(join(home, 'blobs')),
    capsulesDir: join(home, 'capsules'),
    worktrees: createWorktrees({ home, clock: systemClock }),
  } as EffectTools;
  const effect = createEffects(tools)['capsule.pack'];
  const context = { signal: new AbortController().signal, beat: () => undefined };
  return { root, pack: () => value(effect.run(input, context)), capsule: join(home, 'capsules/prj_1/1.0.0') };
}

describe('packing in a repository that was brought along', () => {
  it('packs what can be packed and offers to merge the work', async () => {
    const { pack, capsule } = await setUp();
    expect(await pack()).toMatchObject([
      { type: 'handovers.offer', handover: { into: 'main', from: 'orchestrator/main' } },
      { type: 'capsules.pack', capsuleId: 'cap_1' },
    ]);
    expect(await value(readCapsule(capsule))).toMatchObject({
      leftOut: [{ path: 'a:b.md' }, { path: 'manual' }, { path: 'news' }, { path: 'other' }],
    });
    expect(await value(verifyCapsule(capsule))).toMatchObject({ ok: true });
  });

  it('keeps the capsule where the merge cannot be offered, and says so', async () => {
    const { root, pack, capsule } = await setUp();
    sh(root, 'checkout', '-q', '--orphan', 'other');
    sh(root, 'commit', '-q', '-m', 'A history of its own');
    expect(await pack()).toMatchObject([
      {
        type: 'signals.raise',
        ...{ projectId: 'prj_1', runId: 'run_1' },
        signal: {
          type: 'integration',
          detail: expect.stringMatching(/^git could not .*booking 1\.0\.0 is packed/),
        },
      },
      { type: 'capsules.pack', capsuleId: 'cap_1' },
    ]);
    expect(await value(verifyCapsule(capsule))).toMatchObject({ ok: true });
  });
});
