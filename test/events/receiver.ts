import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { CloudEvent } from '../../src/events/cloudEvent';
import type { WebhookEndpoint } from '../../src/events';

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

export interface Received {
  readonly event: CloudEvent<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that verifies signatures with the specification's own library. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Waits until it has so many. */
  until(count: number): Promise<readonly Received[]>;
  /** How it answers from now on. Default: 204. */
  answer: (response: ServerResponse) => void;
  /** As a receiver that is down: connections are refused. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const event = new Webhook(SECRET).verify(body, headers) as Received['event'];
      received.push({ event, headers: request.headers, body });
      receiver.answer(response);
      for (const look of waiting) look();
    });
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const goDown = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    answer: (response) => response.writeHead(204).end(),
    goDown,
    comeBack: () => listen(port),
    until: async (count) => {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          const look = () => {
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
        });
      }
      return received;
    },
  };
  open.push(async () => {
    if (server.listening) await goDown();
  });
  return receiver;
}

export function endpointAt(
  { url }: Pick<Receiver, 'url'>,
  changes: Partial<WebhookEndpoint> = {},
): WebhookEndpoint {
  return {
    name: 'erp',
    url,
    secrets: [SECRET],
    events: ['completed', 'failed', 'cancelled', 'import.completed'],
    includesCustomer: false,
    mayBePrivate: false,
    ...changes,
  };
}

/** The file of ONBOARDING_EVENTS_FILE with this receiver as its only endpoint. */
export async function eventsFile(receiver: Receiver): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onboard-events-'));
  await writeFile(join(folder, 'secret'), SECRET);
  const { name, url } = endpointAt(receiver);
  const file = join(folder, 'events.json');
  await writeFile(file, JSON.stringify({ endpoints: [{ name, url, secretFiles: ['secret'] }] }));
  return file;
}
