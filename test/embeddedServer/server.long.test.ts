import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import {
  EmbeddedServerError,
  findProgram,
  findRunningServer,
  useEmbeddedServer,
} from '../../src/embeddedServer';
import { openHome } from '../../src/embeddedServer/home';
import { eventually } from './serverUser';
import { withHome } from './temporaryHome';

const log = () => undefined;
const isLinux = process.platform === 'linux';

jest.setTimeout(60_000);

// A first run may have to download the program.
beforeAll(async () => {
  await findProgram({ log });
}, 300_000);

async function retentionDays(address: string): Promise<number> {
  const connection = await Connection.connect({ address });
  const { config } = await connection.workflowService.describeNamespace({ namespace: 'default' });
  await connection.close();
  return Number(config?.workflowExecutionRetentionTtl?.seconds) / 24 / 60 / 60;
}

async function listenOn(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  );
  return server;
}

/** Users restart a killed server at once, so now and then they are faster. */
async function takePortFromServer(home: string, port: number): Promise<Server> {
  for (;;) {
    const running = await findRunningServer(home);
    if (running !== null) process.kill(running.process.pid, 'SIGKILL');
    const foreign = await listenOn(port).catch(() => null);
    if (foreign !== null) return foreign;
    await sleep(5);
  }
}

test('a finished workflow is kept for 30 days, also after a restart of the server', () =>
  withHome(async (home) => {
    const first = await useEmbeddedServer({ home, log });
    expect(await retentionDays(first.address)).toBe(30);
    await first.release();
    const second = await useEmbeddedServer({ home, log });
    expect(second.address).toBe(first.address);
    expect(await retentionDays(second.address)).toBe(30);
    await second.release();
  }));

test('the home and everything in it is private to its owner, whatever the home was before', () =>
  withHome(async (home) => {
    await mkdir(home, { mode: 0o777 });
    await chmod(home, 0o777);
    const server = await useEmbeddedServer({ home, log });
    const entries = readdirSync(home, { recursive: true, encoding: 'utf8' });
    expect(entries).toContain(path.join('database', 'temporal.db'));
    for (const entry of ['.', ...entries]) {
      expect([entry, statSync(path.join(home, entry)).mode & 0o077]).toEqual([entry, 0]);
    }
    await server.release();
  }));

test('the UI is served, knows the codec endpoint, and does not check for new versions', () =>
  withHome(async (home) => {
    const server = await useEmbeddedServer({ home, log });
    const settings = await (await fetch(`${server.ui}/api/v1/settings`)).json();
    expect(settings).toMatchObject({ Codec: { Endpoint: server.codecEndpoint }, DisableNewsFetch: true });
    await server.release();
  }));

test('server.json has the address of the server, and a server that has stopped is not found', () =>
  withHome(async (home) => {
    expect(await findRunningServer(home)).toBeNull();
    const server = await useEmbeddedServer({ home, log });
    const { address, ui } = server;
    expect(JSON.parse(await readFile(path.join(home, 'server.json'), 'utf8'))).toMatchObject({ address, ui });
    expect(await findRunningServer(home)).toMatchObject({ address, ui });
    await server.release();
    expect(await findRunningServer(home)).toBeNull();
  }));

(isLinux ? test : test.skip)('no setting of the command, and no secret in it, reaches the server', () =>
  withHome(async (home) => {
    process.env['CLIENT_SECRET'] = 'planted-secret';
    const server = await useEmbeddedServer({ home, log });
    delete process.env['CLIENT_SECRET'];
    const { pid } = (await findRunningServer(home))!.process;
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    expect(environment).toContain('PATH=');
    expect(environment).not.toContain('planted-secret');
    await server.release();
  }),
);

test('a stopped server has released its ports: its process is gone with all its threads', () =>
  withHome(async (home) => {
    for (let run = 0; run < 3; run++) {
      const server = await useEmbeddedServer({ home, log });
      await server.release();
      for (const url of [`http://${server.address}`, server.ui]) {
        const free = await listenOn(Number(new URL(url).port));
        free.close();
      }
    }
  }));

test('if a foreign program has taken the ports of an idle home, other ports are chosen', () =>
  withHome(async (home) => {
    const first = await useEmbeddedServer({ home, log });
    await first.release();
    const foreign = await listenOn(Number(first.address.split(':')[1]));
    const next = await Promise.all([useEmbeddedServer({ home, log }), useEmbeddedServer({ home, log })]);
    expect(next[0].address).not.toBe(first.address);
    expect(next[1].address).toBe(next[0].address);
    await Promise.all(next.map((server) => server.release()));
    foreign.close();
  }));

test('if a foreign program takes the port of a killed server, its users get a message, and a server once the port is free', () =>
  withHome(async (home) => {
    const lines: string[] = [];
    const user = await useEmbeddedServer({ home, log: (line) => lines.push(line) });
    const port = Number(user.address.split(':')[1]);
    const foreign = await takePortFromServer(home, port);
    await eventually(() => lines.some((line) => line.includes(`listens on its port ${port}`)));
    foreign.close();
    await eventually(async () => (await findRunningServer(home)) !== null);
    expect((await findRunningServer(home))?.address).toBe(user.address);
    await user.release();
  }));

test('a program that ends at once is reported with its last output, and leaves nothing registered', () =>
  withHome(async (home) => {
    const program = path.join(path.dirname(home), 'temporal');
    await writeFile(
      program,
      '#!/bin/sh\n[ "$1" = --version ] && echo "temporal version 9.9.9 (Server 9.9.9, UI 9)" && exit\necho "out of luck" >&2\nexit 1\n',
      { mode: 0o755 },
    );
    const failure = useEmbeddedServer({ home, program, log });
    await expect(failure).rejects.toMatchObject({
      kind: 'notStarted',
      message: expect.stringContaining('out of luck'),
    });
    expect(readdirSync(path.join(home, 'users'))).toEqual([]);
    // The home still works.
    const server = await useEmbeddedServer({ home, log });
    await server.release();
  }));

test('a home that cannot be a folder is reported by name', () =>
  withHome(async (home) => {
    await writeFile(home, 'a file');
    const failure = useEmbeddedServer({ home, log });
    await expect(failure).rejects.toBeInstanceOf(EmbeddedServerError);
    await expect(failure).rejects.toMatchObject({
      kind: 'homeUnusable',
      message: expect.stringContaining(home),
    });
  }));

test('a full disk is reported before anything starts', () =>
  withHome(async (home) => {
    const failure = openHome(home, Number.MAX_SAFE_INTEGER);
    await expect(failure).rejects.toMatchObject({
      kind: 'homeUnusable',
      message: expect.stringMatching(/disk of .* is full/),
    });
  }));
