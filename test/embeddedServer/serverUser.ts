import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const EMBEDDED = path.resolve(__dirname, '../../dist/src/embeddedServer');

/** Uses the server until it gets input, and then ends as any program does: when nothing is left to do. */
const SCRIPT = `
const [embedded, home] = process.argv.slice(1);
require(embedded).useEmbeddedServer({ home, log: (line) => console.error(line) }).then(
  (server) => {
    console.log(JSON.stringify(server));
    process.stdin.once('data', () => { process.stdin.destroy(); void server.release(); });
  },
  (error) => {
    console.error(error.message);
    process.exitCode = 3;
  },
);
`;

/** Another process on this machine that uses the embedded server of a home. */
export class ServerUser {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #output = '';
  #errors = '';

  constructor(home: string, environment: NodeJS.ProcessEnv) {
    if (!existsSync(EMBEDDED)) throw new Error('These tests run what is built: npm run build');
    this.#child = spawn(process.execPath, ['-e', SCRIPT, EMBEDDED, home], { env: environment });
    this.#ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdout?.on('data', (data: Buffer) => (this.#output += data.toString()));
    this.#child.stderr?.on('data', (data: Buffer) => (this.#errors += data.toString()));
  }

  /** The server that it got, once it has one. */
  async ready(): Promise<{ address: string; ui: string; codecEndpoint: string }> {
    await eventually(() => this.#output.includes('\n') || this.#child.exitCode !== null, 100_000);
    if (!this.#output.includes('\n')) throw new Error(`The user ended without a server: ${this.#errors}`);
    return JSON.parse(this.#output) as { address: string; ui: string; codecEndpoint: string };
  }

  get printed(): string {
    return this.#errors;
  }

  async release(): Promise<void> {
    this.#child.stdin?.write('release\n');
    await this.#ended;
  }

  /** As a crash does, without cleaning up. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

export async function eventually(
  condition: () => boolean | Promise<boolean>,
  limitMs = 50_000,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${limitMs} ms in vain for: ${condition.toString()}`);
    await sleep(20);
  }
}
