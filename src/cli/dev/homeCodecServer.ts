import { type CodecServer, CodecServerError, startCodecServer } from '../../codecServer';
import { recordService } from '../terminal/homeServices';
import { originsOf } from '../codecServer/openCodecServer';
import { say } from '../terminal/output';
import type { Session } from '../terminal/session';

/**
 * Starts the codec server at the address that the embedded server's UI uses. Returns undefined if another command of
 * this home runs it, or the port is taken: `onboard dev` works without it.
 */
export async function startHomeCodecServer(
  { embedded, encryption }: Session,
  home: string,
): Promise<CodecServer | undefined> {
  if (!embedded) return undefined;
  const { hostname: host, port } = new URL(embedded.codecEndpoint);
  try {
    const server = await startCodecServer({
      encryption,
      origins: originsOf(embedded.ui),
      access: { kind: 'open' },
      host,
      port: Number(port),
    });
    await recordService(home, 'codecServer', server.url);
    return server;
  } catch (error) {
    if (!(error instanceof CodecServerError)) throw error;
    say(`The UI may show encrypted payloads: ${error.message}`);
    return undefined;
  }
}
