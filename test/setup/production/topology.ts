import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encryptionKeyText, newEncryptionKey } from '../../../src/temporal/encryption';
import { containerProcess, healthCheckProcess, type Place } from './containerProcess';
import { Postgres } from './postgres';
import { RunningProgram, runProgram } from './runningProgram';
import { buildServerPrograms } from './serverPrograms';
import { takeStablePorts } from './stablePorts';
import { SERVER_PORTS, TemporalServer } from './temporalServer';

/** The services with one instance; their number distinguishes them. */
const CONTAINER_PORTS = ['5432', '8000', '8081', '8088', '8090'];

const WORKER_PORT = '9464';

const START_LIMIT_MS = 60_000;

export interface TopologyOptions {
  /** The initial number of workers. Default 1. */
  workers?: number;
  /** Variables of `.env` beyond the sandbox's tenant. */
  variables?: Readonly<Record<string, string>>;
}

/** One of our containers. */
export interface Service {
  readonly name: string;
  readonly program: RunningProgram;
  /** Has its own ports. */
  readonly place: Place;
}

/** The parts of docker-compose.yml that matter to an onboarding, as processes of this machine, with the sandbox. */
export class Topology {
  /** All that were started, including those that have ended. */
  readonly workers: Service[] = [];
  private readonly programs: RunningProgram[] = [];

  private constructor(
    /** The addresses of the services; each worker has a port of its own. */
    readonly place: Place,
    readonly postgres: Postgres,
    readonly temporal: TemporalServer,
    /** A key of the gateway with every right. */
    readonly apiKey: string,
  ) {}

  /** In the order of the file: database, schema, server, namespace, then our own services. */
  static async start({ workers = 1, variables = {} }: TopologyOptions = {}): Promise<Topology> {
    const place = await makePlace({ ...SANDBOX_TENANT, ...variables });
    const apiKey = await newApiKey(place);
    const password = await readFile(join(place.folders['/run/secrets'] ?? '', 'postgres-password'), 'utf8');
    const postgres = await Postgres.create({ port: place.ports['5432'] ?? 0, password: password.trim() });
    const topology = new Topology(place, postgres, new TemporalServer(place), apiKey);
    try {
      await topology.run('temporal-schema');
      await topology.temporal.start();
      await topology.run('temporal-namespace');
      for (const name of ['sandbox', 'codec-server', 'gateway']) await topology.open(name);
      for (let count = 0; count < workers; count += 1) await topology.addWorker();
      return topology;
    } catch (error) {
      await topology.end();
      throw error;
    }
  }

  /** Runs a job of the file to its end, and returns its output. */
  async run(name: string): Promise<string> {
    return await runProgram(containerProcess(name, this.place));
  }

  /** Starts one of our services; resolves when its health check passes. */
  async open(name: string, place = this.place): Promise<Service> {
    const program = new RunningProgram(containerProcess(name, place));
    this.programs.push(program);
    const until = performance.now() + START_LIMIT_MS;
    while (!(await isWell(name, place))) {
      if (program.isRunning && performance.now() < until) continue;
      throw new Error(`${name} is not well:\n${(await program.end('SIGKILL')).output}`);
    }
    return { name, program, place };
  }

  /**
   * Starts one more worker: `--scale worker=...`
   * @param variables changes of `.env`
   * @param place differences from the other workers' place
   */
  async addWorker(
    variables: Place['variables'] = {},
    place: Partial<Pick<Place, 'folders' | 'environment'>> = {},
  ): Promise<Service> {
    const worker = await this.open('worker', {
      ...this.place,
      ...place,
      variables: { ...this.place.variables, ...variables },
      ports: { ...this.place.ports, ...(await portsFor([WORKER_PORT])) },
    });
    this.workers.push(worker);
    return worker;
  }

  /** The address of a service's port. */
  url(containerPort: string): string {
    return `http://127.0.0.1:${this.place.ports[containerPort]}`;
  }

  /** Ends everything in any state, and leaves nothing behind. */
  async end(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.end('SIGKILL')));
    await this.temporal.stop();
    await this.postgres.remove();
    await rm(this.place.cwd, { recursive: true, force: true });
  }
}

/** The values for the sandbox that docker-compose.yml suggests for `.env`. */
const SANDBOX_TENANT = {
  CLIENT_ID: 'sandbox-client',
  REST_ENDPOINT: 'http://sandbox.localhost:8090/sandbox-tenant',
  IMS_ENDPOINT: 'http://sandbox.localhost:8090',
};

/** Whether a service's health check in docker-compose.yml, or in the image, passes. */
export async function isWell(name: string, place: Place): Promise<boolean> {
  return (await new RunningProgram(healthCheckProcess(name, place)).ended).status === 0;
}

async function makePlace(variables: Place['variables']): Promise<Place> {
  const programs = [await buildServerPrograms()];
  const cwd = await mkdtemp(join(tmpdir(), 'onboarding-topology-'));
  const folders = { '/run/secrets': join(cwd, 'secrets'), '/var/lib/onboarding': join(cwd, 'gateway') };
  await mkdir(folders['/run/secrets'], { mode: 0o700 });
  const secrets = {
    'postgres-password': randomBytes(24).toString('hex'),
    'client-secret': 'sandbox-secret',
    'encryption-keys': encryptionKeyText(newEncryptionKey()),
  };
  for (const [name, text] of Object.entries(secrets)) {
    await writeFile(join(folders['/run/secrets'], name), `${text}\n`);
  }
  return { variables, ports: await portsFor([...CONTAINER_PORTS, ...SERVER_PORTS]), folders, programs, cwd };
}

const NEW_KEY = [
  'gateway',
  'keys',
  'new',
  'crm',
  ...['start', 'read', 'retry'].flatMap((right) => ['--right', right]),
];

/** Creates it like `docker compose run gateway gateway keys new ...`. */
async function newApiKey(place: Place): Promise<string> {
  const { args, ...called } = containerProcess('gateway', place);
  const [main = ''] = args;
  const said = await runProgram({ ...called, args: [main, ...NEW_KEY] });
  const [key] = /^onboard_\S+$/m.exec(said) ?? [];
  if (key === undefined) throw new Error(`No key was made:\n${said}`);
  return key;
}

async function portsFor(containerPorts: readonly string[]): Promise<Record<string, number>> {
  const ports = await takeStablePorts(containerPorts.length);
  return Object.fromEntries(containerPorts.map((port, index) => [port, ports[index] ?? 0]));
}
