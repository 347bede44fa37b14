import { once } from 'node:events';
import { LOOPBACK, type SocketAddress } from './ports';
import { createUiServer } from './uiServer';

export interface ServeUiOptions {
  /** Where to serve the UI of the home. */
  port: number;
  /** The current address of the running server's UI. */
  ui: () => SocketAddress;
}

export interface ServedUi {
  close(): Promise<void>;
}

const INTERVAL_MS = 500;

/**
 * Serves the Temporal UI of a home from this process, or takes over soon after the serving process has ended: every
 * user of the server tries, and one succeeds. Does not keep the process alive.
 */
export async function serveUi({ port, ui }: ServeUiOptions): Promise<ServedUi> {
  const server = createUiServer(ui).unref();
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const listen = async (): Promise<void> => {
    const listening = once(server, 'listening');
    server.listen({ port, host: LOOPBACK, exclusive: true });
    await listening.catch(() => {
      if (!closed) timer = setTimeout(listenAgain, INTERVAL_MS).unref();
    });
  };
  const listenAgain = () => {
    attempt = listen();
  };
  let attempt = listen();
  await attempt;
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await attempt;
      if (!server.listening) return;
      const end = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await end;
    },
  };
}
