import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { findRunningServer } from '../../src/embeddedServer';
import { folderWith, jsonLines, Onboard, onboard } from '../cli/onboard';
import { exchange } from '../setup/exchange';
import { listeningSockets, type ListeningSocket } from '../setup/listeningSockets';
import { somebody } from '../setup/people';
import { eventually } from '../embeddedServer/serverUser';
import { stateOf, untilListed } from './stateOfDev';
import { type Attack, attackOn, MADE_BY_ATTACK } from './attacks';
import { startChromium, testWithChromium } from './browser';
import { encryptedInput } from './encryptedInput';
import { type Attacker, ATTACKING_PAGE, startAttacker, startVictim, type Victim } from './attackServers';

jest.setTimeout(600_000);

/** Host names of the attacker, which lead to this machine. */
const EVIL = 'evil.example';
const REBOUND = 'rebound.example';

/** Names with a hyphen, which no ciphertext in base64 contains by chance. */
const PERSON: OnboardingInput = {
  customer: somebody({ email: 'jane-marie@example.com', firstname: 'Jane-Marie', lastname: 'Roe-Smith' }),
  password: 'sho-rt',
};
const SECRET_OF_VICTIM = 'read-from-the-victim';

let browser: Browser | undefined;
let victim: Victim | undefined;
let attacker: Attacker | undefined;
afterAll(async () => {
  await browser?.close();
  await victim?.close();
  await attacker?.close();
});

testWithChromium(
  "a page of another origin creates, changes, ends and reads nothing at any port of 'onboard dev'",
  async () => {
    const dev = await startDev();
    victim = await startVictim(SECRET_OF_VICTIM);
    browser = await startChromium([EVIL, REBOUND]);
    await untilListed(dev.address, 'before-the-attack');
    const before = await stateOf(dev);

    attacker = await startAttacker();
    const sockets = [...dev.sockets, { host: '127.0.0.1', port: victim.port }];
    for (const [from, to] of [
      ['127.0.0.1', '127.0.0.1'],
      [EVIL, 'localhost'],
    ] as const) {
      const page = await browser.newPage();
      await page.goto(`http://${from}:${attacker.port}/`);
      const bases = sockets.map(({ host, port }) => `http://${host === '127.0.0.1' ? to : host}:${port}`);
      expect(await spray(page, bases, dev.attack)).toEqual([]);
      await page.close();
    }
    await untilListed(dev.address, 'after-the-first-attacks');
    expect(await stateOf(dev)).toEqual(before);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'no type']) {
      expect(victim.arrived).toContain(`POST ${type} /onboardings`);
    }

    for (const { port } of dev.sockets.filter(({ host }) => host === '127.0.0.1')) {
      const read = await sprayRebound(port, dev.attack);
      for (const needle of [...dev.needles, MADE_BY_ATTACK]) {
        expect(read.filter(({ text }) => text.includes(needle))).toEqual([]);
      }
    }
    const read = await sprayRebound(victim.port, dev.attack);
    expect(read.map(({ text }) => text)).toContainEqual(expect.stringContaining(SECRET_OF_VICTIM));

    await untilListed(dev.address, 'after-the-attack');
    expect(await stateOf(dev)).toEqual(before);
    await dev.end();
  },
);

interface AttackedDev {
  readonly address: string;
  readonly sandbox: string;
  /** Of all its processes. */
  readonly sockets: readonly ListeningSocket[];
  readonly attack: Attack;
  /** What no page may read. */
  readonly needles: readonly string[];
  /** Lets running ones finish, which shows that they could. */
  end(): Promise<void>;
}

