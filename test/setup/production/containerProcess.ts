import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { interpolated, repository, service } from '../../deployment/composeFile';
import type { ProgramOptions } from './runningProgram';

/** Replaces names and paths of containers if all of them run on this machine. */
export interface Place {
  /** The content of `.env`. */
  variables: Readonly<Record<string, string>>;
  /** Ports of this machine, by those in the containers. */
  ports: Readonly<Record<string, number>>;
  /** Folders of this machine, by those in the containers. */
  folders: Readonly<Record<string, string>>;
  /** Where to look for the images' programs, before this machine's PATH. */
  programs?: readonly string[];
  /** Changes to a process beyond its container's, such as a wrong clock. */
  environment?: Readonly<Record<string, string>>;
  cwd: string;
}

/** The process of a service's container, with its environment from docker-compose.yml. */
export function containerProcess(name: string, place: Place): ProgramOptions {
  const { entrypoint, command } = service(name);
  const isOurs = service(name).image === 'commerce-onboarding';
  const args = (command ?? imageInstruction('CMD')).map((text) => onThisMachine(text, place));
  const [program = '', ...first] = entrypoint ?? (isOurs ? ourEntrypoint() : []);
  return { command: program, args: [...first, ...args], env: environmentOf(name, place), cwd: place.cwd };
}

/** What a container of our image runs, such as that of a pod. */
export interface ImageProcess {
  /** Instead of the image's entrypoint and command. */
  command?: readonly string[];
  args?: readonly string[];
  environment: Readonly<Record<string, string>>;
}

/** The process of such a container. */
export function imageProcess(
  { command, args = [], environment }: ImageProcess,
  place: Place,
): ProgramOptions {
  const [program = '', ...all] = [...(command ?? ourEntrypoint()), ...args];
  const given = Object.entries({ ...imageEnvironment(place), ...environment });
  return {
    command: program === 'node' ? process.execPath : program,
    args: all.map((text) => onThisMachine(text, place)),
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: place.cwd,
      ...Object.fromEntries(given.map(([name, text]) => [name, onThisMachine(text, place)])),
    },
    cwd: place.cwd,
  };
}

/** The health check that Docker runs. */
export function healthCheckProcess(name: string, place: Place): ProgramOptions {
  const test = service(name).healthcheck?.test ?? ['CMD', ...imageInstruction('HEALTHCHECK')];
  const [, program = '', ...args] = test.map((text) => onThisMachine(text, place));
  const command = program === 'node' ? process.execPath : program;
  return { command, args, env: environmentOf(name, place), cwd: place.cwd };
}

function environmentOf(name: string, place: Place): Record<string, string> {
  const given = Object.entries(service(name).environment ?? {});
  const path = [...(place.programs ?? []), process.env['PATH']].join(':');
  return {
    PATH: path,
    // Hides the files of the user who runs the test.
    HOME: place.cwd,
    NODE_ENV: 'production',
    ...place.environment,
    ...(service(name).image === 'commerce-onboarding' && imageEnvironment(place)),
    ...Object.fromEntries(given.map(([variable, text]) => [variable, onThisMachine(text, place)])),
  };
}

/** Replaces names that exist only in containers: another container, a port, a folder. */
function onThisMachine(text: string, { variables, ports, folders }: Place): string {
  const filled = interpolated(text, variables);
  // `temporal` alone is the user of the database.
  const withHosts = filled.replace(/^(postgresql$|temporal(?=:)|0\.0\.0\.0)|sandbox\.localhost/, '127.0.0.1');
  const withPorts = withHosts.replace(/\b\d{4}\b/g, (port) => String(ports[port] ?? port));
  return Object.entries(folders).reduce((path, [from, to]) => path.replaceAll(from, to), withPorts);
}

const instructions = DockerfileParser.parse(
  readFileSync(join(repository, 'Dockerfile'), 'utf8'),
).getInstructions();

/** Its command, which the Dockerfile has as a JSON array. */
function imageInstruction(keyword: 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK'): string[] {
  const found = instructions.findLast((instruction) => instruction.getKeyword() === keyword);
  const [array = '[]'] = /\[.*\]$/s.exec(found?.getArgumentsContent() ?? '') ?? [];
  return JSON.parse(array) as string[];
}

/** What the image sets, which docker-compose.yml may override. */
function imageEnvironment(place: Place): Record<string, string> {
  const set = instructions.filter((instruction) => instruction.getKeyword() === 'ENV');
  return Object.fromEntries(
    set.map((instruction) => {
      const [variable = '', text = ''] = (instruction.getArgumentsContent() ?? '').split('=');
      return [variable, onThisMachine(text, place)];
    }),
  );
}

/** Of the image, whose paths are those of the repository. */
function ourEntrypoint(): string[] {
  const [, main = ''] = imageInstruction('ENTRYPOINT');
  return [process.execPath, join(repository, main)];
}
