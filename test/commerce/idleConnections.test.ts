import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { anAttempt, openTenant } from './tenant';

const ends: (() => void)[] = [];

afterEach(() => ends.splice(0).forEach((end) => end()));

/** A network between a client and a server of this machine, which can be cut without either of them learning of it. */
async function startNetwork(port: number) {
  const connections: { client: Socket; server: Socket }[] = [];
  const network = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    for (const socket of [client, server]) socket.on('error', () => undefined);
    client.pipe(server).pipe(client);
    connections.push({ client, server });
  });
  network.listen(0, '127.0.0.1');
  await once(network, 'listening');
  ends.push(() => {
    for (const { client, server } of connections) for (const socket of [client, server]) socket.destroy();
    network.close();
  });
  return {
    url: `http://127.0.0.1:${(network.address() as AddressInfo).port}`,
    connections,
    /** From now on what is open carries nothing any more, and stays open. */
    dropOpenConnections: () => {
      for (const { client, server } of connections) {
        client.unpipe(server);
        server.unpipe(client);
        client.resume();
      }
    },
  };
}

test('a connection that the network dropped while it was idle is closed before a request waits on it', async () => {
  const { sandbox, connect: connectTo } = await openTenant();
  const network = await startNetwork(Number(new URL(sandbox.url).port));
  const commerce = connectTo({ imsEndpoint: network.url });
  const token = await commerce.tokens.get(anAttempt());
  const closed = once(network.connections[0]!.client, 'end');
  network.dropOpenConnections();
  // The sandbox, like many services, offers to keep an idle connection for minutes.
  await closed;
  commerce.tokens.drop(token);
  await commerce.tokens.get(anAttempt());
  expect(network.connections).toHaveLength(2);
});
