import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkSync } from 'recheck';
import ts from 'typescript';

const repository = join(__dirname, '../..');

/** Each with the reason why it is fast nevertheless. */
const EXCEPTIONS: readonly (readonly [file: string, begins: string])[] = [
  // It reads 4,096 characters of a page, and 100 between < and >.
  ['src/commerce/foreignPage.ts', '/<title[^>]{0,100}>'],
  // At most 64 characters precede the @.
  ['src/temporal/redaction.ts', '/(?:"[^"\\n]{0,64}"|'],
];

/** Built from parts, so that they are not checked here. Each was checked by hand with its parts filled in. */
const MADE_OF_PARTS = [
  'src/commerce/failure.ts',
  'src/contract/parse/personSchema.ts',
  'src/importFile/csv/csvLine.ts',
  'src/sandbox/commerce/emailAddress.ts',
  'src/temporal/redaction.ts',
];

/** Limits that count steps give the same verdict on a busy machine. */
const UNTIMED = { timeout: null, incubationTimeout: null, attackTimeout: null };

test('every regular expression takes linear time, whatever the text', () => {
  const slow = literals
    .filter(
      ({ file, text }) => !EXCEPTIONS.some(([where, begins]) => where === file && text.startsWith(begins)),
    )
    .filter(({ text }) => {
      const end = text.lastIndexOf('/');
      return checkSync(text.slice(1, end), text.slice(end + 1), UNTIMED).status !== 'safe';
    });
  expect(slow).toEqual([]);
}, 600_000);

test('the check recognizes one that does not', () => {
  expect(checkSync('^(.*?)\\s*(Z|[+-]\\d{2}:?\\d{2})?$', 'i').status).toBe('vulnerable');
});

test('no other file builds regular expressions from parts', () => {
  expect(
    sources
      .filter(makesOfParts)
      .map(({ file }) => file)
      .sort(),
  ).toEqual(MADE_OF_PARTS);
});

interface Source {
  readonly file: string;
  readonly root: ts.SourceFile;
}

interface Literal {
  readonly file: string;
  readonly text: string;
}

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(repository, folder, name))
    .map((path) => ({
      file: relative(repository, path),
      root: ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true),
    }));
}

function nodesIn(node: ts.Node): ts.Node[] {
  return [node, ...node.getChildren().flatMap(nodesIn)];
}

function makesOfParts({ root }: Source): boolean {
  return nodesIn(root).some(
    (node) => ts.isIdentifier(node) && node.text === 'RegExp' && !ts.isTypeNode(node.parent),
  );
}

const sources = ['activities', 'src', 'workflows'].flatMap(sourcesIn);
const literals: Literal[] = sources.flatMap(({ file, root }) =>
  nodesIn(root)
    .filter(ts.isRegularExpressionLiteral)
    .map(({ text }) => ({ file, text })),
);
