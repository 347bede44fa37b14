import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { findProgram } from '../../src/embeddedServer';
import { serverArguments } from '../../src/embeddedServer/serverArguments';
import { connectTemporal } from '../../src/temporal/connection';
import { ensureSearchAttributes } from '../../src/temporal/searchAttributes';
import { freePort } from '../setup/freePort';

/** A Temporal server of one test, which only the test restarts. */
export class TemporalServer {
  private child: ChildProcess | undefined;

  private constructor(
    readonly address: string,
    private readonly program: string,
    private readonly folder: string,
    private readonly args: readonly string[],
  ) {}

  static async start(): Promise<TemporalServer> {
    const given = process.env['ONBOARDING_TEMPORAL_CLI'];
    const { path } = await findProgram({ log: () => undefined, ...(given && { program: given }) });
    const folder = await mkdtemp(join(tmpdir(), 'onboarding-temporal-'));
    await mkdir(join(folder, 'database'));
    const [grpc, ui, codec] = [await freePort(), await freePort(), await freePort()];
    const server = new TemporalServer(
      `127.0.0.1:${grpc}`,
      path,
      folder,
      serverArguments(join(folder, 'database'), { grpc, ui, codec }),
    );
    servers.push({ server, folder });
    await server.startAgain();
    const target = { connectionOptions: { address: server.address }, namespace: 'default' };
    const temporal = await connectTemporal(target, {});
    await ensureSearchAttributes(temporal);
    await temporal.connection.close();
    return server;
  }

  /** Resolves when it serves again, with everything that it had accepted. */
  async startAgain(): Promise<void> {
    this.child = spawn(this.program, [...this.args], { stdio: 'ignore', cwd: this.folder });
    await this.withClient(async ({ workflowService }) => {
      while (!(await serves(workflowService.describeNamespace({ namespace: 'default' })))) await sleep(50);
    });
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async withClient<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const connection = Connection.lazy({ address: this.address });
    try {
      return await work(new Client({ connection }));
    } finally {
      await connection.close();
    }
  }
}

const servers: { readonly server: TemporalServer; readonly folder: string }[] = [];

afterEach(async () => {
  for (const { server, folder } of servers.splice(0)) {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  }
});

async function serves(asked: Promise<unknown>): Promise<boolean> {
  return await asked.then(
    () => true,
    () => false,
  );
}
