import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { fail, type Result } from '#shared/faults.ts';
import { copyCapsule, zipCapsule } from '../../slices/capsules/pack.ts';
import { verifyCapsule } from '../../slices/capsules/verify.ts';
import { answer, found } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';

export function capsuleCalls({ read }: HostParts) {
  const os = implement(contract.capsules);
  return {
    list: os.list.handler(({ input }) => read.capsules.capsules(input.projectId)),
    export: os.export.handler(async ({ input: { capsuleId, format, target } }) => {
      const capsule = found(read.capsules.capsule(capsuleId), 'capsule', capsuleId);
      if (capsule.state !== 'packed')
        answer(fail('conflict', `The capsule ${capsule.version} is ${capsule.state}, not packed.`));
      answer(freeTarget(target));
      const written =
        format === 'zip' ? await zipCapsule(capsule.path, target) : await copyCapsule(capsule.path, target);
      answer(written);
      return { path: target };
    }),
    verify: os.verify.handler(async ({ input }) => answer(await verifyCapsule(input.path))),
  };
}

/** An export never writes over anything. */
function freeTarget(target: string): Result<undefined> {
  if (!isAbsolute(target)) return fail('invalid_input', `"${target}" is not an absolute path.`);
  if (existsSync(target)) {
    return fail('conflict', `${target} already exists.`, {
      hint: 'Nothing was written. Choose another path.',
    });
  }
  return { ok: true, value: undefined };
}
