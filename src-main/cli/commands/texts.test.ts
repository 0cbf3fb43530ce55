import { expect, it } from 'vitest';
import { doctorText } from './doctor.ts';
import { documentsText } from './documents.ts';
import { verifyText } from './verify.ts';

it('says what is wrong with the machine and how to mend it', () => {
  const text = doctorText({
    healthy: false,
    findings: [
      { name: 'node', state: 'ok', detail: 'Node 24.21.0' },
      { name: 'git', state: 'problem', detail: 'git was not found.', remedy: 'Install it.' },
    ],
  });
  expect(text).toBe(`ok      node: Node 24.21.0
PROBLEM git: git was not found.
        Install it.

Not ready: mend the problems above first.`);
});

it('lists every difference of a capsule, up to a point', () => {
  const report = { ok: false, name: 'shop', version: '0.1.0', complete: false, files: 3 };
  expect(
    verifyText({ ...report, changed: ['a.ts'], missing: ['b.ts'], extra: ['c.ts', '../evil.sh'] }, './out'),
  ).toBe(
    `./out is NOT intact: shop 0.1.0, an incomplete capsule.
  changed  files/a.ts
  missing  files/b.ts
  extra    files/c.ts
  extra    evil.sh`,
  );
  const many = Array.from({ length: 60 }, (_, at) => `${at}.ts`);
  expect(verifyText({ ...report, changed: many, missing: [], extra: [] }, './out')).toContain(
    '… and 10 more',
  );
});

it('says that a capsule is intact', () => {
  const report = { ok: true, name: 'shop', version: '0.1.0', complete: true, files: 1 };
  expect(verifyText({ ...report, changed: [], missing: [], extra: [] }, './out')).toBe(
    './out is intact: shop 0.1.0, 1 file.',
  );
});

it('says how each document was read, and why one was not', () => {
  const scope = { id: 'd', projectId: 'p', runId: 'r', sha256: '', addedAt: 1 };
  const reading = { sha256: '', format: 'text/markdown' as const, pages: 3, notes: ['Page 2 has no text.'] };
  const fault = {
    type: 'invalid_input' as const,
    message: 'It is empty.',
    hint: 'Fill it.',
    retryable: false,
  };
  expect(
    documentsText([
      {
        ...scope,
        name: 'a.pdf',
        mediaType: 'application/pdf',
        bytes: 2_500_000,
        state: 'read',
        reading,
        notes: ['Twice.'],
      },
      { ...scope, name: 'b\u202e.md', mediaType: 'text/markdown', bytes: 12, state: 'failed', fault },
    ]),
  ).toBe(`read    a.pdf, 2.4 MB, 3 pages
        Twice.
        Page 2 has no text.
failed  b.md, 12 bytes
        It is empty.
        Fill it.`);
});
