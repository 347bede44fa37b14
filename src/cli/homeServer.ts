import type { ServiceSettings } from '../settings';
import { type EmbeddedServer, useEmbeddedServer } from '../temporal/embedded';
import { say } from './output';

/** The embedded server of the home that is set, told of on standard error. @throws EmbeddedServerError */
export async function useHomeServer(
  { home, temporalCli }: ServiceSettings,
  interruption?: AbortSignal,
): Promise<EmbeddedServer> {
  return await useEmbeddedServer({
    home,
    log: say,
    ...(interruption && { signal: interruption }),
    ...(temporalCli !== undefined && { program: temporalCli }),
  });
}
