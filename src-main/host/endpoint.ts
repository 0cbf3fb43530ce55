import { lstat, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { homePaths } from './home.ts';

const LARGEST_BYTES = 4096;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** How to reach the host that is using a data folder. */
const Endpoint = z.object({
  url: z.string().refine(isLoopback),
  token: z.string().min(16).max(512),
  pid: z
    .number()
    .int()
    .positive()
    .max(2 ** 31),
});
export type Endpoint = z.infer<typeof Endpoint>;

/** Readable by its owner only, since the token in it opens the host. */
export async function publishEndpoint(home: string, endpoint: Endpoint): Promise<void> {
  const path = homePaths(home).endpoint;
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, `${JSON.stringify(Endpoint.parse(endpoint))}\n`, { mode: 0o600 });
}

/**
 * The endpoint of a living host, or undefined: a file that is missing, broken, not a plain file, that names another
 * machine or a process that is gone, says nothing. A living process may still be a stranger; a call will tell.
 */
export async function readEndpoint(home: string): Promise<Endpoint | undefined> {
  const path = homePaths(home).endpoint;
  try {
    const stat = await lstat(path);
    if (!stat.isFile() || stat.size > LARGEST_BYTES) return undefined;
    const read = Endpoint.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return read.success && isAlive(read.data.pid) ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** Takes back what this process published; the endpoint of another process stays. */
export async function withdrawEndpoint(home: string): Promise<void> {
  const published = await readEndpoint(home);
  if (published?.pid === process.pid) await rm(homePaths(home).endpoint, { force: true });
}

function isLoopback(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'http:' && LOOPBACK.has(url.hostname);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
