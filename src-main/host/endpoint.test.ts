import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishEndpoint, readEndpoint, withdrawEndpoint } from './endpoint.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'endpoint-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const mine = { url: 'http://127.0.0.1:4711', token: 'a'.repeat(43), pid: process.pid };
const write = (content: string) => writeFileSync(join(home, 'host.json'), content);

describe('the endpoint file', () => {
  it('comes back as it was published, is private, and leaves nothing beside it', async () => {
    const deep = join(home, 'not', 'made', 'yet');
    await publishEndpoint(deep, mine);
    expect(await readEndpoint(deep)).toEqual(mine);
    expect(readdirSync(deep)).toEqual(['host.json']);
    if (process.platform !== 'win32') expect(statSync(join(deep, 'host.json')).mode & 0o777).toBe(0o600);
  });

  it('tightens the permissions of a file that was open to others', async () => {
    writeFileSync(join(home, 'host.json'), '{}', { mode: 0o666 });
    await publishEndpoint(home, mine);
    if (process.platform !== 'win32') expect(statSync(join(home, 'host.json')).mode & 0o777).toBe(0o600);
  });

  it('says nothing when it is missing, partial, too large, or not of its form', async () => {
    expect(await readEndpoint(home)).toBeUndefined();
    const broken = [
      '',
      '{',
      'null',
      '[]',
      JSON.stringify(mine).slice(0, -4),
      JSON.stringify({ ...mine, pid: '1' }),
      JSON.stringify({ ...mine, pid: -1 }),
      JSON.stringify({ ...mine, pid: 0 }),
      JSON.stringify({ ...mine, token: '' }),
      JSON.stringify({ ...mine, url: 'nonsense' }),
      `${' '.repeat(5000)}${JSON.stringify(mine)}`,
    ];
    for (const content of broken) {
      write(content);
      expect(await readEndpoint(home), content).toBeUndefined();
    }
  });

  it('never leads to another machine', async () => {
    for (const url of [
      'http://example.com',
      'https://127.0.0.1',
      'http://127.0.0.1.example.com',
      'file:///etc',
    ]) {
      write(JSON.stringify({ ...mine, url }));
      expect(await readEndpoint(home), url).toBeUndefined();
    }
  });

  it('is no endpoint when it is a folder or a link', async () => {
    mkdirSync(join(home, 'host.json'));
    expect(await readEndpoint(home)).toBeUndefined();
    rmSync(join(home, 'host.json'), { recursive: true });
    writeFileSync(join(home, 'elsewhere.json'), JSON.stringify(mine));
    symlinkSync(join(home, 'elsewhere.json'), join(home, 'host.json'));
    expect(await readEndpoint(home)).toBeUndefined();
  });

  it('counts for nothing once its process is gone', async () => {
    const pid = Number(
      execFileSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))'], {
        encoding: 'utf8',
      }),
    );
    write(JSON.stringify({ ...mine, pid }));
    expect(await readEndpoint(home)).toBeUndefined();
  });

  it('is withdrawn by its own process only', async () => {
    await publishEndpoint(home, { ...mine, pid: process.ppid });
    await withdrawEndpoint(home);
    expect((await readEndpoint(home))?.pid).toBe(process.ppid);
    await publishEndpoint(home, mine);
    await withdrawEndpoint(home);
    expect(readdirSync(home)).toEqual([]);
  });
});
