import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { EmbeddedServerError } from './embeddedServerError';
import type { Home } from './home';
import { readJsonFile, writeJsonFile } from './jsonFile';

const portsSchema = z.object({
  grpc: z.int(),
  ui: z.int(),
  /** Where the UI asks for payloads to be decoded. Nothing of the server listens there. */
  codec: z.int(),
});

/** Chosen once for a home and kept, so that whoever knows the server finds it again after a restart. */
export type Ports = z.infer<typeof portsSchema>;

export const LOOPBACK = '127.0.0.1';

/**
 * Below the range from which systems take ports for outgoing connections: a client that calls a stopped server
 * again and again would sooner or later be given the server's own port, and keep it from starting.
 */
const FIRST_PORT = 20_000;
const LAST_PORT = 29_997;
const CHOICES = 100;

/** The system may need a moment to let go of the ports of a server that was killed. */
const RELEASE_LIMIT_MS = 2_000;
const POLL_MS = 50;

export async function readPorts(home: Home): Promise<Ports | null> {
  return await readJsonFile(home.portsFile, portsSchema);
}

/**
 * The kept ports, free to be listened on.
 *
 * @param mayChange nobody uses the server yet, so that others may be chosen where a foreign program has taken one
 * @throws EmbeddedServerError `portTaken`
 */
export async function takePorts(home: Home, mayChange: boolean): Promise<Ports> {
  const kept = await readPorts(home);
  if (kept !== null) {
    const taken = await waitUntilFree(kept);
    if (taken === null) return kept;
    if (!mayChange) {
      throw new EmbeddedServerError(
        'portTaken',
        `The Temporal server of ${home.folder} cannot start again: another program listens on its port ${taken}. ` +
          'End that program.',
      );
    }
  }
  const ports = await choosePorts();
  await writeJsonFile(home.portsFile, ports);
  return ports;
}

async function waitUntilFree(ports: Ports): Promise<number | null> {
  const deadline = Date.now() + RELEASE_LIMIT_MS;
  for (;;) {
    const taken = await findTaken([ports.grpc, ports.ui]);
    if (taken === null || Date.now() > deadline) return taken;
    await sleep(POLL_MS);
  }
}

async function choosePorts(): Promise<Ports> {
  for (let choice = 0; choice < CHOICES; choice++) {
    const grpc = randomInt(FIRST_PORT, LAST_PORT + 1);
    const ports = { grpc, ui: grpc + 1, codec: grpc + 2 };
    if ((await findTaken(Object.values(ports))) === null) return ports;
  }
  throw new EmbeddedServerError(
    'portTaken',
    `No free ports for the Temporal server were found between ${FIRST_PORT} and ${LAST_PORT}.`,
  );
}

async function findTaken(ports: number[]): Promise<number | null> {
  for (const port of ports) {
    if (!(await isFree(port))) return port;
  }
  return null;
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: LOOPBACK, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
