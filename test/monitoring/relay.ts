import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** A connection to a server that can be cut and restored, as if the server were down. */
export interface Relay {
  /** `host:port` */
  readonly address: string;
  cut(): Promise<void>;
  restore(): Promise<void>;
}

const HOST = '127.0.0.1';
const relays: Relay[] = [];

afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.cut();
});

export async function openRelay(target: string): Promise<Relay> {
  const [host, port] = target.split(':');
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = createConnection({ host: host ?? HOST, port: Number(port) });
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  const listening = await listen(server, 0);
  const relay = {
    address: `${HOST}:${listening}`,
    cut: async () => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((closed) => server.close(closed));
    },
    restore: async () => {
      await listen(server, listening);
    },
  };
  relays.push(relay);
  return relay;
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((listening) => server.listen(port, HOST, listening));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
