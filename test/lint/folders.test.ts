import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ARROWS from '../../eslint.arrows.json';

const repository = join(__dirname, '../..');

/** `| \`folder/\` | content | \`import\`, … |` in the table of CONTRIBUTING.md. */
function foldersOfTable(): Record<string, string[]> {
  const text = readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `((?:src\/)?\w+)\/` +\|[^|]*\|([^|]*)\|$/gm)];
  return Object.fromEntries(
    rows.map(([, folder = '', imports = '']) => [
      folder,
      [...imports.matchAll(/`(\w+)`/g)].map(([, name]) => `src/${name}`),
    ]),
  );
}

test("the folders, lint's imports and the table of CONTRIBUTING.md are the same", () => {
  const allowed = Object.fromEntries(
    // Lint has a separate rule for the one file that imports activities.
    Object.entries(ARROWS).map(([folder, imported]) => [
      folder,
      imported.filter((name) => name !== 'activities'),
    ]),
  );
  expect(foldersOfTable()).toEqual(allowed);
  const inSource = readdirSync(join(repository, 'src')).map((name) => `src/${name}`);
  expect(Object.keys(ARROWS).toSorted()).toEqual(['activities', 'workflows', ...inSource].toSorted());
});
