import { expect, it } from 'vitest';
import { secretFindings } from './secrets.ts';

/** Made-up keys, put together here so that no scanner takes this file for a leak. */
const GITHUB = ['ghp', '0123456789abcdefghijABCDEFGHIJ012345'].join('_');
const SLACK = ['xoxb', '123456789012', '123456789012', 'abcdefghijklmnopqrstuvwx'].join('-');
const PEM = [
  '-----BEGIN RSA PRIVATE',
  ` KEY-----\n${'MIIEpAIBAAKCAQEA0m59l2u9iDnMbrXHfqkO'.repeat(8)}\n-----END RSA PRIVATE KEY-----`,
].join('');

const find = (text: string) => secretFindings({ path: 'src/a.ts', change: 'added', text });

it('finds keys with file, line and rule, and never repeats them', async () => {
  const findings = await find(`const a = 1;\nconst b = "${GITHUB}";\n// ${SLACK}\n${PEM}\n`);
  expect(findings.map(({ severity, rule, line }) => `${severity} ${rule} ${line}`)).toEqual([
    'error secrets/github 2',
    'error secrets/slack 3',
    'error secrets/privatekey 4',
  ]);
  for (const secret of [GITHUB, SLACK, PEM]) {
    expect(JSON.stringify(findings)).not.toContain(secret.slice(6, 20));
  }
});

it('lets made-up keys of fixtures pass that say so on their line', async () => {
  expect(await find(`const b = "${GITHUB}"; // secretlint-disable-line\n`)).toEqual([]);
  expect(await find(`# secretlint-disable-next-line\nb = "${GITHUB}"\n`)).toEqual([]);
  expect(await find(`const b = process.env.TOKEN;\nconst c = 'sk-example';\n`)).toEqual([]);
});
