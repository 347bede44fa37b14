import { createMonitoringServer } from '../../src/monitoring/monitoringServer';

function serverOn(host: string) {
  return createMonitoringServer({
    metrics: () => Promise.resolve('onboarding_ended_total 7\n'),
    readiness: { whyStalled: () => undefined, notReady: () => Promise.resolve(undefined) },
    host,
  });
}

const PATHS = ['/metrics', '/healthz', '/readyz', '/nothing'];

test.each([
  ['whose own host name leads to this address', { host: 'evil.example.com:9464' }],
  ['of another origin', { host: '127.0.0.1:9464', origin: 'http://evil.example.com' }],
  ['that loads an image from here', { host: '127.0.0.1:9464', 'sec-fetch-site': 'cross-site' }],
])('on loopback, a web page %s reads nothing', async (_, headers) => {
  const server = serverOn('127.0.0.1');
  for (const url of PATHS) {
    const { statusCode, body } = await server.inject({ url, headers });
    expect([url, statusCode, body]).toEqual([url, 403, expect.not.stringContaining('onboarding_ended')]);
  }
});

test.each(['127.0.0.1', 'localhost', '::1'])('on %s, a program on this machine has access', async (host) => {
  const server = serverOn(host);
  for (const name of ['127.0.0.1:9464', 'localhost:9464', '[::1]:9464']) {
    const { statusCode } = await server.inject({ url: '/metrics', headers: { host: name } });
    expect([name, statusCode]).toEqual([name, 200]);
  }
});

test('beyond loopback, Prometheus and probes may use any host name', async () => {
  const { statusCode } = await serverOn('0.0.0.0').inject({
    url: '/metrics',
    headers: { host: 'worker-1:9464' },
  });
  expect(statusCode).toBe(200);
});
