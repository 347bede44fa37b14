import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { SETTINGS_TABLE } from '../../src/settings/settingsTable';
import { childEnvironment, type ChildTask } from '../../src/embeddedServer/childEnvironment';

const MODULE = /^(node:)?child_process$/;
const repository = join(__dirname, '../..');
const TASKS: readonly ChildTask[] = ['local', 'download', 'pip'];

test('no program gets a setting of ours or of Temporal, nor anything else that may be secret', () => {
  const ours = SETTINGS_TABLE.flatMap(({ settings }) => settings).flatMap(({ name }) => [
    name,
    `${name}_FILE`,
  ]);
  const others = [
    ...['TEMPORAL_ADDRESS', 'TEMPORAL_API_KEY', 'TEMPORAL_TLS_CLIENT_KEY_DATA', 'AWS_SECRET_ACCESS_KEY'],
    ...['GITHUB_TOKEN', 'NODE_OPTIONS', 'PYTHONPATH', 'PYTHONSTARTUP', 'LD_PRELOAD', 'BASH_ENV', 'ENV'],
  ];
  const everything = Object.fromEntries([...ours, ...others].map((name) => [name, `secret of ${name}`]));
  for (const task of TASKS) {
    expect(childEnvironment(task, { ...everything, PATH: '/bin', HOME: '/home/me' })).toEqual({
      PATH: '/bin',
      HOME: '/home/me',
    });
  }
});

test('only downloads get the proxy and the certificates, and only pip gets its mirror', () => {
  const network = { https_proxy: 'http://proxy:3128', NO_PROXY: '.internal', SSL_CERT_FILE: '/ca.pem' };
  const mirror = { PIP_INDEX_URL: 'https://mirror.internal/simple', PIP_CERT: '/ca.pem' };
  const given = { PATH: '/bin', ...network, ...mirror };
  expect(childEnvironment('local', given)).toEqual({ PATH: '/bin' });
  expect(childEnvironment('download', given)).toEqual({ PATH: '/bin', ...network });
  expect(childEnvironment('pip', given)).toEqual(given);
});

test('folders that depend on the current one are not searched for programs', () => {
  const PATH = ['/usr/bin', '.', '', 'bin', '../bin', '/bin'].join(':');
  expect(childEnvironment('local', { PATH })).toEqual({ PATH: '/usr/bin:/bin' });
});

describe('every child process gets its environment from childEnvironment', () => {
  const started = ['src', 'activities', 'workflows', 'scripts', 'bench']
    .flatMap((folder) => sourcesIn(join(repository, folder)))
    .flatMap(startsIn);

  test('such as these', () => {
    expect(started.map(({ where }) => where.replace(/:\d+$/, ''))).toEqual(
      expect.arrayContaining([
        'src/embeddedServer/program/runCommand.ts',
        'src/embeddedServer/startServer.ts',
        'src/embeddedServer/findServerProcess.ts',
        'src/embeddedServer/processIdentity.ts',
      ]),
    );
  });

  test('without an exception', () => {
    expect(started.filter(({ isListed }) => !isListed).map(({ where }) => where)).toEqual([]);
  });
});

test('the check of the sources finds each way to start a program without it', () => {
  const source = (line: string) =>
    ts.createSourceFile(
      join(repository, 'src/any.ts'),
      `import { spawn, execFile as run } from 'node:child_process';
       import * as processes from 'child_process';
       import { promisify } from 'node:util';
       ${line}`,
      ts.ScriptTarget.Latest,
      true,
    );
  for (const line of [
    "spawn('a', [])",
    "spawn('a', [], { env: process.env })",
    "spawn('a', [], { env: { ...process.env, ...childEnvironment('local') } })",
    "spawn('a', [], options)",
    "promisify(run)('a', [], { timeout: 1 })",
    "processes.fork('a')",
    "require('node:child_process').execSync('a')",
    "(await import('node:child_process')).execSync('a')",
    'const start = spawn;',
  ]) {
    expect([line, startsOf(source(line)).every(({ isListed }) => isListed)]).toEqual([line, false]);
  }
  for (const line of [
    "spawn('a', [], { env: childEnvironment('local') })",
    "promisify(run)('a', [], { env: { ...childEnvironment('pip'), LC_ALL: 'C' } })",
  ]) {
    expect(startsOf(source(line)).map(({ isListed }) => isListed)).toEqual([true]);
  }
});

interface Start {
  readonly where: string;
  readonly isListed: boolean;
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?[jt]s$/.test(name) && !name.split('/').includes('node_modules'))
    .map((name) => join(folder, name));
}

function startsIn(file: string): Start[] {
  const text = readFileSync(file, 'utf8');
  if (!text.includes('child_process')) return [];
  return startsOf(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
}

/** Each use of a function of `child_process`, and whether the call lists its environment. */
function startsOf(source: ts.SourceFile): Start[] {
  const names = new Set<string>();
  const starts: Start[] = [];
  const add = (node: ts.Node, isListed: boolean) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    starts.push({ where: `${relative(repository, source.fileName)}:${line + 1}`, isListed });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      if (ts.isStringLiteral(node.moduleSpecifier) && MODULE.test(node.moduleSpecifier.text)) {
        for (const name of valueNames(node.importClause)) names.add(name);
      }
      return;
    }
    // Neither `require` nor a later `import` is necessary.
    if (
      ts.isCallExpression(node) &&
      node.arguments.some((each) => ts.isStringLiteral(each) && MODULE.test(each.text))
    ) {
      add(node, false);
    }
    if (ts.isIdentifier(node) && names.has(node.text) && !ts.isTypeNode(node.parent)) {
      const call = callOf(node);
      add(node, call !== undefined && hasListedEnvironment(call));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return starts;
}

function valueNames(clause: ts.ImportClause | undefined): string[] {
  if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const bindings = clause.namedBindings;
  const named =
    bindings && ts.isNamedImports(bindings) ? bindings.elements.filter((each) => !each.isTypeOnly) : [];
  return [
    ...(clause.name ? [clause.name.text] : []),
    ...(bindings && ts.isNamespaceImport(bindings) ? [bindings.name.text] : []),
    // Constants and classes start with a capital letter, and start no program.
    ...named.map((each) => each.name.text).filter((name) => /^[a-z]/.test(name)),
  ];
}

/** The call of `spawn(...)` or `promisify(execFile)(...)` that contains the name. */
function callOf(name: ts.Node): ts.CallExpression | undefined {
  const { parent } = name;
  if (!ts.isCallExpression(parent)) return undefined;
  if (parent.expression === name) return parent;
  return parent.expression.getText() === 'promisify' ? callOf(parent) : undefined;
}

function hasListedEnvironment(call: ts.CallExpression): boolean {
  const options = call.arguments.at(-1);
  if (!options || !ts.isObjectLiteralExpression(options)) return false;
  const env = options.properties.find((property) => property.name?.getText() === 'env');
  return env !== undefined && ts.isPropertyAssignment(env) && isListed(env.initializer);
}

function isListed(environment: ts.Expression): boolean {
  if (ts.isCallExpression(environment)) return environment.expression.getText() === 'childEnvironment';
  if (!ts.isObjectLiteralExpression(environment)) return false;
  const [first] = environment.properties;
  const spreads = environment.properties.filter(ts.isSpreadAssignment).map(({ expression }) => expression);
  const isConstant = (each: ts.Expression) => ts.isIdentifier(each) && /^[A-Z_]+$/.test(each.text);
  return (
    first !== undefined &&
    ts.isSpreadAssignment(first) &&
    isListed(first.expression) &&
    spreads.slice(1).every(isConstant)
  );
}
