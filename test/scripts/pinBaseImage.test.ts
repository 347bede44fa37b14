import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pinned } from '../../scripts/pinBaseImage';

const OLD = `sha256:${'0'.repeat(64)}`;
const dockerfile = `# why\nARG NODE_IMAGE=node:24.18.0-bookworm-slim@${OLD}\nFROM $NODE_IMAGE\n`;
const index = (...architectures: string[]) =>
  JSON.stringify({
    manifests: architectures.map((architecture) => ({ platform: { os: 'linux', architecture } })),
  });

let server: Server | undefined;

afterEach(() => server?.close());

/** A registry with these tags of node, for callers with its token. */
async function registryWith(tags: Readonly<Record<string, string>>) {
  server = createServer(({ url = '', headers }, response) => {
    if (url === '/token') return void response.end(JSON.stringify({ token: 'for-everybody' }));
    const found = tags[url.replace('/v2/library/node/manifests/', '')];
    const isAllowed = headers.authorization === 'Bearer for-everybody';
    const wantsIndex = headers.accept?.includes('application/vnd.oci.image.index.v1+json') === true;
    response.statusCode = isAllowed && wantsIndex && found !== undefined ? 200 : 404;
    response.end(found);
  });
  await new Promise<void>((settle) => server?.listen(0, '127.0.0.1', settle));
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { registry, authorization: `${registry}/token` };
}

const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

test('the pin moves to what the registry has for its tag, and nothing else changes', async () => {
  const both = index('amd64', 'arm64');
  const from = await registryWith({ '24.18.0-bookworm-slim': both });
  expect(await pinned(dockerfile, undefined, from)).toBe(dockerfile.replace(OLD, digest(both)));
});

test('another tag can be pinned', async () => {
  const both = index('amd64', 'arm64');
  const from = await registryWith({ '24.22.3-bookworm-slim': both });
  expect(await pinned(dockerfile, '24.22.3-bookworm-slim', from)).toContain(
    `ARG NODE_IMAGE=node:24.22.3-bookworm-slim@${digest(both)}\n`,
  );
});

test.each([
  ['a tag that does not exist for arm64', { tags: { 'x-slim': index('amd64') }, tag: 'x-slim' }, 'arm64'],
  ['a tag that does not exist', { tags: {}, tag: 'x-slim' }, 'answered 404'],
  ['a tag that leads elsewhere', { tags: {}, tag: '../x' }, 'is not a tag'],
])('%s is refused', async (_, { tags, tag }, reason) => {
  const from = await registryWith(tags);
  await expect(pinned(dockerfile, tag, from)).rejects.toThrow(reason);
});

test('a Dockerfile without a pin is refused', async () => {
  await expect(pinned('FROM node:24-bookworm-slim\n')).rejects.toThrow('has no line ARG NODE_IMAGE');
});