/** `onboard dev` with its metrics, one failed onboarding, and one that waits for Commerce. */
async function startDev(): Promise<AttackedDev> {
  const cwd = await folderWith();
  const env = { ONBOARDING_METRICS_ADDRESS: '127.0.0.1:0', ONBOARDING_GATEWAY_ADDRESS: '127.0.0.1:0' };
  const command = new Onboard(['dev'], { cwd, env });
  await command.says(/^Try /m);
  const [, address = ''] = await command.says(/^Temporal +(\S+),/m);
  const [, ui = ''] = await command.says(/^Temporal UI +(\S+)$/m);
  const [, sandbox = ''] = await command.says(/^Sandbox +(\S+)/m);
  for (const name of ['Codec server', 'Gateway', 'Metrics'])
    await command.says(new RegExp(`^${name} +`, 'm'));

  const start = async (args: readonly string[], input: OnboardingInput) =>
    (await onboard(['start', ...args, '-'], { cwd, env, input: JSON.stringify(input) })).stdout;
  const failed = String(jsonLines(await start(['--wait', '--json'], PERSON))[0]?.['workflowId']);
  const rule = { on: 'create', what: { kind: 'html', status: 503, made: false } };
  await exchange(sandbox, '/_sandbox/faults', { body: JSON.stringify(rule) });
  const running = (await start([], { customer: somebody({ firstname: 'Jane-Anne' }) })).trim();
  await eventually(async () => (await requestsOf(sandbox)).some(({ kind }) => kind === 'create'));

  const { encoding, data } = await encryptedInput(ui, failed);
  expect(encoding).toBe('binary/encrypted');
  const server = await findRunningServer(join(cwd, '.onboarding'));
  return {
    address,
    sandbox,
    sockets: [...listeningSockets(command.pid), ...listeningSockets(server!.process.pid)],
    attack: attackOn({ running, failed, payloads: await payloadsOf(ui, failed) }),
    needles: [PERSON.customer.email, 'Jane-Marie', 'Roe-Smith', 'Jane-Anne', 'sho-rt', failed, running, data],
    end: async () => {
      await exchange(sandbox, '/_sandbox/faults', { method: 'DELETE' });
      const done = await onboard(['show', running, '--json'], { cwd, env });
      expect(done.stdout).toContain('"running"');
      command.signal('SIGINT');
      expect(await command.ended).toMatchObject({ status: 0 });
    },
  };
}

async function requestsOf(sandbox: string): Promise<{ kind: string }[]> {
  const { body } = await exchange(sandbox, '/_sandbox/requests', { method: 'GET' });
  return z.array(z.object({ kind: z.string() })).parse(JSON.parse(body));
}

/** The input of a workflow, as the Temporal UI sends it to the codec server. */
async function payloadsOf(ui: string, workflowId: string): Promise<string> {
  const response = await fetch(`${ui}/api/v1/namespaces/default/workflows/${workflowId}/history`);
  const started = /"input": (\{\s+"payloads": \[.+?\]\s+\})/s.exec(await response.text())?.[1];
  return JSON.stringify(z.object({ payloads: z.array(z.unknown()) }).parse(JSON.parse(started ?? '{}')));
}

/** From a page whose host name led to the attacker when it loaded, and leads to this port now. */
async function sprayRebound(port: number, attack: Attack): Promise<ReadByPage> {
  const base = `http://${REBOUND}:${port}`;
  const page = await browser!.newPage();
  const body = await readFile(ATTACKING_PAGE, 'utf8');
  await page.route(`${base}/of-the-attacker`, (route) => route.fulfill({ body, contentType: 'text/html' }));
  await page.goto(`${base}/of-the-attacker`);
  await page.unrouteAll();
  const read = await spray(page, [base], attack);
  await page.close();
  return read;
}

const readSchema = z.array(z.object({ url: z.string(), text: z.string() }));

type ReadByPage = z.infer<typeof readSchema>;

/** Sends the whole attack to all bases. @returns what the page could read of the responses */
async function spray(page: Page, bases: readonly string[], attack: Attack): Promise<ReadByPage> {
  const read: unknown = await page.evaluate(`attack(${JSON.stringify({ bases, ...attack })})`);
  return readSchema.parse(read);
}
