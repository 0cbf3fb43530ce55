import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { pushCommit } from './push.ts';
import {
  faultOf,
  put,
  removeTempFolders,
  sh,
  tempFolder,
  userRepository,
  value,
} from './repository.fixture.ts';

afterEach(removeTempFolders);

function setUp() {
  const root = userRepository({ 'a.txt': 'a' });
  const remote = join(tempFolder(), 'remote.git');
  mkdirSync(remote);
  sh(remote, 'init', '-q', '--bare');
  const commit = sh(root, 'rev-parse', 'HEAD');
  const request = { root, remote, commit, branch: 'capsule/a-0.1.0', tag: 'a-v0.1.0' };
  return { root, remote, commit, request };
}

describe('pushing a commit', () => {
  it('makes a branch and a tag in the remote repository, once or twice', async () => {
    const { remote, commit, request } = setUp();
    await value(pushCommit(request));
    await value(pushCommit(request));
    expect(sh(remote, 'for-each-ref', '--format=%(refname) %(objectname)')).toBe(
      `refs/heads/capsule/a-0.1.0 ${commit}\nrefs/tags/a-v0.1.0 ${commit}`,
    );
  });

  it('never moves what is there, and then pushes nothing', async () => {
    const { root, remote, request } = setUp();
    await value(pushCommit(request));
    put(root, { 'a.txt': 'b' });
    sh(root, 'commit', '-qam', 'Next');
    const commit = sh(root, 'rev-parse', 'HEAD');
    const refused = await faultOf(pushCommit({ ...request, commit, tag: 'a-v0.2.0' }));
    expect(refused).toMatchObject({
      type: 'conflict',
      message: expect.stringContaining('refs/heads/capsule/a-0.1.0'),
    });
    expect(sh(remote, 'tag')).toBe('a-v0.1.0');
  });

  it('refuses addresses that are options or programs', async () => {
    const { request } = setUp();
    for (const remote of ['--upload-pack=x', 'ext::sh -c "touch x"', 'fd::17', 'a b', 'http://x\n']) {
      expect(await faultOf(pushCommit({ ...request, remote }))).toMatchObject({ type: 'invalid_input' });
    }
  });

  it('says that a repository cannot be reached, without words of git in the message', async () => {
    const { request } = setUp();
    const gone = await faultOf(pushCommit({ ...request, remote: '/nowhere/at/all' }));
    expect(gone).toMatchObject({ type: 'git', message: 'git could not read the remote repository' });
  });
});
