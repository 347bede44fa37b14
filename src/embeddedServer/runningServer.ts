import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { homeAt, type Home } from './home';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import { LOOPBACK, type Ports, socketAddressSchema } from './ports';
import { isAlive, processIdentitySchema, type ProcessIdentity } from './processIdentity';

const runningServerSchema = z.object({
  /** `host:port` of the gRPC service. */
  address: z.string(),
  /** URL of the Temporal UI. */
  ui: z.string(),
  /** The address of the server's own UI, behind that URL. */
  hiddenUi: socketAddressSchema,
  /** URL where the UI requests the decoding of payloads. */
  codecEndpoint: z.string(),
  process: processIdentitySchema,
});

/** The content of `server.json`, which exists while a server runs. */
export type RunningServer = z.infer<typeof runningServerSchema>;

/** The running server of a home, if any. Starts none. */
export async function findRunningServer(folder: string): Promise<RunningServer | null> {
  return await readRunningServer(homeAt(folder));
}

export async function readRunningServer(home: Home): Promise<RunningServer | null> {
  const server = await readJsonFile(home.serverFile, runningServerSchema);
  return server !== null && isAlive(server.process) ? server : null;
}

export async function recordRunningServer(
  home: Home,
  ports: Ports,
  process: ProcessIdentity,
): Promise<RunningServer> {
  const server = {
    address: `${LOOPBACK}:${ports.grpc}`,
    ui: `http://${LOOPBACK}:${ports.ui}`,
    hiddenUi: ports.hiddenUi,
    codecEndpoint: `http://${LOOPBACK}:${ports.codec}`,
    process,
  };
  await writeJsonFile(home.serverFile, server);
  return server;
}

export async function forgetRunningServer(home: Home): Promise<void> {
  await rm(home.serverFile, { force: true });
}
