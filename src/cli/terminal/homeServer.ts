import type { ServiceSettings } from '../../settings';
import { type EmbeddedServer, useEmbeddedServer } from '../../embeddedServer';
import { say } from './output';

export interface HomeServerOptions {
  /** Stops waiting for the lock of the home. */
  interruption?: AbortSignal | undefined;
  /** The command changes nothing, so it may use a running server even if the disk is full. */
  onlyReads?: boolean | undefined;
}

/** The embedded server of the configured home; its progress goes to standard error. @throws EmbeddedServerError */
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
