import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { SearchAttributeType } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { findProgram, findRunningServer, useEmbeddedServer } from '../../src/embeddedServer';
import { homeAt } from '../../src/embeddedServer/home';
import { readServerVersion, recordServerVersion } from '../../src/embeddedServer/serverVersionRecord';
import { olderProgram, OLDER_SERVER, withOlderServer } from './olderServer';
import { withHome } from './temporaryHome';

const log = () => undefined;
const namespace = 'default';
const taskQueue = { name: 'any' };

jest.setTimeout(60_000);

let server: string;
// A first run may have to download both programs.
beforeAll(async () => {
  [{ server }] = await Promise.all([findProgram({ log }), olderProgram()]);
}, 300_000);

/** The home of an older server: one workflow has ended with the result 7, another one waits for its task. */
async function makeOlderHome(home: string): Promise<void> {
  const { database } = homeAt(home);
  await withOlderServer(database, async (connection) => {
    const searchAttributes = { Tenant: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD };
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    const { workflow } = new Client({ connection });
    await workflow.start('any', { taskQueue: taskQueue.name, workflowId: 'ended' });
    await endNext(connection, 7);
    await workflow.start('any', {
      taskQueue: taskQueue.name,
      workflowId: 'running',
      typedSearchAttributes: [{ key: { name: 'Tenant', type: SearchAttributeType.KEYWORD }, value: 'shop' }],
    });
  });
  await recordServerVersion(database, OLDER_SERVER);
}

/** Ends the workflow whose task waits, as its worker would. */
async function endNext(connection: Connection, result: number): Promise<void> {
  const { workflowService } = connection;
  const { taskToken } = await connection.withDeadline(Date.now() + 20_000, () =>
    workflowService.pollWorkflowTaskQueue({ namespace, taskQueue }),
  );
  await workflowService.respondWorkflowTaskCompleted({
    namespace,
    taskToken,
    commands: [
      {
        commandType: temporal.api.enums.v1.CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
        completeWorkflowExecutionCommandAttributes: {
          result: {
            payloads: [
              { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(String(result)) },
            ],
          },
        },
      },
    ],
  });
}

async function withConnection(
  { address }: { address: string },
  work: (connection: Connection, client: Client) => Promise<void>,
): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await work(connection, new Client({ connection }));
  } finally {
    await connection.close();
  }
}

async function idsOf(client: Client, query: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
  return ids;
}

test('a home of an older server keeps what has ended, what runs and what can be searched for, in the new schema', () =>
  withHome(async (home) => {
    await makeOlderHome(home);
    const lines: string[] = [];
    const user = await useEmbeddedServer({ home, log: (line) => lines.push(line) });
    await withConnection(user, async (connection, client) => {
      expect(await client.workflow.getHandle('ended').result()).toBe(7);
      expect((await client.workflow.getHandle('running').describe()).status.name).toBe('RUNNING');
      expect(await idsOf(client, "Tenant = 'shop'")).toEqual(['running']);
      // The older schema has no such column: a newer server on it answers with an error.
      expect(await idsOf(client, "TemporalReportedProblems = 'none'")).toEqual([]);
      await endNext(connection, 8);
      expect(await client.workflow.getHandle('running').result()).toBe(8);
      const { config } = await connection.workflowService.describeNamespace({ namespace });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 60 * 60);
    });
    await user.release();
    const kept = path.join(home, `database-${OLDER_SERVER}`);
    expect(lines.join('\n')).toMatch(
      new RegExp(`from Temporal server ${OLDER_SERVER} to ${server}[^]*is in ${kept}`),
    );

    // The next start has nothing to do, and the copy is unchanged: its server continues with it.
    const next: string[] = [];
    await (await useEmbeddedServer({ home, log: (line) => next.push(line) })).release();
    expect(next).toEqual([]);
    expect(readdirSync(home).filter((name) => name.startsWith('database'))).toEqual([
      'database',
      `database-${OLDER_SERVER}`,
    ]);
    await withOlderServer(kept, async (connection) => {
      const { workflow } = new Client({ connection });
      expect((await workflow.getHandle('running').describe()).status.name).toBe('RUNNING');
    });
  }));

