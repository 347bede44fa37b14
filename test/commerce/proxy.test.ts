import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { anAttempt, openTenant } from './tenant';

/** A proxy that notes where it is asked to connect to, and refuses. */
async function startRefusingProxy() {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.once('data', (data) => {
      asked.push(data.toString().split('\r\n')[0] ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}

test('a tenant is reached through the proxy', async () => {
  const proxy = await startRefusingProxy();
  const { connect } = await openTenant();
  const commerce = connect({ imsEndpoint: 'https://ims.example.com', proxy: { url: proxy.url } });
  await expect(commerce.tokens.get(anAttempt())).rejects.toMatchObject({ type: 'ImsUnavailable' });
  expect(proxy.asked).toEqual(['CONNECT ims.example.com:443 HTTP/1.1']);
  proxy.close();
});

test('loopback is reached without it', async () => {
  const proxy = await startRefusingProxy();
  const { connect } = await openTenant();
  const token = await connect({ proxy: { url: proxy.url, except: 'example.com' } }).tokens.get(anAttempt());
  expect(token.value).not.toBe('');
  expect(proxy.asked).toEqual([]);
  proxy.close();
});
