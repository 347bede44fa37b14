import { spawnSync } from 'node:child_process';

/** Debian's package is version 1, which refuses the project's name; the guide asks for version 2. */
export function takesProjectName([program, ...rest]: readonly [string, ...string[]]): boolean {
  const { stdout } = spawnSync(program, [...rest, 'version'], { encoding: 'utf8' });
  return !/version v?1\./.test(stdout);
}

/** How Docker Compose is called on this machine; undefined where it is not installed. */
export function findComposeProgram(): readonly [string, ...string[]] | undefined {
  const programs = [['docker', 'compose'], ['docker-compose']] as const;
  return programs.find(([program, ...rest]) => spawnSync(program, [...rest, 'version']).status === 0);
}
