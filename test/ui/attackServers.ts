import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** A server without any protection: it shows that the attacks would succeed. */
export interface Victim extends Attacker {
  /** `POST text/plain /path`, of all requests that arrived with a body. */
  readonly arrived: ReadonlySet<string>;
}

export async function startVictim(secret: string): Promise<Victim> {
  const arrived = new Set<string>();
  const server = await serve((request, response) => {
    void text(request).then((body) => {
      const type = request.headers['content-type']?.split(';')[0] ?? 'no type';
      if (body !== '') arrived.add(`${request.method} ${type} ${request.url}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ secret }));
    });
  });
  return { ...server, arrived };
}

/** Serves the page of the attacker. */
export interface Attacker {
  readonly port: number;
  close(): Promise<void>;
}

export const ATTACKING_PAGE = join(__dirname, 'attackingPage.html');

export async function startAttacker(): Promise<Attacker> {
  const page = await readFile(ATTACKING_PAGE);
  return await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  });
}

async function serve(answer: RequestListener): Promise<Attacker> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
