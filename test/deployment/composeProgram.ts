import { spawnSync } from 'node:child_process';

/** The command for Docker Compose on this machine; undefined if it is not installed. */
export function findComposeProgram(): readonly [string, ...string[]] | undefined {
  const programs = [['docker', 'compose'], ['docker-compose']] as const;
  return programs.find(([program, ...rest]) => spawnSync(program, [...rest, 'version']).status === 0);
}
