import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, fault, ok } from '#shared/faults.ts';
import type { Agent } from '../ports/agent.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { atLeast, type Examination, examine } from './doctor.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sandbox = (available: boolean): Sandbox => ({
  id: 'test',
  status: async () => ({ available, detail: available ? 'bubblewrap' : 'bwrap was not found' }),
  run: async () => fail('sandbox', 'not in this test'),
});

const agent = (available: boolean): Agent => ({
  profile: { id: 'agt_1', name: 'Built-in', adapter: 'offline', roles: [], capabilities: [], concurrency: 1 },
  probe: async () =>
    available
      ? { available, detail: 'rules only' }
      : { available: false, fault: fault('network', 'No answer.', { hint: 'Start it.' }) },
  execute: async () => fail('refused', 'not in this test'),
});

function usual(change: Partial<Examination> = {}): Examination {
  return {
    home: join(folder, 'home'),
    sandbox: sandbox(true),
    agents: [agent(true)],
    checkDatabase: async () => ok('version 1'),
    pageDir: join(folder, 'page'),
    ...change,
  };
}

async function finding(name: string, change: Partial<Examination> = {}) {
  const report = await examine(usual(change));
  return { ...report.findings.find((each) => each.name === name), healthy: report.healthy };
}

describe('the doctor', () => {
  it('finds a machine healthy and makes no data folder', async () => {
    const report = await examine(usual());
    expect(report.findings.filter(({ state }) => state === 'problem')).toEqual([]);
    expect(report.healthy).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('gives a remedy with everything that is not right', async () => {
    const report = await examine(
      usual({ sandbox: sandbox(false), agents: [agent(false)], nodeVersion: '20.11.0', env: { PATH: '' } }),
    );
    expect(report.healthy).toBe(false);
    const wrong = report.findings.filter(({ state }) => state !== 'ok');
    expect(wrong.map(({ name }) => name)).toEqual(['node', 'git', 'sandbox', 'agent Built-in', 'page']);
    for (const each of wrong) expect(each.remedy, each.name).toBeTruthy();
  });

  it('does without a sandbox, warning', async () => {
    expect(await finding('sandbox', { sandbox: sandbox(false) })).toMatchObject({
      state: 'warning',
      healthy: true,
    });
  });

  it('reads the version of git, also an old one', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'git'), '#!/bin/sh\necho "git version 2.37.1 (Apple Git-137.1)"\n');
    chmodSync(join(bin, 'git'), 0o755);
    const old = await finding('git', { env: { PATH: bin } });
    expect(old).toMatchObject({ state: 'problem', healthy: false });
    expect(old.detail).toContain('2.37.1');
  });

  it('tries the data folder by writing and leaves nothing there', async () => {
    mkdirSync(join(folder, 'home'));
    expect(await finding('data folder')).toMatchObject({ state: 'ok' });
    expect(readdirSync(join(folder, 'home'))).toEqual([]);
  });

  it('sees that the data folder is a file', async () => {
    writeFileSync(join(folder, 'home'), '');
    expect(await finding('data folder')).toMatchObject({ state: 'problem' });
    expect(await finding('data folder', { home: join(folder, 'home', 'below') })).toMatchObject({
      state: 'problem',
    });
  });

  it('passes on what the database says', async () => {
    const checkDatabase = async () => fail('storage', 'It is damaged.', { hint: 'Put back a backup.' });
    expect(await finding('database', { checkDatabase })).toEqual({
      name: 'database',
      state: 'problem',
      detail: 'It is damaged.',
      remedy: 'Put back a backup.',
      healthy: false,
    });
  });

  it('sees the built page', async () => {
    mkdirSync(join(folder, 'page'));
    writeFileSync(join(folder, 'page', 'index.html'), '');
    expect(await finding('page')).toMatchObject({ state: 'ok' });
  });

  it.skipIf(process.platform === 'win32')(
    'finds coding CLIs on PATH and through the login shell',
    async () => {
      const program = (path: string) => {
        writeFileSync(path, '#!/bin/sh\nexit 1\n');
        chmodSync(path, 0o755);
      };
      mkdirSync(join(folder, 'near'));
      mkdirSync(join(folder, 'far'));
      program(join(folder, 'near', 'claude'));
      program(join(folder, 'far', 'claude'));
      program(join(folder, 'far', 'codex'));
      writeFileSync(join(folder, 'near', 'gemini'), 'not to be run');
      writeFileSync(join(folder, '.profile'), `echo noise\nPATH="$PATH:${join(folder, 'far')}"\n`);
      const env = { PATH: `${join(folder, 'near')}:relative:/usr/bin:/bin`, SHELL: '/bin/sh', HOME: folder };
      const { detail } = await finding('coding CLIs', { env });
      expect(detail).toBe(
        `claude (${join(folder, 'near', 'claude')}), codex (${join(folder, 'far', 'codex')})`,
      );
    },
  );

  it('takes no program for a login shell that is none', async () => {
    const env = { PATH: '/nowhere', SHELL: '/bin/rm', HOME: folder };
    expect((await finding('coding CLIs', { env })).detail).toContain('none found');
  });
});

it.each([
  ['2.38', '2.38', true],
  ['2.38.1', '2.38', true],
  ['2.9.9', '2.38', false],
  ['3.0', '2.38', true],
  ['24', '22.12', true],
  ['22.11.0', '22.12', false],
])('version %s against %s', (version, needed, enough) => {
  expect(atLeast(version, needed)).toBe(enough);
});
