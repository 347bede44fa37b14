import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const project = resolve(__dirname, '../..');

const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
};

describe('what npm packs', () => {
  let paths: string[];

  beforeAll(() => {
    const packing = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [packed] = JSON.parse(packing) as { files: { path: string }[] }[];
    paths = packed!.files.map(({ path }) => path);
  });

  test('is the program with its documents and examples', () => {
    const places = new Set(paths.map((path) => path.split('/')[0]));
    expect([...places].sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'docs', 'examples', 'package.json'].sort(),
    );
  });

  test('has what its commands and its exports name', () => {
    const exported = Object.values(manifest.exports).flatMap((one) =>
      typeof one === 'string' ? [one] : Object.values(one),
    );
    const files = [...Object.values(manifest.bin), ...exported];
    expect(paths).toEqual(expect.arrayContaining(files.map((file) => file.replace(/^\.\//, ''))));
  });

  test('has no tests, no secrets, no state and no maps', () => {
    const foreign =
      /(^|\/)(test|tests|__tests__|secrets|\.env|\.onboarding|node_modules)(\/|$)|\.test\.|\.map$|\.log$/;
    expect(paths.filter((path) => foreign.test(path))).toEqual([]);
  });

  test('points to no map', () => {
    const compiled = paths.filter((path) => path.startsWith('dist/') && path.endsWith('.js'));
    expect(compiled.length).toBeGreaterThan(100);
    const pointing = compiled.filter((path) =>
      /^\/\/# sourceMappingURL=(?!data:)/m.test(readFileSync(join(project, path), 'utf8')),
    );
    expect(pointing).toEqual([]);
  });

  test('is made of sources that are there', () => {
    const made = paths.filter((path) => /^dist\/(src|workflows|activities)\//.test(path));
    const sources = new Set(
      ['src', 'workflows', 'activities'].flatMap((folder) =>
        readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }).map(
          (name) => `${folder}/${name}`,
        ),
      ),
    );
    const sourceOf = (path: string) => path.replace(/^dist\//, '').replace(/(\.d)?\.[jt]s$/, '.ts');
    expect(made.filter((path) => !sources.has(sourceOf(path)))).toEqual([]);
  });
});

describe('the version of package.json', () => {
  test('has the first section of the changelog', () => {
    const [, version] = /^## (\S+)/m.exec(readFileSync(join(project, 'CHANGELOG.md'), 'utf8')) ?? [];
    expect(version).toBe(manifest.version);
  });

  test('is that of the lock file, and of every package that the documents name', () => {
    const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as { version: string };
    expect(lock.version).toBe(manifest.version);
    const documents = readdirSync(join(project, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => readFileSync(join(project, 'docs', name), 'utf8'));
    const named = documents.flatMap((text) =>
      [...text.matchAll(/commerce-onboarding(?:-client)?-(\d+\.\d+\.\d+)\.tgz/g)].map(
        ([, version]) => version,
      ),
    );
    expect(new Set(named)).toEqual(new Set([manifest.version]));
  });
});