test('a home without a recorded version is upgraded, and its copy is private to the owner', () =>
  withHome(async (home, startUser) => {
    const first = await useEmbeddedServer({ home, log });
    await withConnection(first, async (_, client) => {
      await client.workflow.start('any', { taskQueue: 'any', workflowId: 'kept' });
    });
    await first.release();
    const { database } = homeAt(home);
    await writeFile(path.join(database, 'made-for.json'), 'nonsense');
    // The lock of a process that was killed while it upgraded this database.
    await mkdir(path.join(database, 'temporal.db.lock'));

    const users = [startUser(), startUser()];
    const [given] = await Promise.all(users.map((user) => user.ready()));
    await withConnection(given!, async (_, client) => {
      expect((await client.workflow.getHandle('kept').describe()).status.name).toBe('RUNNING');
    });
    expect(await readServerVersion(database)).toBe(server);
    expect(users.filter(({ printed }) => printed.includes('Upgraded.'))).toHaveLength(1);
    const copy = path.join(home, 'database-unknown');
    expect(statSync(copy).mode & 0o077).toBe(0);
    expect(statSync(path.join(copy, 'temporal.db')).mode & 0o077).toBe(0);
    await Promise.all(users.map((user) => user.release()));
  }));

test('if a process is killed while the upgraded database replaces the old one, the next process completes it', () =>
  withHome(async (home) => {
    await (await useEmbeddedServer({ home, log })).release();
    const { database, databaseBeingMade } = homeAt(home);
    await rename(database, databaseBeingMade);
    const before = statSync(path.join(databaseBeingMade, 'temporal.db')).ino;
    await (await useEmbeddedServer({ home, log })).release();
    expect(statSync(path.join(database, 'temporal.db')).ino).toBe(before);
  }));

test('a home whose rows do not fit the new schema is unchanged, and the error says what to do', () =>
  withHome(async (home) => {
    await (await useEmbeddedServer({ home, log })).release();
    const { database } = homeAt(home);
    const file = path.join(database, 'temporal.db');
    await rm(`${file}-wal`);
    await writeFile(file, 'no database');
    await recordServerVersion(database, OLDER_SERVER);
    await expect(useEmbeddedServer({ home, log })).rejects.toMatchObject({
      kind: 'databaseNotUpgraded',
      message: expect.stringMatching(
        new RegExp(
          `made by Temporal server ${OLDER_SERVER} and cannot be upgraded[^]*--db-filename ${file}[^]*ONBOARDING_HOME`,
        ),
      ),
    });
    expect(await readFile(file, 'utf8')).toBe('no database');
    expect(await readServerVersion(database)).toBe(OLDER_SERVER);
    expect(await findRunningServer(home)).toBeNull();
  }));

test('a home of a newer server is refused with the name of the right program, and is not touched', () =>
  withHome(async (home) => {
    await (await useEmbeddedServer({ home, log })).release();
    const { database } = homeAt(home);
    await recordServerVersion(database, '99.0.0');
    const before = statSync(path.join(database, 'temporal.db')).mtimeMs;
    await expect(useEmbeddedServer({ home, log })).rejects.toMatchObject({
      kind: 'databaseTooNew',
      message: expect.stringMatching(
        /that of Temporal server 99\.0\.0, .* Set ONBOARDING_TEMPORAL_CLI to .* server 99\.0\.0 or newer/s,
      ),
    });
    expect(statSync(path.join(database, 'temporal.db')).mtimeMs).toBe(before);
    expect(readdirSync(path.join(home, 'users'))).toEqual([]);
    expect(existsSync(path.join(home, 'server.json'))).toBe(false);
  }));
