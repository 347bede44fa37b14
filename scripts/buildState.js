/**
 * Whether `dist` matches the sources. npm runs `prepare` whenever it installs this folder as a package, including the
 * first `npx`: a current build is kept.
 *
 *     node scripts/buildState.js check   exits with 0 if the build is current, and always under npx
 *     node scripts/buildState.js begin   before a build: the build is outdated from now on, even if it is killed
 *     node scripts/buildState.js end     after a build
 */
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');

const project = join(__dirname, '..');
const RECORD = join(project, 'dist', 'built-from');
const COMPILED = ['src', 'workflows', 'activities'];
const SOURCES = [...COMPILED, 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

const COMMANDS = { begin, end, check };

function begin() {
  rmSync(RECORD, { force: true });
  if (canFind('typescript')) return;
  process.stderr.write(
    [
      'This is a clone, and what builds it is not installed: npm leaves it out with NODE_ENV=production and --omit=dev.',
      'Install it too:   npm ci --include=dev',
      'Afterwards:       npm prune --omit=dev',
      '',
    ].join('\n'),
  );
  process.exitCode = 1;
}

function end() {
  mkdirSync(join(project, 'dist'), { recursive: true });
  for (const folder of COMPILED) removeLeftovers(folder);
  writeFileSync(RECORD, hashOfSources());
}

/** The compiler leaves what it made of sources that were moved since, and a package would hold it. */
function removeLeftovers(folder) {
  const compiled = join(project, 'dist', folder);
  if (!existsSync(compiled)) return;
  for (const file of filesIn(compiled)) {
    const source = join(project, relative(join(project, 'dist'), file)).replace(/(\.d)?\.[jt]s$/, '.ts');
    if (source.endsWith('.map') || !existsSync(source)) rmSync(file);
  }
}

function check() {
  // npx hides a build's output, and if a build fails or is killed, npx never finds the command again.
  if (process.env.npm_command === 'exec') return;
  const isCurrent = existsSync(RECORD) && readFileSync(RECORD, 'utf8') === hashOfSources();
  if (!isCurrent) process.exitCode = 1;
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap((source) => filesIn(join(project, source)))) {
    hash
      .update(`${relative(project, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesIn(path) {
  if (/\.[a-z]+$/.test(path)) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function canFind(name) {
  try {
    require.resolve(name, { paths: [project] });
    return true;
  } catch {
    return false;
  }
}

COMMANDS[process.argv[2]]();
