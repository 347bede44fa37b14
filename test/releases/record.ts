/**
 * Records what a release leaves, for the tests of upgrades from it:
 *
 *     npx tsx test/releases/record.ts VERSION FOLDER      FOLDER is a built checkout of that release
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { type Content, FILES, IMPORT_FILES, importFile, INPUTS, pack, recordedSandbox } from './release';

async function recordRelease(version: string, checkout: string): Promise<void> {
  const target = join(__dirname, version);
  await mkdir(target, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'onboarding-release-'));
  const sandbox = await recordedSandbox(folder);
  const settings = parse(await readFile(join(target, FILES.settings)));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    ...settings,
    ...sandbox.settings,
  };
  const main = join(checkout, 'dist/src/cli/main.js');
  const onboard = (args: readonly string[], input = '') => run([main, ...args], { cwd: folder, env, input });
  const idOf = async (input: object, args: readonly string[]) => {
    const said = JSON.parse(await onboard([...args, '-', '--json'], JSON.stringify(input))) as {
      workflowId: string;
    };
    return said.workflowId;
  };
  const importIdOf = async (name: keyof typeof IMPORT_FILES, args: readonly string[]) => {
    await writeFile(join(folder, `${name}.jsonl`), importFile(IMPORT_FILES[name]));
    const said = await onboard(['import', `${name}.jsonl`, '--yes', '--json', ...args]);
    const [, id = ''] = /"importId":"([^"]+)"/.exec(said) ?? [];
    return id;
  };
  try {
    // Otherwise the server of a test, months later, would delete what has ended.
    await onboard(['setup', '--retention', '3650d']);
    const worker = spawn(process.execPath, [main, 'worker'], { cwd: folder, env, stdio: 'ignore' });
    const imported = await importIdOf('done', []);
    worker.kill('SIGTERM');
    await once(worker, 'close');
    const content: Content = {
      done: [await idOf(INPUTS.done, ['run'])],
      failed: [await idOf(INPUTS.refused, ['run'])],
      running: [await idOf(INPUTS.waiting, ['start'])],
      imports: { done: imported, running: await importIdOf('running', ['--detach']) },
      gatewayKey: (
        await onboard(['gateway', 'keys', 'new', 'crm', '--right', 'start', '--right', 'read'])
      ).trim(),
    };
    await sandbox.stop();
    await writeFile(join(target, FILES.content), `${JSON.stringify(content, null, 2)}\n`);
    await pack(folder, join(target, FILES.state));
  } finally {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface RunOptions {
  cwd: string;
  env: Record<string, string>;
  input: string;
}

/** Its standard output; an onboarding that fails is no error here. */
async function run(args: readonly string[], { cwd, env, input }: RunOptions): Promise<string> {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stdin.end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  process.stderr.write(`${args.slice(1).join(' ')}: ${status}\n`);
  if (status !== 0 && status !== 1) throw new Error(stdout);
  return stdout;
}

const [version = '', checkout = ''] = process.argv.slice(2);
recordRelease(version, checkout).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
