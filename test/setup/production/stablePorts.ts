import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the system's range for outgoing connections, which would sooner or later get the port of a server that is
 * down, and above the well-known ports.
 */
const FIRST_PORT = 11_000;
const LAST_PORT = 19_000;

/** Free ports that a server can use again after it was killed. */
export async function takeStablePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (!ports.includes(port) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => settle(true)));
  });
}
