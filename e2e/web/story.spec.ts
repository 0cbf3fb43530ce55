import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { startHost, type TestHost } from '../support/host.ts';
import { PROJECT_DIR } from '../support/process.ts';

const SPEC = `# Library Loans

A small REST service for a village library.

## Data

### Book

| Field | Type | Required | Rules |
|---|---|---|---|
| \`title\` | string | yes | 1-200 characters |
| \`isbn\` | string | yes | unique, pattern \`^[0-9]{13}$\` |
| \`copies\` | integer | yes | at least 1, at most 50 |

### Reader

A reader MUST have a name (required, 1-80 characters) and an e-mail address (required, unique).

## Interface

| Method | Path | Description |
|---|---|---|
| POST | \`/books\` | creates a book |
| GET | \`/books\` | lists books |
| GET | \`/books/{id}\` | returns a book |
| POST | \`/readers\` | creates a reader |
| GET | \`/readers\` | lists readers |

## Quality

- The service MUST answer wrong input with status 400 and name each wrong field.
- The service SHOULD have a README that says how to start it.
`;

const RUN_MS = 150_000;

let host: TestHost;

test.beforeAll(async () => {
  host = await startHost();
});
test.afterAll(() => host.end());

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(PROJECT_DIR, 'artifacts/screenshots', `story-${name}.png`) });
}

async function beginRun(page: Page): Promise<void> {
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'New run' });
  await dialog.getByRole('textbox', { name: 'Or paste the text' }).fill(SPEC);
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Library Loans');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(join(host.folder, 'library'));
  await dialog.getByText('Manual', { exact: true }).click();
  await picture(page, '1-new-run');
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(dialog).toHaveCount(0);
}

/** Answers the one open decision with the key for the recommended option. */
async function answerByKey(page: Page, title: RegExp, name: string): Promise<void> {
  await expect(page.getByRole('button', { name: '1 decision needs you' })).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('i');
  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  await picture(page, name);
  await page.keyboard.press('a');
  await expect(page.getByText(/^Answered: /).first()).toBeVisible();
}

/** Waits for the end of the run. A machine without a sandbox asks before it runs generated code: here it may. */
async function untilEnded(page: Page): Promise<void> {
  const ended = page.getByRole('banner').getByText(/Finished|Ended incomplete/);
  const asked = page.getByRole('button', { name: /needs? you, open the inbox/ });
  for (;;) {
    await expect(ended.or(asked).first()).toBeVisible({ timeout: RUN_MS });
    if (await ended.isVisible()) return;
    await page.keyboard.press('i');
    await expect(page.getByRole('article').getByRole('heading')).toContainText('without a sandbox');
    await page.keyboard.press('1');
    await expect(asked).toHaveCount(0);
  }
}

async function openTaskWithChecks(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Tasks' }).click();
  await page
    .getByRole('main')
    .getByRole('button', { name: /implementer/ })
    .first()
    .click();
  const task = page.getByRole('complementary');
  await expect(task.getByText(/passed its checks/)).toBeVisible();
  await picture(page, '5-task');
  await task.getByRole('tab', { name: 'Log' }).click();
  await expect(task.getByRole('list', { name: 'Log' }).getByRole('listitem').first()).toBeVisible();
  await picture(page, '6-task-log');
  await task.getByRole('tab', { name: /^Checks/ }).click();
  await expect(task.getByText('Passed', { exact: true }).first()).toBeVisible();
  await picture(page, '7-task-checks');
  await page.keyboard.press('Escape');
}

test('a pasted document becomes a verified capsule, decided by keyboard', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));

  await page.goto(host.link.href);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  expect(page.url()).not.toContain('token');

  await beginRun(page);
  await answerByKey(page, /requirements\?$/, '2-accept');
  await answerByKey(page, /tasks for/, '3-approve');

  await page.getByRole('link', { name: 'Orchestrator, start' }).click();
  await expect(page.getByRole('heading', { name: 'Library Loans' })).toBeVisible();
  await picture(page, '4-building');
  await untilEnded(page);
  await page.getByRole('link', { name: 'Orchestrator, start' }).click();
  await expect(page.getByText('holds the result')).toBeVisible();
  await picture(page, '8-ended');

  await openTaskWithChecks(page);

  await page.getByRole('link', { name: 'Capsules' }).click();
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText(/^Verified: all \d+ files match/)).toBeVisible();
  await page.getByRole('button', { name: 'Export' }).click();
  const target = join(host.folder, 'library.zip');
  await page.getByRole('textbox', { name: 'Path to export to' }).fill(target);
  await page.getByRole('button', { name: 'Export' }).last().click();
  await expect(page.getByText(`Written to ${target}`)).toBeVisible();
  expect(existsSync(target)).toBe(true);
  await picture(page, '9-capsule');

  await page.reload();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  expect(complaints).toEqual([]);
});
