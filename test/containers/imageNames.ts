import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, service } from '../deployment/composeFile';

/** The image that the Dockerfile starts from: its name, its tag and its digest. */
export function baseImage(): { name: string; version: string; digest: string } {
  const dockerfile = readFileSync(join(repository, 'Dockerfile'), 'utf8');
  const [, name, version, digest] =
    /^ARG NODE_IMAGE=(node:(\d+\.\d+\.\d+)-bookworm-slim)@(sha256:[0-9a-f]{64})$/m.exec(dockerfile) ?? [];
  if (name === undefined || version === undefined || digest === undefined) {
    throw new Error('The Dockerfile does not name its base image with a tag and a digest');
  }
  return { name, version, digest };
}

/** The version of a service's image in docker-compose.yml, or of Node in the Dockerfile. */
export function imageTag(name: string): string {
  if (name === 'node') return baseImage().version;
  const version = /:v?(\d+\.\d+\.\d+)$/.exec(service(name).image)?.[1];
  if (version === undefined) throw new Error(`The image of ${name} in docker-compose.yml has no version`);
  return version;
}
