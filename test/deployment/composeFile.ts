import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export interface ComposeService {
  image: string;
  build?: { context: string; args: Record<string, string> };
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  ports?: string[];
  volumes?: string[];
  secrets?: string[];
  networks?: string[] | Record<string, { aliases: string[] } | null>;
  pull_policy?: string;
  tmpfs?: string[];
  logging?: { driver: string };
  deploy?: { replicas?: string; resources: { limits: { cpus: string; memory: string } } };
  restart?: string;
  profiles?: string[];
  network_mode?: string;
  read_only?: boolean;
  cap_drop?: string[];
  stop_grace_period?: string;
}

export interface ComposeFile {
  name: string;
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
  networks: Record<string, { internal?: boolean } | null>;
  secrets: Record<string, { file: string }>;
}

export const repository = join(__dirname, '../..');
export const composePath = join(repository, 'docker-compose.yml');

/** `docker-compose.yml`, whose form `compose.test.ts` checks against the specification's schema. */
export const compose = parse(readFileSync(composePath, 'utf8'), { merge: true }) as ComposeFile;

/** Of the host's network alone there is none. */
export function networksOf(name: string): string[] {
  const { networks = ['default'] } = service(name);
  return Array.isArray(networks) ? networks : Object.keys(networks);
}

export function service(name: string): ComposeService {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

/** A text of the file with its variables filled in, as Compose does from `.env`. @throws Error if one is missing */
export function interpolated(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$\$|\$\{(\w+)(:-|:\?)([^}]*)\}/g,
    (match, name: string, form: string, rest: string) => {
      if (match === '$$') return '$';
      const value = variables[name];
      if (value) return value;
      if (form === ':-') return rest;
      throw new Error(`${name}: ${rest}`);
    },
  );
}
