/**
 * Packs what a caller in TypeScript installs: `commerce-onboarding-client`, the client without the worker.
 *
 *     npm run pack:client              into the current folder
 *     npm run pack:client -- FOLDER
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeBundle } from './clientPackage/bundle';
import { writeDeclarations } from './clientPackage/declarations';
import { clientManifest } from './clientPackage/manifest';

const PROJECT = resolve(__dirname, '..');

/** What is packed as it is, with the documents that the README links to beside it. */
const DOCUMENTS = {
  LICENSE: 'LICENSE',
  'docs/typescript.md': 'README.md',
  'docs/settings.md': 'settings.md',
  'docs/failures.md': 'failures.md',
};

async function packClient(destination: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'commerce-onboarding-client-'));
  try {
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(clientManifest(PROJECT), null, 2)}\n`);
    await writeBundle(PROJECT, folder);
    writeDeclarations(PROJECT, folder);
    for (const [file, name] of Object.entries(DOCUMENTS)) {
      copyFileSync(join(PROJECT, file), join(folder, name));
    }
    execFileSync('npm', ['pack', '--silent', '--pack-destination', destination], {
      cwd: folder,
      stdio: 'inherit',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void packClient(resolve(process.argv[2] ?? '.'));
