import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** The path of Debian's Chromium; undefined if it is not installed. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'chromium')).find((file) => existsSync(file));
}

const isMissing = findChromium() === undefined && process.env['CI'] !== 'true';

/** In CI a missing browser fails the tests; elsewhere they are skipped with a message. */
export const testWithChromium = isMissing ? test.skip : test;
if (isMissing) {
  const message = 'NOT RUN: nothing was looked at in a browser, as chromium is not installed here.';
  process.stderr.write(`\n${message} (Debian: apt-get install chromium)\n`);
}

/** Starts a headless Chromium that reaches only this machine, also by these names; the caller closes it. */
export async function startChromium(names: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('chromium is not on the PATH (Debian: apt-get install chromium)');
  }
  return await chromium.launch({
    executablePath,
    // Its sandbox refuses to run as root, as in CI; it opens only pages that are served here.
    chromiumSandbox: false,
    args: [
      '--no-proxy-server',
      // The browser alone must not stop a page, because other browsers have no such check.
      '--disable-features=LocalNetworkAccessChecks',
      `--host-resolver-rules=${[
        ...names.map((name) => `MAP ${name} 127.0.0.1`),
        'MAP * ~NOTFOUND',
        'EXCLUDE 127.*',
        'EXCLUDE localhost',
      ].join(', ')}`,
    ],
  });
}
