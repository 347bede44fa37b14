import type { Browser } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { clientOf } from '../sandbox/client';
import { startChromium, testWithChromium } from './browser';

jest.setTimeout(120_000);

let browser: Browser | undefined;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  const client = await clientOf(sandbox);
  for (let person = 1; person <= 60; person++) {
    await client.create({ email: `somebody.with.a.long.name.${person}@example.com` });
    await client.find(`somebody.with.a.long.name.${person}@example.com`);
  }
  const what = { kind: 'status', status: 503, made: false } as const;
  sandbox.fail({ on: 'create', what, forMs: 600_000 });
  for (let person = 1; person <= 30; person++)
    sandbox.fail({ on: 'update', what, email: `somebody.${person}@example.com` });
});
afterAll(async () => {
  await browser?.close();
  await sandbox.stop();
});

/** A page that is wider or longer than its window must be scrolled as a whole. */
const SIZE_OF_PAGE =
  '({ width: document.documentElement.scrollWidth, height: document.documentElement.scrollHeight })';

testWithChromium(
  'the page of a busy sandbox fits a screen, with its active faults and each part visible',
  async () => {
    browser = await startChromium();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(sandbox.url);
    expect(await page.evaluate(SIZE_OF_PAGE)).toEqual({ width: 1280, height: 800 });
    expect(await page.locator('.faults').innerText()).toContain('create: answered 503, for 600 s');
    for (const title of ['Customers (60', 'Mails (60', 'Requests (121']) {
      const box = await page.getByRole('heading', { name: title }).boundingBox();
      expect([title, box && box.y + box.height < 800]).toEqual([title, true]);
    }
  },
);

testWithChromium('on a narrow screen it is not wider than the screen', async () => {
  browser ??= await startChromium();
  const page = await browser.newPage({ viewport: { width: 420, height: 800 } });
  await page.goto(sandbox.url);
  expect(await page.evaluate(SIZE_OF_PAGE)).toMatchObject({ width: 420 });
});
