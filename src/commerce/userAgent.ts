import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../contract/isRecord';

/** Firewalls refuse clients that do not say who they are. */
export const USER_AGENT = `commerce-onboarding/${packageVersion()}`;

/** Our package's file: two levels up from a source file, three from its compiled form in `dist/`. */
function packageVersion(): string {
  const path = ['../..', '../../..'].map((up) => join(__dirname, up, 'package.json')).find(existsSync);
  const manifest: unknown = path === undefined ? {} : JSON.parse(readFileSync(path, 'utf8'));
  return isRecord(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : 'unknown';
}
