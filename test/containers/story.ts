import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../src/sandbox';
import { somebody } from '../setup/people';
import { call } from './call';
import { Checkout } from './checkout';
import { docker } from './docker';
import { commandsOf, GUIDE_STEPS, type GuideStep } from './guide';
import { checkArm64, checkImage } from './imageChecks';
import { Load } from './load';
import { step, tell, until } from './steps';
import { answersByDisturbance, brokenPromises } from './verdict';

/** What an operator pastes. */
const SECRET = 'sandbox-secret\n';
const PER_SECOND = 2;
const DATABASE_STOPPED_MS = 20_000;
const CUT_OFF_MS = 30_000;
const CALM_MS = 10_000;
const JOBS = ['temporal-schema', 'temporal-namespace'];
const SERVICES = ['postgresql', 'temporal', 'temporal-ui', 'codec-server', 'gateway', 'worker', 'prometheus'];
/** Everything is down, the gateway too. */
const DOWN = ['everything down and up', 'restore'];

const followed = new Set<GuideStep>();
const checkout = new Checkout();
let key = '';

/** Follows the guide from nothing, then disturbs everything under load, and counts customers and mails at the end. */
async function story(): Promise<void> {
  await checkout.create();
  await setUp();
  await runCommands();
  await lookAtServices();
  const sandbox = await moveCommerce();
  try {
    await disturb(sandbox);
  } finally {
    await sandbox.stop();
  }
  const forgotten = Object.keys(GUIDE_STEPS).filter((name) => !followed.has(name as GuideStep));
  assert.deepEqual(forgotten, [], 'steps of the guide that were not followed');
}

async function setUp(): Promise<void> {
  await step('build the image, create the secrets', () => follow('secrets', { input: SECRET }));
  await step('check the image', checkImage);
  await step('build it for arm64', () => checkArm64(checkout.folder));
  await step('create a key for the gateway', async () => {
    const said = await follow('gatewayKey');
    [key = ''] = /^onboard_\S+$/m.exec(said) ?? [];
    assert.notEqual(key, '', `no key was printed:\n${said}`);
  });
  await step('start everything, check the tenant', () => follow('up'));
  await step('onboard the first customer', async () => {
    const said = await follow('firstCustomer', { env: { KEY: key } });
    assert.match(said, /^HTTP\/1\.1 200 /m);
    assert.match(said, /"status":"done"/);
  });
}

async function runCommands(): Promise<void> {
  await step('list, start one, list the keys', async () => {
    const said = await follow('commands');
    assert.match(said, /crm/);
  });
  await step('import a file, copy the report', async () => {
    const { email, firstname, lastname } = somebody();
    const rows = `email,firstname,lastname,store_id,website_id\n${email},${firstname},${lastname},1,1\n`;
    await writeFile(join(checkout.folder, 'customers.csv'), rows);
    const [importCommand = '', copyCommand = ''] = commandsOf('import').split('\n');
    const said = await checkout.run(`${importCommand} 2>&1`);
    assert.match(said, /1 made, 0 adopted, 0 refused/);
    const [, id = ''] = /imports\/([^/\s]+)\/report\.csv/.exec(said) ?? [];
    await checkout.run(copyCommand.replace('IMPORT-ID', id));
    assert.match(readFileSync(join(checkout.folder, 'report.csv'), 'utf8'), /^1,made,\d+,/m);
    followed.add('import');
  });
}

async function lookAtServices(): Promise<void> {
  await step('open the UI, the codec server and Prometheus', async () => {
    for (const address of ['127.0.0.1:8080/', '127.0.0.1:8081/healthz', '127.0.0.1:9090/-/ready']) {
      assert.equal((await fetch(`http://${address}`)).status, 200, address);
    }
    await until('Prometheus reaches both workers and Temporal', async () => {
      const response = await fetch('http://127.0.0.1:9090/api/v1/query?query=up==1');
      const { data } = (await response.json()) as { data: { result: { metric: { job: string } }[] } };
      const jobs = data.result.map(({ metric }) => metric.job).sort();
      return jobs.filter((job) => job === 'temporal').length === 1 && jobs.length >= 4;
    });
  });
}

/** Commerce does not stop with the services here: from now on the sandbox is a process beside them. */
async function moveCommerce(): Promise<Sandbox> {
  await checkout.run('docker compose rm --stop --force sandbox');
  const sandbox = await startSandbox({ host: '0.0.0.0', port: 8090, latency: 'measured' });
  checkout.useCommerceElsewhere();
  await step('change the client secret', () => follow('newSecret', { input: SECRET }));
  await step('upgrade: build again, replace the services', async () => {
    await follow('upgrade');
    await allWell();
  });
  return sandbox;
}

