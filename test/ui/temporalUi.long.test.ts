import type { Browser, Page } from 'playwright-core';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { HIDDEN } from '../../src/contract/passwords';
import { folderWith, jsonLines, Onboard, onboard } from '../cli/onboard';
import { startChromium, testWithChromium } from './browser';
import { encryptedInput } from './encryptedInput';
import { openWorkflowPage, whatShows } from './workflowPage';

jest.setTimeout(120_000);
const WAIT_LIMIT_MS = 60_000;

/** Names with a hyphen, which no ciphertext in base64 contains by chance. */
const INPUT: OnboardingInput = {
  customer: {
    email: 'jane-marie@example.com',
    firstname: 'Jane-Marie',
    lastname: 'Roe-Smith',
    store_id: 1,
    website_id: 1,
  },
  password: 'TempPa55word!',
  update: { lastname: 'Roe-Updated' },
};

const REFUSAL = 'The password needs at least 8 characters';

let browser: Browser | undefined;

afterAll(() => browser?.close());

/** An empty page in its own window, with the size of the README's picture. */
async function openPage(): Promise<Page> {
  browser ??= await startChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  page.setDefaultTimeout(WAIT_LIMIT_MS);
  return page;
}

testWithChromium(
  'onboard dev: input and failure are decoded, and encrypted without the codec server',
  async () => {
    const cwd = await folderWith();
    const dev = new Onboard(['dev'], { cwd });
    const [, ui = ''] = await dev.says(/^Temporal UI +(\S+)$/m);
    const [, codecServer = ''] = await dev.says(/^Codec server +(\S+)/m);
    const input = { ...INPUT, password: 'sho-rt' };
    const started = await onboard(['start', '--wait', '--json', '-'], { cwd, input: JSON.stringify(input) });
    const workflowId = String(jsonLines(started.stdout)[0]?.['workflowId']);

    const decoded = await openWorkflowPage(await openPage(), ui, workflowId);
    expect(JSON.parse(await whatShows(decoded.input, 'Jane-Marie'))).toEqual({ ...input, password: HIDDEN });
    expect(await whatShows(decoded.result, REFUSAL)).toContain(`"message": "${REFUSAL}`);
    await decoded.codecServer.answered.waitFor();

    const cutOff = await openPage();
    await cutOff.route(`${codecServer}/**`, (request) => request.abort());
    const encrypted = await openWorkflowPage(cutOff, ui, workflowId);
    const { encoding, data } = await encryptedInput(ui, workflowId);
    expect(encoding).toBe('binary/encrypted');
    await whatShows(encrypted.input, data);
    await whatShows(encrypted.result, 'encryption-key-id');
    await encrypted.codecServer.unreachable.waitFor();
    const everything = await cutOff.content();
    for (const text of ['jane-marie@', 'Jane-Marie', 'Roe-Smith', 'Roe-Updated', 'sho-rt', REFUSAL]) {
      expect(everything).not.toContain(text);
    }

    dev.signal('SIGINT');
    expect(await dev.ended).toMatchObject({ status: 0 });
  },
);

testWithChromium('run --keep: input and result are decoded', async () => {
  const run = new Onboard(['run', '--sandbox', '--keep', '--json', '-'], {
    cwd: await folderWith(),
    input: JSON.stringify(INPUT),
  });
  const [, ui = ''] = await run.says(/^UI while this runs: (\S+)$/m);
  const [, workflowId = ''] = await run.says(/"workflowId":"([^"]+)"/);
  const { page, input, result, codecServer } = await openWorkflowPage(await openPage(), ui, workflowId);
  expect(JSON.parse(await whatShows(input, 'Jane-Marie'))).toEqual({ ...INPUT, password: HIDDEN });
  expect(await whatShows(result, 'customerId')).toContain('"email": "jane-marie@example.com"');
  await codecServer.answered.waitFor();
  const picture = process.env['UI_PICTURE'];
  if (picture) await page.screenshot({ path: picture });
  run.signal('SIGINT');
  expect(await run.ended).toMatchObject({ status: 0 });
});
