import { rm } from 'node:fs/promises';
import type { EmbeddedServer } from '../../src/embeddedServer';

interface SuiteServer {
  server: EmbeddedServer;
  home: string;
}

const suite: { server?: SuiteServer } = {};

/** The server outlives this process unless it is released, so it is also released when the suite is interrupted. */
export function keepForTeardown(server: SuiteServer): void {
  suite.server = server;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void globalTeardown().finally(() => process.exit(130)));
  }
}

export default async function globalTeardown(): Promise<void> {
  await suite.server?.server.release();
  if (suite.server) await rm(suite.server.home, { recursive: true, force: true });
  delete suite.server;
}
