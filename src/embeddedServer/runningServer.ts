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
  /** Where the server's own UI listens, behind that URL. */
  hiddenUi: socketAddressSchema,
  /** URL that the UI asks to decode payloads. */
  codecEndpoint: z.string(),
  process: processIdentitySchema,
});

/** What `server.json` holds, for whoever looks for the server: it is there while one runs. */
export type RunningServer = z.infer<typeof runningServerSchema>;

/** The server that runs in a home, if one does; starts none. */
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