async function disturb(sandbox: Sandbox): Promise<void> {
  const load = new Load(key, PER_SECOND);
  load.start();
  await disturbance(load, 'a worker killed', async () => {
    const [worker = ''] = (await compose('ps --quiet worker')).split('\n');
    const pid = (await docker('inspect', '--format', '{{.State.Pid}}', worker)).trim();
    await call('kill', ['-9', pid]);
  });
  await disturbance(load, `PostgreSQL stopped for ${DATABASE_STOPPED_MS / 1_000} s`, async () => {
    await compose('stop postgresql');
    await sleep(DATABASE_STOPPED_MS);
    await compose('start postgresql');
  });
  await disturbance(load, 'Temporal restarted', () => compose('restart temporal'));
  await disturbance(load, `the only worker cut off for ${CUT_OFF_MS / 1_000} s`, async () => {
    await checkout.setVariable('WORKERS', '1');
    await follow('workers');
    const worker = (await compose('ps --quiet worker')).trim();
    await docker('network', 'disconnect', 'commerce-onboarding_default', worker);
    await sleep(CUT_OFF_MS);
    await docker('network', 'connect', '--alias', 'worker', 'commerce-onboarding_default', worker);
  });
  await checkout.setVariable('WORKERS', '2');
  await disturbance(load, 'everything down and up', async () => {
    await compose('down');
    await compose('up --detach --wait');
  });
  await disturbance(load, 'backup', () => follow('backUp'));
  await step('end the load, wait until all are done', async () => {
    await load.stop();
    await allDone();
  });
  load.during = 'restore';
  await step('restore', async () => {
    load.start();
    await follow('restore');
    await load.stop();
    await allWell();
  });
  await disturbance(load, 'after the restore', async () => {
    load.start();
    await sleep(CALM_MS);
    await load.stop();
  });
  await step('wait until all are done, count customers and mails', async () => {
    await allDone();
    const customers = sandbox.customers().map(({ email }) => email);
    const mails = sandbox.mails().map(({ to }) => to);
    for (const line of answersByDisturbance(load.requests)) process.stdout.write(`    ${line}\n`);
    const broken = brokenPromises(load.requests, { customers, mails }, DOWN);
    assert.deepEqual(broken, []);
    const accepted = load.requests.filter(({ status }) => status === 202 || status === 200).length;
    return `${load.requests.length} requests, ${accepted} accepted, each with one customer and one mail`;
  });
}

/** Disturbs the services under load; ends when a new customer passes through all of them again. */
async function disturbance(load: Load, name: string, act: () => Promise<unknown>): Promise<void> {
  load.during = name;
  await step(name, async () => {
    const from = performance.now();
    await act();
    await until('a new customer is done', async () => (await load.one()) === 200);
    const seconds = Math.round((performance.now() - from) / 1_000);
    await allWell();
    load.during = 'calm';
    await sleep(CALM_MS);
    return `a customer was done ${seconds} s after its begin`;
  });
}

/** Runs the guide's commands. */
async function follow(name: GuideStep, options: Parameters<Checkout['run']>[1] = {}): Promise<string> {
  followed.add(name);
  return await checkout.run(commandsOf(name), options);
}

async function compose(command: string): Promise<string> {
  return await checkout.run(`docker compose ${command}`);
}

/** Every service runs and its health check passes; the jobs have succeeded. */
async function allWell(): Promise<void> {
  await until('every service is healthy', async () => {
    const lines = (await compose('ps --all --format json')).split('\n').filter(Boolean);
    const containers = lines.map((line) => JSON.parse(line) as Container);
    const isWell = ({ Service, State, Health, ExitCode }: Container) =>
      JOBS.includes(Service)
        ? State === 'exited' && ExitCode === 0
        : State === 'running' && ['', 'healthy'].includes(Health);
    const names = new Set(containers.map(({ Service }) => Service));
    return [...JOBS, ...SERVICES].every((name) => names.has(name)) && containers.every(isWell);
  });
}

interface Container {
  Service: string;
  State: string;
  Health: string;
  ExitCode: number;
}

async function allDone(): Promise<void> {
  await until('no onboarding is running', async () => {
    const listed = await checkout.onboard('list --status running --json').catch(() => 'not listed');
    return listed.trim() === '' || listed.trim() === '[]';
  });
}

void tell(story, async () => {
  // For the log.
  await compose('ps --all').catch(() => undefined);
  await compose('logs --no-color --tail 200');
});
