import type { Browser } from 'playwright-core';
import { findChromium, startChromium } from '../ui/browser';
import { setGatewayStage } from './stage';

const isMissing = findChromium() === undefined && process.env['CI'] !== 'true';
const testWithChromium = isMissing ? test.skip : test;
if (isMissing) {
  const message =
    'NOT RUN: the page of the HTTP gateway was not looked at, as chromium is not installed here.';
  process.stderr.write(`\n${message} (Debian: apt-get install chromium)\n`);
}

jest.setTimeout(120_000);

let browser: Browser | undefined;
afterAll(() => browser?.close());

testWithChromium(
  'the page shows every operation and tries one, without an error in the console',
  async () => {
    const { gateway } = await setGatewayStage({ workers: 0 });
    browser ??= await startChromium();
    const page = await browser.newPage();
    const errors: string[] = [];
    const elsewhere: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => {
      if (!/^data:/.test(request.url()) && !request.url().startsWith(gateway.url))
        elsewhere.push(request.url());
    });
    await page.goto(`${gateway.url}/`);
    const operations = page.locator('.opblock');
    await operations.first().waitFor();
    expect(await page.title()).toBe('Customer onboarding');
    expect(await page.locator('.opblock-summary-path').allInnerTexts()).toEqual(
      expect.arrayContaining(['/onboardings', '/onboardings/{id}', '/onboardings/{id}/retry', '/healthz']),
    );
    expect(await page.locator('.opblock-tag').allInnerTexts()).toEqual([
      expect.stringMatching(/^Onboardings\s+Start, show, list and retry/),
      expect.stringMatching(/^Events/),
      expect.stringMatching(/^Health\s+For load balancers/),
    ]);
    const list = page.locator('#operations-Onboardings-listOnboardings');
    await list.locator('.opblock-summary-control').click();
    await list.locator('.try-out__btn').click();
    await list.locator('button.execute').click();
    await list.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
    expect({ errors, elsewhere }).toEqual({ errors: [], elsewhere: [] });
  },
);

testWithChromium('the page has its own icon, and no foreign picture', async () => {
  const { gateway } = await setGatewayStage({ workers: 0 });
  browser ??= await startChromium();
  const page = await browser.newPage();
  await page.goto(`${gateway.url}/`);
  await page.locator('.opblock').first().waitFor();
  expect(await page.locator('img, .topbar').count()).toBe(0);
  const icons = page.locator('link[rel~=icon]');
  expect(await icons.count()).toBe(1);
  const path = await icons.getAttribute('href');
  expect(path).toBe('./static/theme/favicon.svg');
  const icon = await page.request.get(new URL(path ?? '', page.url()).href);
  expect([icon.status(), icon.headers()['content-type']]).toEqual([200, 'image/svg+xml']);
});
