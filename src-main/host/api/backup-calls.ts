import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import { fail } from '#shared/faults.ts';
import { answer } from '../api-faults.ts';
import type { HostParts } from '../parts.ts';

export function backupCalls({ backups, read, logs }: HostParts) {
  const os = implement(contract.backups);
  return {
    list: os.list.handler(() => backups.list()),
    create: os.create.handler(async ({ input: { target } }) => {
      if (!isAbsolute(target)) answer(fail('invalid_input', `"${target}" is not an absolute path.`));
      if (existsSync(target)) {
        answer(
          fail('conflict', `${target} already exists.`, {
            hint: 'Nothing was written. Choose another path.',
          }),
        );
      }
      logs.flush();
      return answer(await backups.archive(target, read.projects.list()));
    }),
  };
}
