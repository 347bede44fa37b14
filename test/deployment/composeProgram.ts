import { spawnSync } from 'node:child_process';

/** How Docker Compose is called on this machine; undefined where it is not installed. */
export function findComposeProgram(): readonly [string, ...string[]] | undefined {
  const programs = [['docker', 'compose'], ['docker-compose']] as const;
  return programs.find(([program, ...rest]) => spawnSync(program, [...rest, 'version']).status === 0);
}
