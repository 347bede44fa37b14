import { readdirSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { service } from '../../deployment/composeFile';
import { RunningProgram, runProgram } from './runningProgram';

const PROGRAMS = '/usr/lib/postgresql';
const START_LIMIT_MS = 60_000;
const POLL_MS = 100;

/** The folder of the programs in Debian's package; undefined if it is not installed. */
export function postgresPrograms(): string | undefined {
  try {
    const [newest] = readdirSync(PROGRAMS).sort((one, other) => Number(other) - Number(one));
    return newest === undefined ? undefined : join(PROGRAMS, newest, 'bin');
  } catch {
    return undefined;
  }
}

export interface PostgresOptions {
  port: number;
  /** The user that docker-compose.yml names. */
  password: string;
}

/**
 * Debian's PostgreSQL with the options of docker-compose.yml, in a folder of its own, which can be killed and
 * restarted.
 */
export class Postgres {
  private program: RunningProgram | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly programs: string,
    private readonly password: string,
    private readonly user: { uid: number; gid: number } | undefined,
  ) {}

  /** Creates the database, as the image does with an empty volume, and starts it. */
  static async create({ port, password }: PostgresOptions): Promise<Postgres> {
    const programs = postgresPrograms();
    if (programs === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
    const folder = await mkdtemp(join(tmpdir(), 'onboarding-postgres-'));
    const user = process.getuid?.() === 0 ? serverUser() : undefined;
    const postgres = new Postgres(port, folder, programs, password, user);
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user) for (const path of [folder, passwordFile]) await chown(path, user.uid, user.gid);
    const access = ['--username', postgres.owner, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
    await runProgram(postgres.call('initdb', ['--pgdata', postgres.data, '--encoding', 'UTF8', ...access]));
    await postgres.start();
    return postgres;
  }

  /** Resolves when it accepts connections. */
  async start(): Promise<void> {
    const [, ...options] = service('postgresql').command ?? [];
    const place = ['-D', this.data, '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    const until = performance.now() + START_LIMIT_MS;
    for (;;) {
      const program = new RunningProgram(
        this.call('postgres', [...options, ...place, '-p', String(this.port)]),
      );
      this.program = program;
      while (program.isRunning && performance.now() < until) {
        if (await this.isReady()) return;
        await sleep(POLL_MS);
      }
      // The remains of a killed one may need a moment to disappear, so the start is retried.
      const { output } = await program.end('SIGINT');
      if (performance.now() > until) throw new Error(`PostgreSQL does not start:\n${output}`);
    }
  }

  /** Like the kill of its container: `kill -9` for all of its processes. */
  async kill(): Promise<void> {
    const { program } = this;
    if (!program?.isRunning) return;
    const children = childrenOf(program.pid);
    program.signal('SIGKILL');
    for (const pid of children) killIfThere(pid);
    await program.ended;
  }

  /** What `pg_dumpall` or `pg_dump` writes with these options, as a file that `restore` takes. */
  async dump(name: string, [program, ...options]: readonly [string, ...string[]]): Promise<string> {
    const file = join(this.folder, name);
    await runProgram(this.call(program, [...this.access, ...options, '--file', file]));
    return file;
  }

  /** Runs the statements of a file, from a database that it may replace itself. */
  async restore(file: string, database = 'postgres'): Promise<void> {
    await runProgram(this.call('psql', [...this.access, '--dbname', database, '--quiet', '--file', file]));
  }

  private get access(): string[] {
    return ['--host', '127.0.0.1', '--username', this.owner];
  }

  /** Ends it as its container is ended, and forgets what it holds. */
  async remove(): Promise<void> {
    await this.program?.end('SIGINT');
    await rm(this.folder, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private get owner(): string {
    return service('postgresql').environment?.['POSTGRES_USER'] ?? '';
  }

  /** Uses the health check of docker-compose.yml. */
  private async isReady(): Promise<boolean> {
    const [, check = '', ...args] = service('postgresql').healthcheck?.test ?? [];
    return (await new RunningProgram(this.call(check, args)).ended).status === 0;
  }

  private call(name: string, args: readonly string[]) {
    const env = {
      PATH: process.env['PATH'] ?? '',
      LC_ALL: 'C.UTF-8',
      PGPORT: String(this.port),
      PGPASSWORD: this.password,
    };
    const user = this.user && { user: this.user };
    return { command: join(this.programs, name), args, env, cwd: this.folder, ...user };
  }
}

/** PostgreSQL refuses to run as root; Debian's package creates a user for it. */
function serverUser(): { uid: number; gid: number } {
  const [, uid, gid] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  if (uid === undefined || gid === undefined) throw new Error('There is no user postgres on this machine');
  return { uid: Number(uid), gid: Number(gid) };
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with its parent.
  }
}
