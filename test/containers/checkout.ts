import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { repository } from '../deployment/composeFile';
import { cacheFolder } from './cacheFolder';
import { call } from './call';
import { dockerEnvironment } from './engine';
import { baseImage } from './imageNames';

/** What docker-compose.yml suggests to try everything with the sandbox. */
const SANDBOX_TENANT = {
  CLIENT_ID: 'sandbox-client',
  REST_ENDPOINT: 'http://sandbox.localhost:8090/sandbox-tenant',
  IMS_ENDPOINT: 'http://sandbox.localhost:8090',
};

/** The base image is a stand-in, and nobody packages Grafana for a machine that reaches no registry of images. */
const STAND_INS = {
  services: {
    worker: { build: { context: '.', args: { NODE_IMAGE: baseImage().name } } },
    grafana: { profiles: ['not-here'] },
  },
};

/** Commerce is elsewhere, and is not stopped with everything. */
const COMMERCE_ELSEWHERE = {
  services: { worker: { extra_hosts: ['sandbox.localhost:host-gateway'] } },
};

/** An operator's folder with a copy of this repository, and a home folder. */
export class Checkout {
  readonly home = join(cacheFolder, 'operator');
  readonly folder = join(this.home, 'commerce-onboarding');
  private commerceIsElsewhere = false;

  async create(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
    await mkdir(this.folder, { recursive: true });
    const listed = await call('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: repository,
    });
    for (const file of listed.split('\n').filter((name) => name !== '' && name !== 'node_modules')) {
      await mkdir(dirname(join(this.folder, file)), { recursive: true });
      await cp(join(repository, file), join(this.folder, file), { force: true });
    }
    const lines = Object.entries(SANDBOX_TENANT).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(this.folder, '.env'), lines.join(''));
    // YAML that is JSON.
    await writeFile(join(this.home, 'stand-ins.yml'), JSON.stringify(STAND_INS));
    await writeFile(join(this.home, 'commerce.yml'), JSON.stringify(COMMERCE_ELSEWHERE));
  }

  /** Runs commands in the folder, as an operator types them. @returns what they print */
  async run(commands: string, { input = '', env = {} }: RunOptions = {}): Promise<string> {
    return await call('bash', ['-euo', 'pipefail', '-c', commands], {
      cwd: this.folder,
      input,
      env: { ...dockerEnvironment, ...this.composeVariables(), HOME: this.home, ...env },
    });
  }

  /** Runs `onboard` in a worker. */
  async onboard(command: string): Promise<string> {
    return await this.run(`docker compose exec -T worker node dist/src/cli/main.js ${command}`);
  }

  async setVariable(name: string, value: string): Promise<void> {
    const file = join(this.folder, '.env');
    const others = (await readFile(file, 'utf8')).split('\n').filter((line) => !line.startsWith(`${name}=`));
    await writeFile(file, others.join('\n'));
    await appendFile(file, `${name}=${value}\n`);
  }

  /** From now on workers find the sandbox's name at an address outside of the containers. */
  useCommerceElsewhere(): void {
    this.commerceIsElsewhere = true;
  }

  private composeVariables(): Record<string, string> {
    const files = [join(this.folder, 'docker-compose.yml'), join(this.home, 'stand-ins.yml')];
    if (this.commerceIsElsewhere) files.push(join(this.home, 'commerce.yml'));
    return {
      COMPOSE_FILE: files.join(':'),
      // The guide's `--profile sandbox`, for every command.
      COMPOSE_PROFILES: this.commerceIsElsewhere ? '' : 'sandbox',
    };
  }
}

interface RunOptions {
  input?: string;
  env?: Readonly<Record<string, string>>;
}
