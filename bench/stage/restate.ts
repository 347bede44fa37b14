import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeStablePorts } from '../../test/setup/production/stablePorts';
import { startProgram, stopProgram } from './program';

export interface Restate {
  readonly ingress: string;
  readonly admin: string;
  stop(): Promise<void>;
}

/** Restate's own server from npm, one node, with its defaults but for ports. */
export async function startRestate(folder: string): Promise<Restate> {
  const [node = 0, ingress = 0, admin = 0] = await takeStablePorts(3);
  const program = startProgram({
    command: join(__dirname, '../peers/node_modules/.bin/restate-server'),
    args: ['--no-logo', '--listen-mode', 'tcp', '--bind-ip', '127.0.0.1', '--bind-port', String(node)],
    cwd: folder,
    env: {
      RESTATE_BASE_DIR: join(folder, 'restate'),
      RESTATE_INGRESS__BIND_PORT: String(ingress),
      RESTATE_ADMIN__BIND_PORT: String(admin),
      DO_NOT_TRACK: '1',
    },
  });
  const urls = { ingress: `http://127.0.0.1:${ingress}`, admin: `http://127.0.0.1:${admin}` };
  await Promise.race([untilHealthy(`${urls.admin}/health`), failsWith(program)]);
  return { ...urls, stop: () => stopProgram(program) };
}

const POLL_MS = 100;
const LIMIT_MS = 60_000;

async function untilHealthy(url: string): Promise<void> {
  const until = performance.now() + LIMIT_MS;
  while (
    !(await fetch(url)
      .then(({ ok }) => ok)
      .catch(() => false))
  ) {
    if (performance.now() > until) throw new Error(`No answer from ${url} within ${LIMIT_MS / 1000} s`);
    await sleep(POLL_MS);
  }
}

async function failsWith({ ended }: { ended: Promise<{ output: string }> }): Promise<never> {
  throw new Error(`The program ended:\n${(await ended).output}`);
}
