import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { implement } from '@orpc/server';
import { compareCapsules } from '#shared/compare-capsules.ts';
import type { Destination } from '#shared/contract/capsules.ts';
import { contract } from '#shared/contract/index.ts';
import { fail, ok, type Result } from '#shared/faults.ts';
import type { Capsule, CapsuleManifest, Delivery } from '#shared/model/capsule.ts';
import { createMask } from '../../guard/mask.ts';
import { deliverToFolder } from '../../slices/capsules/deliver.ts';
import { copyCapsule, tarCapsule, zipCapsule } from '../../slices/capsules/pack.ts';
import { unpackCapsule } from '../../slices/capsules/unpack.ts';
import { readCapsule, verifyCapsule } from '../../slices/capsules/verify.ts';
import { pushCommit } from '../../workspace/push.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';
import { makeProject, projectRoot } from './new-project.ts';

const WRITERS = { folder: copyCapsule, zip: zipCapsule, 'tar.gz': tarCapsule };

export function capsuleCalls(parts: HostParts) {
  const { engine, read } = parts;
  const os = implement(contract.capsules);
  const packed = (capsuleId: string): Result<Capsule> => {
    const capsule = found(read.capsules.capsule(capsuleId), 'capsule', capsuleId);
    if (capsule.state === 'packed') return ok(capsule);
    return fail('conflict', `The capsule ${capsule.version} is ${capsule.state}, not packed.`);
  };
  return {
    list: os.list.handler(({ input }) => read.capsules.capsules(input.projectId)),
    export: os.export.handler(async ({ input: { capsuleId, format, target } }) => {
      const capsule = answer(packed(capsuleId));
      answer(freeTarget(target));
      return answer(await WRITERS[format](capsule.path, target));
    }),
    compare: os.compare.handler(async ({ input: { before, after } }) => {
      const manifestOf = async (which: string): Promise<Result<CapsuleManifest>> => {
        if (isAbsolute(which)) return readCapsule(which);
        const capsule = packed(which);
        return capsule.ok ? readCapsule(capsule.value.path) : capsule;
      };
      return compareCapsules(answer(await manifestOf(before)), answer(await manifestOf(after)));
    }),
    deliver: os.deliver.handler(async ({ input: { capsuleId, destination } }) => {
      const capsule = answer(packed(capsuleId));
      const delivery = answer(await deliver(parts, capsule, destination));
      answer(engine.dispatch([{ type: 'capsules.deliver', capsuleId, delivery }], { by: 'person' }));
      return answer(packed(capsuleId));
    }),
    open: os.open.handler(async ({ input: { path, root, name, policy } }) => {
      if (!isAbsolute(path)) answer(fail('invalid_input', `"${path}" is not an absolute path.`));
      const folder = answer(projectRoot(parts, root));
      const { id, name: product, version } = answer(await unpackCapsule(path, folder));
      const origin = { capsuleId: id, name: product, version };
      return answer(await makeProject(parts, { root: folder, name: name ?? product, policy, origin }));
    }),
    verify: os.verify.handler(async ({ input }) => answer(await verifyCapsule(input.path))),
  };
}

async function deliver(
  { read }: HostParts,
  capsule: Capsule,
  destination: Destination,
): Promise<Result<Omit<Delivery, 'at'>>> {
  if (destination.kind === 'folder') {
    const { path } = destination;
    if (!isAbsolute(path)) return fail('invalid_input', `"${path}" is not an absolute path.`);
    const written = await deliverToFolder(capsule.path, path);
    return written.ok ? ok({ kind: 'folder', to: path, files: written.value.files }) : written;
  }
  const { name, version, projectId } = capsule;
  const manifest = await readCapsule(capsule.path);
  if (!manifest.ok) return manifest;
  const { remote, branch = `capsule/${name}-${version}` } = destination;
  const { root } = found(read.projects.get(projectId), 'project', projectId);
  const { commit } = manifest.value.provenance;
  const pushed = await pushCommit({ root, commit, remote, branch, tag: `${name}-v${version}` });
  return pushed.ok ? ok({ kind: 'git', to: createMask()(remote), branch }) : pushed;
}

/** An export never writes over anything. */
function freeTarget(target: string): Result<undefined> {
  if (!isAbsolute(target)) return fail('invalid_input', `"${target}" is not an absolute path.`);
  if (existsSync(target)) {
    return fail('conflict', `${target} already exists.`, {
      hint: 'Nothing was written. Choose another path.',
    });
  }
  return ok(undefined);
}
