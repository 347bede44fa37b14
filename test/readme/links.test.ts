import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '../..');

/** Files that name pages of the docs, beside the pages themselves. */
const NAMES_PAGES = [
  '*.md',
  '*.yml',
  '.env.example',
  'src',
  'scripts',
  'examples',
  'observability',
  'bench',
  'deploy',
];

function filesOf(...paths: readonly string[]): readonly string[] {
  return execFileSync('git', ['ls-files', ...paths], { cwd: REPOSITORY, encoding: 'utf8' })
    .trim()
    .split('\n');
}

function read(file: string): string {
  return readFileSync(join(REPOSITORY, file), 'utf8');
}

interface Link {
  readonly page: string;
  readonly target: string;
}

/** Links to files of the repository, and to headings of the same page. */
function localLinksOf(page: string): Link[] {
  return [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => ({ page, target }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}

function withoutCode(text: string): string {
  return text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));
}

/** GitHub's anchors for the headings of a page. */
function anchorsOf(page: string): string[] {
  return [
    ...read(page)
      .replace(/^```[^]*?^```/gm, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function isBroken({ page, target }: Link): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : relative(REPOSITORY, resolve(REPOSITORY, dirname(page), path));
  if (!existsSync(join(REPOSITORY, file))) return true;
  return anchor !== undefined && !anchorsOf(file).includes(anchor);
}

const PAGES = filesOf('*.md');

test('every link in a page leads to an existing file and heading', () => {
  const links = PAGES.flatMap(localLinksOf);
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(isBroken)).toEqual([]);
});

test('every page that a message, a comment or a configuration names exists', () => {
  const named = filesOf(...NAMES_PAGES).flatMap((file) =>
    [...read(file).matchAll(/\bdocs\/[\w./-]+\.(?:md|json|png|svg)\b/g)].map(([path]) => ({ file, path })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ path }) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
});

test('every page of the docs can be reached from the README', () => {
  const reached = new Set<string>();
  const visit = (page: string): void => {
    if (reached.has(page)) return;
    reached.add(page);
    for (const { target } of localLinksOf(page)) {
      const file = relative(REPOSITORY, resolve(REPOSITORY, dirname(page), target.split('#')[0] ?? ''));
      if (file.endsWith('.md') && existsSync(join(REPOSITORY, file))) visit(file);
    }
  };
  visit('README.md');
  expect(PAGES.filter((page) => !reached.has(page))).toEqual([]);
});
