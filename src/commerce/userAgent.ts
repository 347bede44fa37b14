import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../contract/isRecord';

/** Firewalls refuse clients without a user agent. */
export const USER_AGENT = `commerce-onboarding/${packageVersion()}`;

/** Our `package.json`: two levels up from the source file, three from its compiled form in `dist/`. */
function packageVersion(): string {
  const path = ['../..', '../../..'].map((up) => join(__dirname, up, 'package.json')).find(existsSync);
  const manifest: unknown = path === undefined ? {} : JSON.parse(readFileSync(path, 'utf8'));
  return isRecord(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : 'unknown';
}
