import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { findProgram, findRunningServer, useEmbeddedServer } from '../../src/embeddedServer';
import { exchange } from '../setup/exchange';
import { type ListeningSocket, listeningSockets } from '../setup/listeningSockets';
import { eventually } from './serverUser';
import { withHome } from './temporaryHome';

const log = () => undefined;
const testOnLinux = process.platform === 'linux' ? test : test.skip;

jest.setTimeout(60_000);

// A first run may have to download the program.
beforeAll(async () => {
  await findProgram({ log });
}, 300_000);

async function socketsOfServer(home: string): Promise<ListeningSocket[]> {
  return listeningSockets((await findRunningServer(home))!.process.pid);
}

const START = JSON.stringify({ workflowType: { name: 'any' }, taskQueue: { name: 'any' } });
const CALLS: readonly (readonly [method: string, path: string, body?: string])[] = ['', '/api/v1'].flatMap(
  (root) => [
    ['GET', `${root}/namespaces`],
    ['GET', `${root}/namespaces/default`],
    ['GET', `${root}/namespaces/default/workflows`],
    ['GET', `${root}/namespaces/default/workflows/any/history`],
    ['POST', `${root}/namespaces/default/workflows/any`, START],
    ['POST', `${root}/namespaces/default/workflows/any/signal/any`, '{}'],
    ['POST', `${root}/namespaces/default/workflows/any/terminate`, '{}'],
    ['POST', `${root}/namespaces/default/workflows/any/cancel`, '{}'],
    ['POST', `${root}/namespaces/default/workflows/any/reset`, '{}'],
    ['POST', `${root}/namespaces/default/workflows/any/update/any`, '{}'],
    ['POST', `${root}/namespaces`, '{"namespace": "another"}'],
  ],
);

testOnLinux("no port of the server accepts a call to Temporal's HTTP API, whatever the Host header is", () =>
  withHome(async (home) => {
    const server = await useEmbeddedServer({ home, log });
    const { hiddenUi } = (await findRunningServer(home))!;
    const sockets = await socketsOfServer(home);
    expect(sockets.length).toBeGreaterThan(3);
    const answered: string[] = [];
    for (const { host: address, port } of sockets.filter(({ port }) => port !== hiddenUi.port)) {
      for (const name of ['127.0.0.1', 'localhost', 'evil.example.com', '[::1]', '*', '']) {
        for (const [method, path, body = ''] of CALLS) {
          const headers = { host: name === '' ? '' : `${name}:${port}`, 'content-type': 'text/plain' };
          const url = `http://${address}:${port}`;
          // gRPC ports do not support HTTP/1.1.
          const { status } = await exchange(url, path, { method, headers, body }).catch(() => ({
            status: 0,
          }));
          if (![0, 400, 403, 404, 405].includes(status)) answered.push(`${status} ${name} ${method} ${path}`);
        }
      }
    }
    expect(answered).toEqual([]);
    const list = await (await fetch(`${server.ui}/api/v1/namespaces/default/workflows`)).json();
    expect(list).not.toHaveProperty('executions.0');
    await server.release();
  }),
);

testOnLinux("the server's own UI has a different address after each start, which is hard to find", () =>
  withHome(async (home) => {
    const seen: ListeningSocket[] = [];
    for (let start = 0; start < 2; start++) {
      const server = await useEmbeddedServer({ home, log });
      const { hiddenUi } = (await findRunningServer(home))!;
      expect(await socketsOfServer(home)).toContainEqual(hiddenUi);
      const onLoopback = (await socketsOfServer(home)).filter(({ host }) => host === '127.0.0.1');
      expect(onLoopback.map(({ port }) => port)).not.toContain(Number(new URL(server.ui).port));
      seen.push(hiddenUi);
      await server.release();
    }
    for (const { host } of seen) expect(host).toMatch(/^127\.[1-9]\d*\.\d+\.\d+$/);
    expect(seen[0]).not.toEqual(seen[1]);
    expect(seen[0]!.host).not.toBe(seen[1]!.host);
  }),
);

