import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { preProcessFile } from 'typescript';

const REPOSITORY = resolve(__dirname, '../..');

test('no file imports itself by way of others, not for a type either', () => {
  const sources = ['src', 'workflows', 'activities'].flatMap((folder) =>
    readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(REPOSITORY, folder, name)),
  );
  expect(circleIn(new Map(sources.map((file) => [file, importedBy(file)])))).toEqual([]);
});

test('a circle is found', () => {
  const imports = { a: ['b'], b: ['c', 'd'], c: [], d: ['b'] };
  expect(circleIn(new Map(Object.entries(imports)))).toEqual(['b', 'd', 'b']);
});

function importedBy(file: string): string[] {
  const { importedFiles } = preProcessFile(readFileSync(file, 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .flatMap(({ fileName }) => {
      const path = join(dirname(file), fileName.replace(/\.js$/, ''));
      return [`${path}.ts`, join(path, 'index.ts')].filter((candidate) => existsSync(candidate));
    });
}

/** The first circle; empty if there is none. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    const start = path.indexOf(file);
    if (start >= 0)
      return [...path.slice(start), file].map((name) => relative(REPOSITORY, resolve(REPOSITORY, name)));
    if (finished.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle.length > 0) return circle;
    }
    finished.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
