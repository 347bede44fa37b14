import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { findProgram, findRunningServer, useEmbeddedServer } from '../../src/embeddedServer';
import { findServerProcess } from '../../src/embeddedServer/findServerProcess';
import { homeAt } from '../../src/embeddedServer/home';
import { isAlive, type ProcessIdentity } from '../../src/embeddedServer/processIdentity';
import { eventually } from './serverUser';
import { withHome } from './temporaryHome';

const log = () => undefined;

jest.setTimeout(60_000);

// A first run may have to download the program.
beforeAll(async () => {
  await findProgram({ log });
}, 300_000);

async function serverProcess(home: string): Promise<ProcessIdentity> {
  const server = await findRunningServer(home);
  if (server === null) throw new Error('No server runs.');
  return server.process;
}

async function withClient<Result>(
  address: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const connection = await Connection.connect({ address });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

test('a second process shares the server, which runs until the last one leaves', () =>
  withHome(async (home, startUser) => {
    const first = startUser();
    const given = await first.ready();
    const server = await serverProcess(home);
    const second = startUser();
    expect(await second.ready()).toEqual(given);
    expect(await serverProcess(home)).toEqual(server);

    await first.release();
    expect(isAlive(server)).toBe(true);
    await second.release();
    expect(isAlive(server)).toBe(false);
    expect(existsSync(path.join(home, 'server.json'))).toBe(false);
  }));

test(
  'twenty simultaneous processes on an empty home get one server, and leave nothing running',
  () =>
    withHome(async (home, startUser) => {
      const users = Array.from({ length: 20 }, () => startUser());
      const given = await Promise.all(users.map((user) => user.ready()));
      expect(new Set(given.map((server) => server.address)).size).toBe(1);
      const server = await serverProcess(home);

      await Promise.all(users.slice(0, 19).map((user) => user.release()));
      expect(isAlive(server)).toBe(true);
      await users[19]!.release();
      expect(isAlive(server)).toBe(false);
      expect(await findServerProcess(homeAt(home).database)).toBeNull();
    }),
  120_000,
);

test('two uses in one process count as two users', () =>
  withHome(async (home) => {
    const first = await useEmbeddedServer({ home, log });
    const second = await useEmbeddedServer({ home, log });
    const server = await serverProcess(home);
    await first.release();
    await first.release();
    expect(isAlive(server)).toBe(true);
    await second.release();
    expect(isAlive(server)).toBe(false);
  }));

test('a killed user is noticed: the last remaining user stops the server', () =>
  withHome(async (home, startUser) => {
    const killed = startUser();
    await killed.ready();
    const living = await useEmbeddedServer({ home, log });
    const server = await serverProcess(home);
    await killed.kill();
    expect(isAlive(server)).toBe(true);
    await living.release();
    expect(isAlive(server)).toBe(false);
  }));

test('the server of a killed only user keeps running, and the next user shares it', () =>
  withHome(async (home, startUser) => {
    const killed = startUser();
    await killed.ready();
    const server = await serverProcess(home);
    await killed.kill();
    const next = await useEmbeddedServer({ home, log });
    expect(await serverProcess(home)).toEqual(server);
    await next.release();
    expect(isAlive(server)).toBe(false);
  }));

test('a killed server restarts on the same port, with its state, for all its users', () =>
  withHome(async (home, startUser) => {
    const other = startUser();
    const lines: string[] = [];
    await other.ready();
    const user = await useEmbeddedServer({ home, log: (line) => lines.push(line) });
    await withClient(user.address, (client) =>
      client.workflow.start('any', { taskQueue: 'any', workflowId: 'kept' }),
    );
    const killed = await serverProcess(home);

    process.kill(killed.pid, 'SIGKILL');
    const since = Date.now();
    await eventually(async () => ((await findRunningServer(home))?.process.pid ?? killed.pid) !== killed.pid);
    expect(Date.now() - since).toBeLessThan(10_000);
    const server = await findRunningServer(home);
    expect(server?.address).toBe(user.address);
    const kept = await withClient(user.address, (client) => client.workflow.getHandle('kept').describe());
    expect(kept.status.name).toBe('RUNNING');

    await eventually(() => [...lines, other.printed].join().includes('is running again'));
    await other.release();
    await user.release();
    expect(isAlive(server!.process)).toBe(false);
  }));

test.each(['before it makes the database', 'while it makes the database', 'while it starts the server'])(
  'a process that is killed %s while it starts the server does not block the next one',
  (moment) =>
    withHome(async (home, startUser) => {
      const { databaseBeingMade, database } = homeAt(home);
      const starter = startUser();
      await eventually(async () => {
        if (moment.startsWith('before')) return existsSync(databaseBeingMade);
        const folder = moment.endsWith('database') ? databaseBeingMade : database;
        return (await findServerProcess(folder)) !== null;
      });
      await starter.kill();

      const next = await useEmbeddedServer({ home, log });
      const description = await withClient(next.address, (client) =>
        client.workflowService.describeNamespace({ namespace: 'default' }),
      );
      expect(Number(description.config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 60 * 60);
      expect(await findServerProcess(databaseBeingMade)).toBeNull();
      await next.release();
      expect(await findServerProcess(database)).toBeNull();
    }),
);

test('a server without its server.json is found, and no second one is started on its database', () =>
  withHome(async (home) => {
    const user = await useEmbeddedServer({ home, log });
    const server = await serverProcess(home);
    await rm(path.join(home, 'server.json'));
    const next = await useEmbeddedServer({ home, log });
    expect(next.address).toBe(user.address);
    expect(await serverProcess(home)).toEqual(server);
    await next.release();
    await user.release();
    expect(isAlive(server)).toBe(false);
  }));

test('a suspended server is replaced, on the same port', () =>
  withHome(async (home) => {
    const user = await useEmbeddedServer({ home, log });
    const stopped = await serverProcess(home);
    process.kill(stopped.pid, 'SIGSTOP');
    const next = await useEmbeddedServer({ home, log, answerLimitMs: 500 });
    expect(next.address).toBe(user.address);
    expect(isAlive(stopped)).toBe(false);
    await user.release();
    await next.release();
  }));

test('a proxy for everything else does not affect the connection between a command and its server', () =>
  withHome(async (home, startUser) => {
    const proxy = 'http://127.0.0.1:9';
    const user = startUser({
      ...process.env,
      http_proxy: proxy,
      https_proxy: proxy,
      grpc_proxy: proxy,
    });
    expect(await user.ready()).toMatchObject({ address: expect.stringMatching(/^127\.0\.0\.1:/) });
    await user.release();
  }));
