import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { preProcessFile } from 'typescript';
import { BUNDLED_PACKAGES, LOADED_PACKAGES } from '../../scripts/clientPackage/manifest';

const ENTRIES = ['client/index.ts', 'nexus/service.ts'].map((file) => resolve(__dirname, '../../src', file));

test('the client imports only packages of its own package, also for types', () => {
  const imported = ENTRIES.flatMap((entry) => [...importedFrom(entry)]);
  const packages = imported.filter((name) => !/^(\.|\/|node:)/.test(name)).map(packageOf);
  expect([...new Set(packages)].sort()).toEqual([...LOADED_PACKAGES, ...BUNDLED_PACKAGES].sort());
});

/** The files and modules that a source imports, directly or indirectly. */
function importedFrom(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const { fileName } of preProcessFile(readFileSync(file, 'utf8')).importedFiles) {
    if (fileName.startsWith('.')) importedFrom(sourceOf(join(dirname(file), fileName)), found);
    else found.add(fileName);
  }
  return found;
}

function sourceOf(path: string): string {
  return existsSync(`${path}.ts`) ? `${path}.ts` : join(path, 'index.ts');
}

function packageOf(module: string): string {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}
