import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';

const HELP = `Usage: npm run pin:image -- [--tag TAG] [--check]

Writes into the Dockerfile the digest that Docker Hub has now for the tag of the base image.

  --tag TAG   another tag of node, such as 24.18.0-bookworm-slim
  --check     changes nothing; exits with 1 if the digest has changed
`;

const DOCKERFILE = join(__dirname, '../Dockerfile');
const PIN = /^ARG NODE_IMAGE=node:(\S+)@(sha256:[0-9a-f]{64})$/m;
const ARCHITECTURES = ['amd64', 'arm64'];
const IMAGE_INDEX = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const LIMIT_MS = 30_000;

export interface Registry {
  /** Has the manifests. */
  registry: string;
  /** Gives everybody a token to read them. */
  authorization: string;
}

const DOCKER_HUB: Registry = {
  registry: 'https://registry-1.docker.io',
  authorization: 'https://auth.docker.io/token?service=registry.docker.io&scope=repository:library/node:pull',
};

const tokenSchema = z.object({ token: z.string() });
const indexSchema = z.object({
  manifests: z.array(
    z.object({ platform: z.object({ os: z.string(), architecture: z.string() }).optional() }),
  ),
});

/** @returns the Dockerfile with the pin of this tag. @throws Error if it has no pin, or the registry no such image */
export async function pinned(dockerfile: string, tag?: string, from: Registry = DOCKER_HUB): Promise<string> {
  const current = PIN.exec(dockerfile)?.[1];
  if (current === undefined) throw new Error('The Dockerfile has no line ARG NODE_IMAGE=node:TAG@sha256:...');
  const wanted = tag ?? current;
  const digest = await digestOf(wanted, from);
  return dockerfile.replace(PIN, `ARG NODE_IMAGE=node:${wanted}@${digest}`);
}

/** Of the index with all architectures, from its content and not from what the registry says of it. */
async function digestOf(tag: string, { registry, authorization }: Registry): Promise<string> {
  if (!/^[\w.-]{1,128}$/.test(tag)) throw new Error(`${tag} is not a tag`);
  const { token } = tokenSchema.parse(JSON.parse(await download(authorization, {})));
  const index = await download(`${registry}/v2/library/node/manifests/${tag}`, {
    Authorization: `Bearer ${token}`,
    Accept: IMAGE_INDEX.join(', '),
  });
  const { manifests } = indexSchema.parse(JSON.parse(index));
  for (const architecture of ARCHITECTURES) {
    const isThere = manifests.some(
      ({ platform }) => platform?.os === 'linux' && platform.architecture === architecture,
    );
    if (!isThere) throw new Error(`node:${tag} does not exist for ${architecture}`);
  }
  return `sha256:${createHash('sha256').update(index).digest('hex')}`;
}

async function download(url: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(LIMIT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return await response.text();
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { tag: { type: 'string' }, check: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const dockerfile = await readFile(DOCKERFILE, 'utf8');
  const changed = await pinned(dockerfile, values.tag);
  const [pin = ''] = PIN.exec(changed) ?? [];
  if (changed === dockerfile) {
    process.stdout.write(`Unchanged: ${pin}\n`);
    return 0;
  }
  if (!values.check) await writeFile(DOCKERFILE, changed);
  process.stdout.write(`${values.check ? 'Outdated, now' : 'Written'}: ${pin}\n`);
  return values.check ? 1 : 0;
}

if (require.main === module) {
  main().then(
    (status) => (process.exitCode = status),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 2;
    },
  );
}
