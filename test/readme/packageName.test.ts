import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '../..');

/** Texts for people: documents, examples, and the program's messages. */
function read(): { file: string; text: string }[] {
  const files = execFileSync(
    'git',
    ['ls-files', '*.md', '*.yml', '.env.example', 'src', 'scripts', 'examples'],
    {
      cwd: PACKAGE,
      encoding: 'utf8',
    },
  );
  return files
    .trim()
    .split('\n')
    .map((file) => ({ file, text: readFileSync(join(PACKAGE, file), 'utf8') }));
}

test("npx commands use the package's own name: outside of the clone, another name is a foreign package", () => {
  const warning = /outside of the clone `npx onboard` would fetch/;
  const wrong = read().filter(({ text }) => /npx onboard/.test(text.replace(warning, '')));
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test("the command has the package's name, and its short name runs the same program", () => {
  const { name, bin } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
    name: string;
    bin: Record<string, string>;
  };
  expect(Object.keys(bin)).toEqual([name, 'onboard']);
  expect(bin[name]).toBe(bin['onboard']);
});
