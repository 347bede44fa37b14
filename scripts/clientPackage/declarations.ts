import { cpSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { preProcessFile } from 'typescript';

/** Copies the declarations that the client's declarations import, and keeps the project's folders. */
export function writeDeclarations(project: string, folder: string): void {
  const built = join(project, 'dist/src');
  const entries = ['client/index.d.ts', 'nexus/service.d.ts'];
  for (const file of entries.flatMap((entry) => [...referredFrom(join(built, entry))])) {
    cpSync(file, join(folder, 'types', relative(built, file)));
  }
}

function referredFrom(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const { fileName } of preProcessFile(readFileSync(file, 'utf8')).importedFiles) {
    if (fileName.startsWith('.')) referredFrom(declarationOf(join(dirname(file), fileName)), found);
  }
  return found;
}

function declarationOf(path: string): string {
  return existsSync(`${path}.d.ts`) ? `${path}.d.ts` : join(path, 'index.d.ts');
}
