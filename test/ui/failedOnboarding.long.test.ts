import type { Browser } from 'playwright-core';
import { FAILURES } from '../../src/contract/failures';
import { folderWith, jsonLines, Onboard, onboard } from '../cli/onboard';
import { somebody } from '../setup/people';
import { startChromium, testWithChromium } from './browser';

jest.setTimeout(120_000);

let browser: Browser | undefined;

afterAll(() => browser?.close());

testWithChromium(
  'the UI lists onboardings by OnboardingFailure, and shows what to do about one of them, decoded',
  async () => {
    const cwd = await folderWith();
    const dev = new Onboard(['dev'], { cwd });
    const [, ui = ''] = await dev.says(/^Temporal UI +(\S+)$/m);
    const start = async (input: object): Promise<string> => {
      const started = await onboard(['start', '--wait', '--json', '-'], {
        cwd,
        input: JSON.stringify(input),
      });
      return String(jsonLines(started.stdout)[0]?.['workflowId']);
    };
    const done = await start({ customer: somebody() });
    const failed = await start({ customer: somebody({ firstname: 'Jane-Marie' }), password: 'short' });

    browser = await startChromium();
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });
    page.setDefaultTimeout(60_000);
    const query = encodeURIComponent('OnboardingFailure = "CustomerRejected"');
    await page.goto(`${ui}/namespaces/default/workflows?query=${query}`);
    await page.getByRole('link', { name: failed }).first().waitFor();
    expect(await page.getByRole('link', { name: done }).count()).toBe(0);

    // As described in docs/guides/operate.md.
    await page.getByRole('button', { name: 'Configure Columns' }).click();
    await page.getByRole('heading', { name: 'Configure Workflows Table' }).waitFor();
    for (const column of ['OnboardingFailure', 'OnboardingStep', 'OnboardingCustomerId']) {
      await page.getByRole('button', { name: `Add ${column}` }).click();
      await page.getByTestId(`workflows-summary-table-header-cell-${column}`).waitFor();
    }
    await page.reload();
    await page.getByTestId('workflows-summary-table-header-cell-OnboardingCustomerId').waitFor();
    const row = page.getByTestId('workflows-summary-configurable-table-row').first();
    expect(await row.innerText()).toMatch(/CustomerRejected[\s\S]*createCustomer/);

    await page.getByRole('link', { name: failed }).first().click();
    await page.getByText('User Metadata').first().click();
    const shown = page.locator('iframe');
    await shown.first().contentFrame().getByText('a customer on website 1, without an update').waitFor();
    const currentDetails = shown.last().contentFrame();
    await currentDetails.getByText('The password needs at least 8 characters').waitFor();
    await currentDetails.getByText(FAILURES.CustomerRejected.whatToDo).waitFor();
    await currentDetails.getByText(`onboard retry ${failed} --input FILE`).waitFor();
    await currentDetails.getByText('an access token was obtained').waitFor();
    const picture = process.env['UI_PICTURE_FAILED'];
    if (picture) await page.screenshot({ path: picture });

    dev.signal('SIGINT');
    expect(await dev.ended).toMatchObject({ status: 0 });
  },
);
