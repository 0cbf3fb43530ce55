import type { SandboxLimits } from '../../ports/sandbox.ts';
import type { Command } from './enclosure.ts';

const FILE_BYTES = 256 << 20;
const OPEN_FILES = 4096;
/** Processes and threads; a Node process counts as eleven. */
const TASKS = 1024;
const BLOCK_BYTES = 512;

/**
 * Puts limits of the kernel around a command, by the shell's `ulimit`. The shell first prints `token`, which proves that
 * the sandbox stands and the command's turn has come, and stays as the command's parent to collect its orphans.
 *
 * The memory limit counts private memory that is reserved for writing; Node reserves about half a gigabyte that it never
 * touches. So this is the last line, with room; what memory is in use is watched from outside. `-u` and `-p` are the names
 * of the same limit in different shells, and the kernel does not apply it to root: processes are watched as well.
 */
export function limitedCommand(command: Command, limits: SandboxLimits, token: string): Command {
  const kibibytes = Math.ceil((2 * limits.memoryBytes + (512 << 20)) / 1024);
  const script = [
    'ulimit -c 0',
    `ulimit -f ${FILE_BYTES / BLOCK_BYTES}`,
    `ulimit -n ${OPEN_FILES} 2>/dev/null`,
    `ulimit -d ${kibibytes} 2>/dev/null`,
    `ulimit -u ${TASKS} 2>/dev/null || ulimit -p ${TASKS} 2>/dev/null`,
    // A command that takes all it can get leaves the app its turn.
    'command -v nice >/dev/null && set -- nice -n 10 "$@"',
    `echo ${token}`,
    '"$@"',
    'exit $?',
  ].join('\n');
  return ['/bin/sh', '-c', script, 'sh', ...command];
}
