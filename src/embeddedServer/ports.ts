import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { EmbeddedServerError } from './embeddedServerError';
import type { Home } from './home';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';

export const socketAddressSchema = z.object({ host: z.string(), port: z.int() });

export type SocketAddress = z.infer<typeof socketAddressSchema>;

/** Chosen once per home and kept, so that clients find the server again after a restart. */
const keptPortsSchema = z.object({
  grpc: z.int(),
  /** Where the users of the server take turns to serve its UI. */
  ui: z.int(),
  /** Where the UI requests the decoding of payloads. The server itself does not listen there. */
  codec: z.int(),
});

export type KeptPorts = z.infer<typeof keptPortsSchema>;

const portsSchema = keptPortsSchema.extend({
  /** The address of the server's own UI, which would answer every page that finds it. Changes with each start. */
  hiddenUi: socketAddressSchema,
});

export type Ports = z.infer<typeof portsSchema>;

export const LOOPBACK = '127.0.0.1';

/**
 * Below the range of ports for outgoing connections. Otherwise a client that repeatedly calls a stopped server would
 * sooner or later get the server's port itself, and keep it from starting.
 */
const FIRST_PORT = 20_000;
const LAST_PORT = 29_997;
const CHOICES = 100;

/** The system may need a moment to release the ports of a killed server. */
const RELEASE_LIMIT_MS = 2_000;
const POLL_MS = 50;

export async function readPorts(home: Home): Promise<Ports | null> {
  return await readJsonFile(home.portsFile, portsSchema);
}

/**
 * The kept ports, once they are free.
 * @param mayChange nobody uses the server yet, so a port that a foreign program has taken may be replaced
 * @throws EmbeddedServerError `portTaken`
 */
export async function takePorts(home: Home, mayChange: boolean): Promise<Ports> {
  const kept = (await keepPorts(home, mayChange)) ?? (await choosePorts());
  const ports = { ...kept, hiddenUi: await chooseHiddenUi() };
  await writeJsonFile(home.portsFile, ports);
  return ports;
}

async function keepPorts(home: Home, mayChange: boolean): Promise<KeptPorts | null> {
  const kept = await readJsonFile(home.portsFile, keptPortsSchema);
  if (kept === null) return null;
  // If the server has users, one of them serves the UI.
  const taken = await waitUntilFree(mayChange ? [kept.grpc, kept.ui] : [kept.grpc]);
  if (taken === null) return kept;
  if (mayChange) return null;
  throw new EmbeddedServerError(
    'portTaken',
    `The Temporal server of ${home.folder} cannot start again: another program listens on its port ${taken}. ` +
      'End that program.',
  );
}

async function waitUntilFree(ports: number[]): Promise<number | null> {
  const deadline = Date.now() + RELEASE_LIMIT_MS;
  for (;;) {
    const taken = await findTaken(ports);
    if (taken === null || Date.now() > deadline) return taken;
    await sleep(POLL_MS);
  }
}

async function choosePorts(): Promise<KeptPorts> {
  for (let choice = 0; choice < CHOICES; choice++) {
    const grpc = randomPort();
    const ports = { grpc, ui: grpc + 1, codec: grpc + 2 };
    if ((await findTaken(Object.values(ports))) === null) return ports;
  }
  throw noFreePorts();
}

/**
 * One of 10^11 addresses, too many for a page to try, if the system has all of 127.0.0.0/8, as Linux and Windows do.
 * Elsewhere a port of 127.0.0.1, which a page can find.
 */
async function chooseHiddenUi(): Promise<SocketAddress> {
  for (let choice = 0; choice < CHOICES; choice++) {
    const hidden = {
      host: `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`,
      port: randomPort(),
    };
    if (await isFree(hidden)) return hidden;
    const plain = { host: LOOPBACK, port: randomPort() };
    if (!(await hasAddress(hidden.host)) && (await isFree(plain))) return plain;
  }
  throw noFreePorts();
}

async function hasAddress(host: string): Promise<boolean> {
  return await isFree({ host, port: 0 });
}

function noFreePorts(): EmbeddedServerError {
  return new EmbeddedServerError(
    'portTaken',
    `No free ports for the Temporal server were found between ${FIRST_PORT} and ${LAST_PORT}.`,
  );
}

function randomPort(): number {
  return randomInt(FIRST_PORT, LAST_PORT + 1);
}

async function findTaken(ports: number[]): Promise<number | null> {
  for (const port of ports) {
    if (!(await isFree({ host: LOOPBACK, port }))) return port;
  }
  return null;
}

async function isFree({ host, port }: SocketAddress): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
