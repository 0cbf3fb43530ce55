import { existsSync } from 'node:fs';
import { captureNode } from './child.mjs';
import { SetupError } from './entry.mjs';

/** Names the Chromium that end-to-end tests start; also how a test run hands the one it found to Playwright. */
export const BROWSER_VARIABLE = 'ORCHESTRATOR_CHROMIUM';

export const HOW_TO_GET_ONE = `Install Chromium (Debian: apt install chromium), or run \`node scripts/run.mjs playwright install chromium\`, or name one in ${BROWSER_VARIABLE}.`;

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a Chromium, or undefined where this machine has none. */
export async function findBrowser() {
  const named = process.env[BROWSER_VARIABLE];
  if (named !== undefined && !existsSync(named)) {
    throw new SetupError(`${BROWSER_VARIABLE} names ${named}, which does not exist.`);
  }
  const usual = named ?? USUAL_PLACES.find((path) => existsSync(path));
  if (usual !== undefined) return usual;
  const ask =
    "import('@playwright/test').then(({ chromium }) => process.stdout.write(chromium.executablePath()))";
  const { stdout } = await captureNode(['--input-type=module', '--eval', ask]);
  return stdout !== '' && existsSync(stdout) ? stdout : undefined;
}
