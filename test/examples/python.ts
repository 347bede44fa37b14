import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defaultCacheFolder } from '../../src/embeddedServer/program/programCache';
import { installPythonPackages, PYTHON } from '../setup/pythonPackages';
import { type Program, runProgram } from './runProgram';

const SOURCE = resolve(__dirname, '../../examples/python');

/** An example in Python, with the packages that it pins. */
export async function pythonExample(file = 'onboard.py'): Promise<Program> {
  const requirements = join(SOURCE, 'requirements.txt');
  // Some packages are compiled for one version of Python.
  const { stdout: version } = await runProgram({ command: PYTHON, args: ['--version'] });
  const hash = createHash('sha256')
    .update(version)
    .update(await readFile(requirements));
  const packages = join(defaultCacheFolder(), `example-python-${hash.digest('hex').slice(0, 16)}`);
  await installPythonPackages(packages, ['--requirement', requirements]);
  return {
    command: PYTHON,
    args: [join(SOURCE, file)],
    env: { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
  };
}
