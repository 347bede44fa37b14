import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves public keys as Adobe's host does, and signs as Adobe I/O Events does. */
export interface KeyHost {
  readonly origin: string;
  /** The paths that were asked for. */
  readonly asked: string[];
  /** Answers of paths that are no key; the others get 403. */
  readonly answers: Map<string, { readonly status: number; readonly body: string }>;
  /** @returns the headers of a delivery; the key of the first signature may be one that the host does not have */
  signed(body: string, options?: { readonly unknownFirst?: boolean }): Record<string, string>;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

export async function startKeyHost(): Promise<KeyHost> {
  const asked: string[] = [];
  const answers: KeyHost['answers'] = new Map();
  const [one, other] = [newKey(), newKey()];
  const paths = ['/prod/keys/pub-key-lyTiz3gQe4.pem', '/prod/keys/pub-key-kruhWwu4Or.pem'] as const;
  answers.set(paths[0], { status: 200, body: one.pem });
  answers.set(paths[1], { status: 200, body: other.pem });
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const { status, body } = answers.get(url) ?? { status: 403, body: '<Error/>' };
    response.writeHead(status, { location: '/elsewhere' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((settle) => server.close(settle));
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers,
    signed: (body, { unknownFirst = false } = {}) => ({
      'x-adobe-public-key1-path': unknownFirst ? '/prod/keys/pub-key-unknown.pem' : paths[0],
      'x-adobe-digital-signature-1': signatureOf(body, one.privateKey),
      'x-adobe-public-key2-path': paths[1],
      'x-adobe-digital-signature-2': signatureOf(body, other.privateKey),
    }),
  };
}

function newKey(): { readonly pem: string; readonly privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return { pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), privateKey };
}

function signatureOf(body: string, key: KeyObject): string {
  return sign('rsa-sha256', Buffer.from(body), key).toString('base64');
}
