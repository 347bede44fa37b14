import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { containerProcess, type Place } from './containerProcess';
import { RunningProgram } from './runningProgram';

const START_LIMIT_MS = 60_000;
const POLL_MS = 100;

/** The addresses on which it listens in its container, by variable; docker-compose.yml need not set them. */
const PORT_VARIABLES = {
  FRONTEND_GRPC_PORT: '7233',
  FRONTEND_HTTP_PORT: '7243',
  FRONTEND_MEMBERSHIP_PORT: '6933',
  HISTORY_GRPC_PORT: '7234',
  HISTORY_MEMBERSHIP_PORT: '6934',
  MATCHING_GRPC_PORT: '7235',
  MATCHING_MEMBERSHIP_PORT: '6935',
  WORKER_GRPC_PORT: '7239',
  WORKER_MEMBERSHIP_PORT: '6939',
};

export const SERVER_PORTS = Object.values(PORT_VARIABLES);

/** Temporal's production server with the options of docker-compose.yml, which can be killed and restarted. */
export class TemporalServer {
  private program: RunningProgram | undefined;

  /** Needs its databases before it starts. */
  constructor(private readonly place: Place) {}

  get address(): string {
    return `127.0.0.1:${this.place.ports['7233']}`;
  }

  /** Resolves when it answers clients, on the same ports each time. */
  async start(): Promise<void> {
    const { env, ...called } = containerProcess('temporal', this.place);
    const ports = Object.entries(PORT_VARIABLES).map(([name, port]) => [
      name,
      String(this.place.ports[port]),
    ]);
    const program = new RunningProgram({ ...called, env: { ...env, ...Object.fromEntries(ports) } });
    this.program = program;
    const until = performance.now() + START_LIMIT_MS;
    while (!(await this.answers())) {
      if (program.isRunning && performance.now() < until) {
        await sleep(POLL_MS);
        continue;
      }
      throw new Error(`The Temporal server does not start:\n${(await program.end('SIGKILL')).output}`);
    }
  }

  async kill(): Promise<void> {
    await this.program?.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.program?.end();
  }

  private async answers(): Promise<boolean> {
    try {
      const connection = await Connection.connect({ address: this.address, connectTimeout: '1s' });
      await connection.close();
      return true;
    } catch {
      return false;
    }
  }
}
