import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { helpTexts } from '../../scripts/commandsDocument';
import { openApiDocument } from '../../src/gateway/openapi/openApiDocument';
import { OPERATIONS } from '../../src/gateway/operations';

const REPOSITORY = resolve(__dirname, '../..');

/** Idioms that a reader has to read twice. */
const IDIOMS: readonly RegExp[] = [
  /\btold\b/i,
  /\btells? of\b/i,
  /\bmend(s|ed|ing)?\b/i,
  /\bjudge(s|d|ment)?\b|\bjudgement\b/i,
  /\bhinder(s|ed|ing)?\b/i,
  /\bforet(ell|ells|old)\b/i,
  /\bwhoever\b/i,
  /\bst(and|ands|ood) (there|in|on|beside|still)\b/i,
  /\b(gives?|given|gave) back\b/i,
  /\b(come|comes|came) to (its|an|their) end\b/i,
  /\b(became|becomes?) of\b/i,
  /\bcomes? again after\b/i,
  /\bhas the whole of\b/i,
  /\bleft out,? as only\b/i,
  /\bgiven again\b/i,
  /\bwithout a word\b/i,
  /\bwhom nobody\b/i,
  /\bknows? nothing of\b/i,
  /\bis there to\b/i,
  /\bcounts on a\b/i,
  /\bmakes? (it )?anew\b/i,
  /\bwhere (it|one|an onboarding) stands\b/i,
];

const CONFIGURATION: readonly string[] = ['.env.example', 'docker-compose.yml', 'observability', 'deploy'];
/** Folders whose messages a user reads. */
const MESSAGES_OF: readonly string[] = [
  ...['src/cli', 'src/gateway', 'src/contract', 'src/settings', 'src/client', 'src/codecServer'],
  ...['src/sandbox', 'src/importFile', 'src/monitoring', 'src/files', 'src/commerce', 'src/temporal'],
  ...['src/onboardings', 'src/embeddedServer'],
  ...['activities', 'workflows', 'scripts', 'examples'],
];
/** Folders whose comments, and whose names of tests, are in plain English too. */
const COMMENTS_OF: readonly string[] = [
  'scripts',
  'examples',
  'activities',
  'workflows',
  'src',
  'test',
  'bench',
];

interface Text {
  readonly from: string;
  readonly text: string;
}

function filesOf(paths: readonly string[], ending: RegExp): string[] {
  return execFileSync('git', ['ls-files', ...paths], { cwd: REPOSITORY, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => ending.test(file));
}

function wholeTexts(files: readonly string[]): Text[] {
  return files.map((from) => ({ from, text: readFileSync(join(REPOSITORY, from), 'utf8') }));
}

/** The texts in quotes, without names of modules and types. */
function messagesOf({ from, text }: Text): Text[] {
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isLiteralTypeNode(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      found.push({ from, text: node.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(from, text, ts.ScriptTarget.Latest));
  return found;
}

/** The names in `test('...')`, `describe('...')` and their like, with the rows of `each`. */
function testNamesOf({ from, text }: Text): Text[] {
  const source = ts.createSourceFile(from, text, ts.ScriptTarget.Latest, true);
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      /^(test|describe|it|on[A-Z])|\btest\)$/.test(node.expression.getText(source))
    ) {
      const [name] = node.arguments;
      found.push(...messagesOf({ from, text: name?.getText(source) ?? '' }));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function commentsOf({ from, text }: Text): Text[] {
  return [...text.matchAll(/\/\*[^]*?\*\/|(?<=^|\s)(?:\/\/|#) .*$/gm)].map(([comment]) => ({
    from,
    text: comment,
  }));
}

function idiomsIn(texts: readonly Text[]): string[] {
  return texts.flatMap(({ from, text }) => {
    const line = text.replace(/\s+/g, ' ');
    return IDIOMS.flatMap((idiom) => {
      const at = line.search(idiom);
      return at < 0 ? [] : [`${from}: ...${line.slice(Math.max(0, at - 30), at + 50)}...`];
    });
  });
}

test('the check finds an idiom', () => {
  const source = { from: 'a.ts', text: "// a: told\nimport './judge';\nsay(`${count} stand there`);" };
  expect(idiomsIn(messagesOf(source))).toEqual(['a.ts: ... stand there...']);
  expect(idiomsIn(commentsOf(source))).toEqual(['a.ts: ...// a: told...']);
  const named = { from: 'a.test.ts', text: "test.each([['is told']])('%s by whoever', () => say('told'));" };
  expect(idiomsIn(testNamesOf(named)).sort()).toEqual([
    'a.test.ts: ...%s by whoever...',
    'a.test.ts: ...is told...',
  ]);
});

test('pages and configuration are in plain English', () => {
  const texts = wholeTexts([...filesOf(['*.md'], /\.md$/), ...filesOf(CONFIGURATION, /./)]);
  expect(idiomsIn(texts)).toEqual([]);
});

test('the help of every command is in plain English', () => {
  const texts = helpTexts().map((text) => ({ from: text.split('\n')[0] ?? '', text }));
  expect(texts.length).toBeGreaterThan(20);
  expect(idiomsIn(texts)).toEqual([]);
});

test('the OpenAPI document is in plain English', () => {
  const text = JSON.stringify(openApiDocument(OPERATIONS));
  expect(idiomsIn([{ from: '/openapi.json', text }])).toEqual([]);
});

test.each(MESSAGES_OF)('the messages of %s are in plain English', (folder) => {
  expect(idiomsIn(wholeTexts(filesOf([folder], /\.ts$/)).flatMap(messagesOf))).toEqual([]);
});

test.each(COMMENTS_OF)('the comments of %s are in plain English', (folder) => {
  const files = filesOf([folder], /\.(ts|js|py|go|sh)$/);
  expect(idiomsIn(wholeTexts(files).flatMap(commentsOf))).toEqual([]);
});

test.each(COMMENTS_OF.filter((folder) => filesOf([folder], /\.test\.ts$/).length > 0))(
  'the names of the tests of %s are in plain English',
  (folder) => {
    const names = wholeTexts(filesOf([folder], /\.test\.ts$/)).flatMap(testNamesOf);
    expect(names.length).toBeGreaterThan(0);
    expect(idiomsIn(names)).toEqual([]);
  },
);
