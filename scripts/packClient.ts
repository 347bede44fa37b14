/**
 * Packs `commerce-onboarding-client` for callers in TypeScript: the client without the worker.
 *
 *     npm run pack:client              into the current folder
 *     npm run pack:client -- FOLDER
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { childEnvironment } from '../src/embeddedServer/childEnvironment';
import { writeBundle } from './clientPackage/bundle';
import { writeDeclarations } from './clientPackage/declarations';
import { clientManifest } from './clientPackage/manifest';

const PROJECT = resolve(__dirname, '..');

/**
 * The package's documents, by their path in the repository. The package has no folders for them, so links lose
 * theirs.
 */
const DOCUMENTS = {
  LICENSE: 'LICENSE',
  'docs/guides/typescript.md': 'README.md',
  'docs/reference/settings.md': 'settings.md',
  'docs/reference/failures.md': 'failures.md',
};

async function packClient(destination: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'commerce-onboarding-client-'));
  try {
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(clientManifest(PROJECT), null, 2)}\n`);
    await writeBundle(PROJECT, folder);
    writeDeclarations(PROJECT, folder);
    for (const [file, name] of Object.entries(DOCUMENTS)) {
      const text = readFileSync(join(PROJECT, file), 'utf8');
      writeFileSync(join(folder, name), text.replaceAll('](../reference/', ']('));
    }
    execFileSync('npm', ['pack', '--silent', '--pack-destination', destination], {
      cwd: folder,
      env: childEnvironment('local'),
      stdio: 'inherit',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void packClient(resolve(process.argv[2] ?? '.'));
