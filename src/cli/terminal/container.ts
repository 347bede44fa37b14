import { hostname } from 'node:os';
import { say } from './output';

/** Whether this process runs in a container: our image sets the variable, as podman and systemd-nspawn do. */
export function isInContainer(): boolean {
  return Boolean(process.env['container']);
}

/** Says how files get out of a container, after their paths in it were printed. */
export function sayIfInContainer(): void {
  if (!isInContainer()) return;
  say(`These paths are in the container ${hostname()}. Copy the files out with docker cp or kubectl cp.`);
}