test('the UI is served to its own pages, programs and links, and to no page of anybody else', () =>
  withHome(async (home) => {
    const server = await useEmbeddedServer({ home, log });
    const { host } = new URL(server.ui);
    const port = host.split(':')[1];
    const asked = async (headers: Record<string, string>, path = '/api/v1/settings') =>
      (await exchange(server.ui, path, { method: 'GET', headers })).status;
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect([
      await asked({ host }),
      await asked({ host: `localhost:${port}` }),
      await asked({ host, origin: server.ui, 'sec-fetch-site': 'same-origin' }),
      await asked({ host, ...link }, '/namespaces/default/workflows'),
    ]).toEqual([200, 200, 200, 200]);
    const rebound = `evil.example.com:${port}`;
    expect([
      await asked({ host: rebound }),
      await asked({ host: rebound, origin: `http://${rebound}`, 'sec-fetch-site': 'same-origin' }),
      await asked({ host, origin: 'http://evil.example.com' }),
      await asked({ host, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }),
      await asked({ host, ...link, 'sec-fetch-dest': 'iframe' }),
    ]).toEqual([403, 403, 403, 403, 403]);
    await server.release();
  }));

test('requests of the UI to Temporal are forwarded completely: a start with its body, and the response with its cookie', () =>
  withHome(async (home) => {
    const server = await useEmbeddedServer({ home, log });
    // The UI has its own connection to the server, which takes a moment to open.
    await eventually(async () => (await fetch(`${server.ui}/api/v1/namespaces`)).status === 200);
    const page = await fetch(`${server.ui}/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    const token = /_csrf=(\w+)/.exec(page.headers.get('set-cookie') ?? '')?.[1] ?? '';
    const started = await fetch(`${server.ui}/api/v1/namespaces/default/workflows/started`, {
      method: 'POST',
      headers: { cookie: `_csrf=${token}`, 'x-csrf-token': token, 'content-type': 'application/json' },
      body: JSON.stringify({
        workflowType: { name: 'any' },
        taskQueue: { name: 'any' },
        memo: { fields: {} },
      }),
    });
    expect([started.status, await started.json()]).toEqual([200, expect.objectContaining({ started: true })]);
    const found = await fetch(`${server.ui}/api/v1/namespaces/default/workflows/started`);
    expect(await found.json()).toMatchObject({ workflowExecutionInfo: { type: { name: 'any' } } });
    await server.release();
  }));

test('another user serves the UI soon after the serving one was killed', () =>
  withHome(async (home, startUser) => {
    const first = startUser();
    const { ui } = await first.ready();
    const second = await useEmbeddedServer({ home, log });
    expect(second.ui).toBe(ui);
    await first.kill();
    await eventually(async () => (await fetch(ui).catch(() => undefined))?.status === 200);
    await second.release();
    await expect(fetch(ui)).rejects.toThrow();
  }));

test('the UI has the same address again after the server was killed', () =>
  withHome(async (home) => {
    const server = await useEmbeddedServer({ home, log });
    const { process: killed } = (await findRunningServer(home))!;
    process.kill(killed.pid, 'SIGKILL');
    await eventually(async () => {
      const answer = await fetch(`${server.ui}/api/v1/namespaces`);
      return answer.status === 200 && (await findRunningServer(home))?.process.pid !== killed.pid;
    });
    await server.release();
  }));

test('a server that an earlier version of this program started, with open ports, is replaced at the same address', () =>
  withHome(async (home) => {
    const first = await useEmbeddedServer({ home, log });
    const { pid } = (await findRunningServer(home))!.process;
    for (const name of ['server.json', 'ports.json']) {
      const file = path.join(home, name);
      const { hiddenUi, ...earlier } = JSON.parse(await readFile(file, 'utf8')) as { hiddenUi: unknown };
      expect(hiddenUi).toBeDefined();
      await writeFile(file, JSON.stringify(earlier));
    }
    const next = await useEmbeddedServer({ home, log });
    expect([next.address, next.ui]).toEqual([first.address, first.ui]);
    expect((await findRunningServer(home))?.process.pid).not.toBe(pid);
    await eventually(async () => (await fetch(next.ui)).status === 200);
    await next.release();
    await first.release();
  }));

test('if a foreign program has taken the port of the UI of an idle home, other ports are chosen', () =>
  withHome(async (home) => {
    const first = await useEmbeddedServer({ home, log });
    await first.release();
    const foreign = createServer();
    const { hostname, port } = new URL(first.ui);
    await new Promise<void>((resolve) => foreign.listen(Number(port), hostname, resolve));
    const next = await useEmbeddedServer({ home, log });
    expect(next.ui).not.toBe(first.ui);
    expect((await fetch(next.ui)).status).toBe(200);
    await next.release();
    foreign.close();
  }));
