import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { anAttempt, openTenant } from './tenant';

/** A proxy that records its CONNECT requests and refuses them. */
async function startRefusingProxy(answer = '502 Bad Gateway') {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.once('data', (data) => {
      asked.push(data.toString().split('\r\n')[0] ?? '');
      socket.end(`HTTP/1.1 ${answer}\r\n\r\n`);
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

test('loopback is reached without the proxy', async () => {
  const proxy = await startRefusingProxy();
  const { connect } = await openTenant();
  const token = await connect({ proxy: { url: proxy.url, except: 'example.com' } }).tokens.get(anAttempt());
  expect(token.value).not.toBe('');
  expect(proxy.asked).toEqual([]);
  proxy.close();
});

test('an unreachable proxy is named, without its password, and the service is not blamed', async () => {
  const proxy = await startRefusingProxy();
  proxy.close();
  const { connect } = await openTenant();
  const { host } = new URL(proxy.url);
  const commerce = connect({
    imsEndpoint: 'https://ims.example.com',
    proxy: { url: `http://me:p8e@${host}` },
  });
  const failure: unknown = await commerce.tokens.get(anAttempt()).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    type: 'ImsUnavailable',
    message: expect.stringContaining(
      `the proxy ${host} of HTTPS_PROXY cannot be reached (ECONNREFUSED)`,
    ) as string,
  });
  expect(String(failure)).not.toContain('p8e');
});

test('a host that is reached directly is not mistaken for the proxy', async () => {
  const proxy = await startRefusingProxy();
  proxy.close();
  const { connect } = await openTenant();
  const commerce = connect({ imsEndpoint: 'http://127.0.0.1:9', proxy: { url: proxy.url } });
  await expect(commerce.tokens.get(anAttempt())).rejects.toMatchObject({
    message: expect.not.stringContaining('HTTPS_PROXY') as string,
  });
});

test.each([
  [
    '407 Proxy Authentication Required',
    /the proxy of HTTPS_PROXY answered 407 .*; give its user and password/,
  ],
  ['403 Forbidden', /the proxy of HTTPS_PROXY answered 403 .*; it must allow this host/],
  ['502 Bad Gateway', /the proxy of HTTPS_PROXY answered 502 .*; see whether it reaches this host/],
])('a proxy that answers %s is named, and the service is not blamed', async (answer, message) => {
  const proxy = await startRefusingProxy(answer);
  const { connect } = await openTenant();
  const commerce = connect({ imsEndpoint: 'https://ims.example.com', proxy: { url: proxy.url } });
  await expect(commerce.tokens.get(anAttempt())).rejects.toMatchObject({
    type: 'ImsUnavailable',
    message: expect.stringMatching(message) as string,
  });
  proxy.close();
});
