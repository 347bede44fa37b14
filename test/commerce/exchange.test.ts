import { EventEmitter, once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { exchange, ExchangeTimeoutError } from '../../src/commerce/exchange';

const MINUTE_MS = 60_000;

test('an answer is complete if it arrives in pieces, cut in the middle of a character', async () => {
  const bytes = Buffer.from('{"firstname":"Zoë"}');
  const cut = bytes.indexOf('ë') + 1;
  const listener: RequestListener = (_, response) => {
    response.write(bytes.subarray(0, cut), () => response.end(bytes.subarray(cut)));
  };
  await withServer(listener, async (send) => {
    expect(await send()).toMatchObject({ status: 200, text: '{"firstname":"Zoë"}' });
  });
});

test('an interim response is not the answer', async () => {
  const listener: RequestListener = (_, response) => {
    response.writeProcessing();
    response.writeHead(201, { 'retry-after': '7' }).end('made');
  };
  await withServer(listener, async (send) => {
    expect(await send()).toMatchObject({ status: 201, headers: { 'retry-after': '7' }, text: 'made' });
  });
});

test('an answer that is not complete in time ends with the time limit, and so does its connection', async () => {
  const listener: RequestListener = (_, response) => void response.write('{');
  await withServer(listener, async (send, closed) => {
    await expect(send({ limitMs: 50 })).rejects.toBeInstanceOf(ExchangeTimeoutError);
    await closed();
  });
});

test('an aborted exchange ends with the reason, and so does its connection', async () => {
  const abort = new AbortController();
  const reason = new Error('the worker stops');
  const listener: RequestListener = () => abort.abort(reason);
  await withServer(listener, async (send, closed) => {
    await expect(send({ signal: abort.signal })).rejects.toBe(reason);
    await closed();
  });
});

test('all exchanges of one signal end with its reason, and later ones are not sent', async () => {
  const abort = new AbortController();
  const reason = new Error('the worker stops');
  let arrived = 0;
  const listener: RequestListener = ({ url }, response) => {
    if (url === '/answered') return void response.end();
    arrived += 1;
    if (arrived === 3) abort.abort(reason);
  };
  await withServer(listener, async (send) => {
    const { signal } = abort;
    await send({ path: '/answered', signal });
    const ended = await Promise.allSettled([send({ signal }), send({ signal }), send({ signal })]);
    expect(ended).toEqual(Array(3).fill({ status: 'rejected', reason }));
    await expect(send({ signal })).rejects.toBe(reason);
    expect(arrived).toBe(3);
  });
});

test('an exchange that ended while it waited for a connection is not sent', async () => {
  const arrived: (string | undefined)[] = [];
  const first = new EventEmitter();
  const listener: RequestListener = ({ url }, response) => {
    arrived.push(url);
    if (url !== '/first') return void response.end();
    first.once('answer', () => response.end());
    first.emit('arrived');
  };
  await withServer(
    listener,
    async (send) => {
      const arrivedFirst = once(first, 'arrived');
      const before = send({ path: '/first' });
      await arrivedFirst;
      const abort = new AbortController();
      const waiting = send({ path: '/second', signal: abort.signal });
      abort.abort(new Error('the worker stops'));
      await expect(waiting).rejects.toThrow('the worker stops');
      first.emit('answer');
      await before;
      await send({ path: '/third' });
      expect(arrived).toEqual(['/first', '/third']);
    },
    { connections: 1 },
  );
});

interface Sending {
  path?: string;
  limitMs?: number;
  signal?: AbortSignal;
}

type Send = (sending?: Sending) => ReturnType<typeof exchange>;

/** @param use also receives a promise for the end of the first connection */
async function withServer(
  listener: RequestListener,
  use: (send: Send, closed: () => Promise<unknown>) => Promise<void>,
  options: Agent.Options = {},
): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connected = once(server, 'connection').then(([socket]) =>
    once(socket as NodeJS.EventEmitter, 'close'),
  );
  connected.catch(() => undefined);
  const agent = new Agent(options);
  const { port } = server.address() as AddressInfo;
  const send: Send = ({ path = '/', limitMs = MINUTE_MS, signal = new AbortController().signal } = {}) =>
    exchange(
      agent,
      { kind: 'create', method: 'POST', url: new URL(`http://127.0.0.1:${port}${path}`), headers: {} },
      { limitMs, signal },
    );
  try {
    await use(send, () => connected);
  } finally {
    await agent.destroy();
    server.closeAllConnections();
    server.close();
  }
}
