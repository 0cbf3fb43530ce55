import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage, ensureReady } from './bootstrap.mjs';
import { BROWSER_VARIABLE, findBrowser, HOW_TO_GET_ONE } from './browser.mjs';
import { captureNode, runNode } from './child.mjs';
import { entry, SetupError, textOf } from './entry.mjs';
import { ROOT, tool } from './places.mjs';
import { add, closingLine, countPlaywright, countVitest, honest, NOTHING } from './reports.mjs';

/** @typedef {import('./reports.mjs').Count} Count */

const REPORTS = join(ROOT, 'artifacts', 'test');
const PROJECTS = ['src-shared', 'src-main', 'src-renderer', '.'];

/** @type {[string, () => Promise<Count>][]} */
const STATIC_STEPS = [
  ['format and lint', formatAndLint],
  ['types', types],
];

/** @type {[string, () => Promise<Count>][]} */
const TEST_STEPS = [
  ['unit and integration', unitAndIntegration],
  ['build', build],
  ['end to end', endToEnd],
];

/** Set by Ctrl-C: the step that is running ends by itself, the next one does not start. */
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    interrupted = true;
  });
}

await entry(async () => {
  const args = process.argv.slice(2);
  if (args.some((arg) => arg !== '--static')) {
    throw new SetupError('Usage: npm test, or npm run check for format, lint and types alone.');
  }
  await ensureReady();
  const count = await runSteps(args.includes('--static') ? STATIC_STEPS : [...STATIC_STEPS, ...TEST_STEPS]);
  process.stdout.write(`${closingLine(count)}\n`);
  return count.failed === 0 ? 0 : 1;
});

/**
 * Runs every step, also after one failed: one run shows all there is to mend.
 * @param {[string, () => Promise<Count>][]} steps
 */
async function runSteps(steps) {
  let total = NOTHING;
  const failed = [];
  for (const [name, run] of steps) {
    if (interrupted) throw new SetupError('Interrupted: the rest was not looked at.');
    process.stdout.write(`\n== ${name}\n`);
    const start = performance.now();
    const count = await run().catch(failure);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stdout.write(`== ${name}: ${count.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n`);
    if (count.failed > 0) failed.push(name);
    total = add(total, count);
  }
  process.stdout.write(failed.length === 0 ? '\n' : `\nFailed: ${failed.join(', ')}\n`);
  return total;
}

/**
 * A step that could not be carried out has failed; the others still show what they find.
 * @param {unknown} error
 * @returns {Count}
 */
function failure(error) {
  process.stdout.write(`${textOf(error)}\n`);
  return { ...NOTHING, failed: 1 };
}

async function formatAndLint() {
  return honest(NOTHING, await runNode([tool('biome'), 'check', '.'], { cwd: ROOT }));
}

async function types() {
  const results = await Promise.all(
    PROJECTS.map((project) => captureNode([tool('tsc'), '--project', join(ROOT, project), '--noEmit'])),
  );
  for (const { output } of results) process.stdout.write(output);
  return results.map(({ code }) => honest(NOTHING, code)).reduce(add, NOTHING);
}

async function unitAndIntegration() {
  const report = freshReport('vitest.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runNode([tool('vitest'), ...args], { cwd: ROOT });
  return honest(existsSync(report) ? countVitest(readReport(report)) : NOTHING, code);
}

async function build() {
  await buildPage();
  return NOTHING;
}

async function endToEnd() {
  const browser = await findBrowser();
  if (browser === undefined) return withoutBrowser();
  const report = freshReport('playwright.json');
  const args = ['test', '--config', join('e2e', 'playwright.config.ts'), '--reporter=list,json'];
  const code = await runNode([tool('playwright'), ...args], {
    cwd: ROOT,
    env: { ...process.env, [BROWSER_VARIABLE]: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  return honest(existsSync(report) ? countPlaywright(readReport(report)) : NOTHING, code);
}

function withoutBrowser() {
  const automated = process.env.CI === 'true';
  process.stdout.write(`${automated ? 'Failed' : 'Skipped'}: there is no Chromium here. ${HOW_TO_GET_ONE}\n`);
  return automated ? { ...NOTHING, failed: 1 } : { ...NOTHING, skipped: 1 };
}

/** @param {string} name */
function freshReport(name) {
  mkdirSync(REPORTS, { recursive: true });
  const path = join(REPORTS, name);
  rmSync(path, { force: true });
  return path;
}

/** @param {string} path */
function readReport(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
