import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { PROJECT_DIR, type Started, start } from '../support/process.ts';

const WIDE = { width: 1400, height: 860 };
const NARROW = { width: 900, height: 700 };

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(PROJECT_DIR, 'artifacts/screenshots', `${name}.png`) });
}

/** Opens a view of the scene and fails on anything that the page complains about, such as its own content policy. */
async function open(page: Page, host: Started, hash: string, complaints: string[]): Promise<void> {
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(host.link.href);
  await page.goto(`${host.link.origin}/${hash}`);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
}

const VIEWS: { name: string; hash: string; shows: string }[] = [
  { name: 'run', hash: '#/run?run=run_1', shows: 'Refuse overlapping bookings of one room' },
  { name: 'task', hash: '#/run?run=run_1&task=tsk_8', shows: 'Waits for your answer' },
  { name: 'inbox', hash: '#/inbox', shows: 'Try again with your note' },
  { name: 'runs', hash: '#/runs', shows: 'Lobby displays, first try' },
  { name: 'tasks', hash: '#/tasks?run=run_1', shows: 'Review of the whole' },
  { name: 'coverage', hash: '#/coverage?run=run_1', shows: 'What changed in the documents' },
  { name: 'signals', hash: '#/signals?run=run_1', shows: 'R-9 cannot be shown to hold' },
  { name: 'capsules', hash: '#/capsules', shows: 'meeting-rooms' },
  { name: 'failed', hash: '#/run?run=run_0', shows: 'The plan named tasks that do not exist.' },
];

test.describe('every view of a busy host', () => {
  let host: Started;
  test.beforeAll(async () => {
    host = await start('e2e/support/pretend-host.ts', ['busy']);
  });
  test.afterAll(() => host.stop());

  for (const { name, hash, shows } of VIEWS) {
    test(`${name} stands in light, dark and narrow`, async ({ page }) => {
      const complaints: string[] = [];
      await open(page, host, hash, complaints);
      await expect(page.getByText(shows).first()).toBeVisible();
      await picture(page, `busy-${name}-light`);
      await page.emulateMedia({ colorScheme: 'dark' });
      await picture(page, `busy-${name}-dark`);
      await page.setViewportSize(NARROW);
      await expect(page.getByText(shows).first()).toBeVisible();
      await picture(page, `busy-${name}-narrow`);
      const overflows = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
      expect(overflows).toBe(false);
      expect(complaints).toEqual([]);
    });
  }

  test('the tabs of a task show its log, checks and files', async ({ page }) => {
    await open(page, host, '#/run?run=run_1&task=tsk_8', []);
    await page.getByRole('tab', { name: 'Log' }).click();
    await expect(page.getByText('Done: 2 files, 7 tests.')).toBeVisible();
    await picture(page, 'busy-task-log');
    await page.getByRole('tab', { name: /^Checks/ }).click();
    await expect(
      page.getByText('bookings that only touch are both kept: expected 201, got 409', { exact: true }),
    ).toBeVisible();
    await picture(page, 'busy-task-checks');
    await page.getByRole('tab', { name: /^Files/ }).click();
    await expect(page.getByText('src/part-8.test.ts', { exact: true })).toBeVisible();
    await picture(page, 'busy-task-files');
  });

  test('the dialogs open by keyboard and close again', async ({ page }) => {
    await open(page, host, '#/run?run=run_1', []);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Shortcuts' })).toBeVisible();
    await picture(page, 'busy-shortcuts');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('n');
    await expect(page.getByRole('dialog', { name: 'New run' })).toBeVisible();
    await picture(page, 'busy-new-run');
  });

  test('J, K and Enter walk the tasks and open one, Esc closes it', async ({ page }) => {
    await open(page, host, '#/tasks?run=run_1', []);
    for (const key of ['j', 'j', 'k', 'j', 'Enter']) await page.keyboard.press(key);
    await expect(page.getByRole('complementary', { name: 'Task T-2' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('complementary')).toHaveCount(0);
  });
});

test('every view of an empty host says what to do next', async ({ page }) => {
  const host = await start('e2e/support/pretend-host.ts', ['empty']);
  const complaints: string[] = [];
  await open(page, host, '#/', complaints);
  await expect(page.getByText('No run yet').last()).toBeVisible();
  await page.setViewportSize(WIDE);
  await picture(page, 'empty-start');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'empty-start-dark');
  await page.getByRole('button', { name: 'New run' }).click();
  await expect(page.getByRole('dialog', { name: 'New run' })).toBeVisible();
  await picture(page, 'empty-new-run-dark');
  await page.keyboard.press('Escape');
  for (const [place, says] of [
    ['Inbox', 'Nothing needs you'],
    ['Tasks', 'No tasks'],
    ['Coverage', 'No coverage yet'],
    ['Signals', 'No signals'],
    ['Capsules', 'No capsule yet'],
  ] as const) {
    await page.getByRole('link', { name: place }).click();
    await expect(page.getByRole('main').getByText(says)).toBeVisible();
    await picture(page, `empty-${place.toLowerCase()}`);
  }
  expect(complaints).toEqual([]);
  await host.stop();
});

test('a page whose host went away says so, and comes back with it', async ({ page }) => {
  const host = await start('e2e/support/pretend-host.ts', ['busy']);
  await open(page, host, '#/run?run=run_1', []);
  await host.stop();
  await expect(page.getByText('The host does not answer.')).toBeVisible();
  await expect(page.getByText('Refuse overlapping bookings of one room')).toBeVisible();
  await picture(page, 'offline');
  const { port, searchParams } = host.link;
  const back = await start('e2e/support/pretend-host.ts', ['busy', port, searchParams.get('token') ?? '']);
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(page.getByText('The host does not answer.')).toHaveCount(0);
  await back.stop();
});

test('a plan of 5,000 tasks is shown, searched and opened without a long wait', async ({ page }) => {
  const host = await start('e2e/support/pretend-host.ts', ['large']);
  await open(page, host, '#/tasks?run=run_1', []);
  await expect(page.getByText('All 5100')).toBeVisible();
  await expect(page.getByText('Show more (4900 left)')).toBeVisible();
  const began = Date.now();
  await page.getByRole('textbox', { name: 'Search tasks' }).fill('T-5099');
  await page
    .getByRole('main')
    .getByRole('button', { name: /T-5099/ })
    .click();
  await expect(page.getByRole('complementary', { name: 'Task T-5099' })).toBeVisible();
  expect(Date.now() - began).toBeLessThan(3_000);
  await host.stop();
});
