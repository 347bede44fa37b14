import type { ServiceSettings } from '../../settings';
import { type EmbeddedServer, useEmbeddedServer } from '../../embeddedServer';
import { say } from './output';

export interface HomeServerOptions {
  /** Ends the wait for the lock of the home. */
  interruption?: AbortSignal | undefined;
  /** The command changes nothing: a server that runs is used although the disk is full. */
  onlyReads?: boolean | undefined;
}

/** The embedded server of the home that is set, reported on standard error. @throws EmbeddedServerError */
export async function useHomeServer(
  { home, temporalCli }: ServiceSettings,
  { interruption, onlyReads = false }: HomeServerOptions = {},
): Promise<EmbeddedServer> {
  return await useEmbeddedServer({
    home,
    log: say,
    onlyReads,
    ...(interruption && { signal: interruption }),
    ...(temporalCli !== undefined && { program: temporalCli }),
  });
}
