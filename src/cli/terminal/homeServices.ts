import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile';
import { identifyProcess, isAlive, processIdentitySchema } from '../../embeddedServer/processIdentity';

/** Services that a command may run besides the Temporal server, for other commands of the same home. */
export type HomeService = 'codecServer' | 'gateway';

const homeServiceSchema = z.object({ url: z.string(), process: processIdentitySchema });

/** Records the address of the service for as long as this process lives. */
export async function recordService(home: string, service: HomeService, url: string): Promise<void> {
  await writeJsonFile(fileOf(home, service), { url, process: identifyProcess(process.pid) });
}

/** URL of the service, if it runs. */
export async function findService(home: string, service: HomeService): Promise<string | undefined> {
  const found = await readJsonFile(fileOf(home, service), homeServiceSchema);
  return found && isAlive(found.process) ? found.url : undefined;
}

/** The last port of the service, whether or not it runs. */
export async function lastPort(home: string, service: HomeService): Promise<number | undefined> {
  const last = await readJsonFile(fileOf(home, service), homeServiceSchema);
  return last ? Number(new URL(last.url).port) : undefined;
}

function fileOf(home: string, service: HomeService): string {
  return join(home, `${service}.json`);
}
