import { randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CustomerFields } from '../../src/contract/onboarding';
import { type Sandbox, type SandboxCustomer, startSandbox } from '../../src/sandbox';
import { seededRandom } from '../../src/sandbox/random';
import { connectTemporal, type TemporalConnection } from '../../src/temporal/connection';
import { createDataConverter } from '../../src/temporal/dataConverter';
import { encryptionKeyText, newEncryptionKey, parseEncryptionKeys } from '../../src/temporal/encryption';
import { createLogger, installRuntime } from '../../src/temporal/logging';
import { type Outcome, outcomeOf } from '../../src/onboardings/outcome';
import { retryOnboarding } from '../../src/onboardings/retry/retryOnboarding';
import { type OnboardCustomer, startOnboarding } from '../../src/onboardings/startOnboarding';
import { untilAnswered } from '../../src/onboardings/untilAnswered';
import { countBy } from '../setup/countBy';
import { editAsPerson } from '../setup/editAsPerson';
import { somebody } from '../setup/people';
import { missingPrograms } from '../setup/production/missingPrograms';
import { Topology } from '../setup/production/topology';
import { currentBuild, type Disturbance, DISTURBANCES, setCurrentBuild, type Stage } from './disturbances';
import { REFUSED_UPDATES, SANDBOX_FAULTS } from './sandboxFaults';

/** `npm run test:faults` is the long form. */
const ONBOARDINGS = Number(process.env['FAULT_ONBOARDINGS'] ?? 150);
const IS_LONG = process.env['FAULT_ONBOARDINGS'] !== undefined;
const SEED = Number(process.env['FAULT_SEED'] ?? randomInt(1_000_000));

const TASK_QUEUE = 'customer-onboarding';
const WORKERS = 4;
const STARTED_AT_ONCE = 20;
const PAUSE_MS = 3_000;
const MOST_RETRIES = 20;

jest.setTimeout(3_600_000);

const missing = missingPrograms();
const isSkipped = missing.length > 0 && process.env['CI'] !== 'true';
if (isSkipped) process.stderr.write(`\nNOT RUN: the fault run, as ${missing.join(' and ')} is not here.\n`);

interface Accepted {
  readonly workflowId: string;
  readonly customer: CustomerFields;
}

(isSkipped ? test.skip : test)(
  `${ONBOARDINGS} onboardings through every fault: none lost, none made twice, every failure retried until it is done`,
  async () => {
    process.stderr.write(`\nfault run: ${ONBOARDINGS} onboardings, seed ${SEED}\n`);
    installRuntime(createLogger('silent'));
    const sandbox = await startSandbox({ seed: SEED });
    const otherSandbox = await startSandbox();
    const strangers = addStrangers(otherSandbox);
    const { REST_ENDPOINT, IMS_ENDPOINT } = sandbox.settings;
    const topology = await Topology.start({
      workers: 0,
      variables: {
        ...{ REST_ENDPOINT, IMS_ENDPOINT },
        ...{ ONBOARDING_REQUEST_TIMEOUT: '3s', ONBOARDING_RETRY_FIRST: '200ms', ONBOARDING_RETRY_MAX: '2s' },
        ...{ ONBOARDING_GIVE_UP_AFTER: '1m', ONBOARDING_SHUTDOWN_GRACE: '5s' },
      },
    });
    const keys = await keysOf(topology);
    const { client, connection } = await connectTo(topology, keys);
    const stage: Stage = { topology, sandbox, otherSandbox, client, taskQueue: TASK_QUEUE, keys };
    try {
      for (let count = 0; count < WORKERS; count += 1) await topology.addWorker(currentBuild(topology));
      await setCurrentBuild(stage);
      for (const fault of SANDBOX_FAULTS) sandbox.fail(fault);
      if (IS_LONG) sandbox.fail(REFUSED_UPDATES);

      const over = new AbortController();
      const starting = startAll(stage, REST_ENDPOINT).finally(() => over.abort());
      const happened = await disturb(stage, over.signal);
      const accepted = await starting;
      sandbox.clearFaults();
      const { failures, edited } = await retryToTheEnd(stage, accepted, REST_ENDPOINT);

      const outcomes = await Promise.all(accepted.map(({ workflowId }) => endOf(stage, workflowId)));
      const customerOf = new Map(sandbox.customers().map(({ email, id }) => [email, id]));
      const mailsTo = countBy(sandbox.mails().map(({ to }) => to));
      const customers = countBy(sandbox.customers().map(({ email }) => email));
      const figures = {
        accepted: accepted.length,
        done: outcomes.filter(({ status }) => status === 'done').length,
        doubles: accepted.filter(({ customer }) => customers.get(customer.email) !== 1).length,
        mailsNotOnce: accepted.filter(({ customer }) => mailsTo.get(customer.email) !== 1).length,
        wrongIds: accepted.filter(({ customer }, index) => {
          const outcome = outcomes[index];
          return outcome?.status !== 'done' || outcome.result.customerId !== customerOf.get(customer.email);
        }).length,
        editsUndone: sandbox.customers().filter(({ id, firstname }) => edited.has(id) && firstname !== EDITED)
          .length,
      };
      process.stderr.write(`${JSON.stringify({ ...figures, edited: edited.size, failures, happened })}\n`);
      expect(figures).toEqual({
        accepted: ONBOARDINGS,
        done: ONBOARDINGS,
        ...{ doubles: 0, mailsNotOnce: 0, wrongIds: 0, editsUndone: 0 },
      });
      expect(otherSandbox.customers()).toEqual(strangers);
    } finally {
      await connection.close();
      await topology.end();
      await sandbox.stop();
      await otherSandbox.stop();
    }
  },
);

/** The first IDs of the other shop are also the first ones of ours. */
function addStrangers(shop: Sandbox): readonly SandboxCustomer[] {
  for (let count = 0; count < ONBOARDINGS; count += 1) shop.addCustomer(somebody({ firstname: 'Ann' }));
  return shop.customers();
}

async function connectTo({ temporal }: Topology, keys: Stage['keys']): Promise<TemporalConnection> {
  const parsed = parseEncryptionKeys(keys.join(','));
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const target = { connectionOptions: { address: temporal.address }, namespace: 'default' };
  return await connectTemporal(target, createDataConverter({ mode: 'on', keys: parsed.keys }));
}

/** The initial key of the services, and its replacement. */
async function keysOf({ place }: Topology): Promise<Stage['keys']> {
  const file = join(place.folders['/run/secrets'] ?? '', 'encryption-keys');
  return [(await readFile(file, 'utf8')).trim(), encryptionKeyText(newEncryptionKey())];
}

/** A start whose answer was lost is repeated: it finds the onboarding, or starts it. */
async function startAll({ client }: Stage, restEndpoint: string): Promise<Accepted[]> {
  const accepted: Accepted[] = [];
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  let left = ONBOARDINGS;
  const startSome = async () => {
    while (left > 0) {
      left -= 1;
      const customer = somebody();
      const input = { customer, password: 'TempPa55word!', update: { lastname: 'Roe' } };
      const start = () => startOnboarding(client, { input, restEndpoint, taskQueue: TASK_QUEUE });
      const handle = await untilAnswered(start, { signal });
      accepted.push({ workflowId: handle.workflowId, customer });
      await untilAnswered(() => outcomeOf(handle), { signal });
    }
  };
  await Promise.all(Array.from({ length: STARTED_AT_ONCE }, startSome));
  return accepted;
}

/** Each of them makes onboardings fail and need a retry, for which the short form has no time. */
const OF_THE_LONG_FORM: readonly Disturbance[] = [
  "a worker's clock is wrong",
  "another tenant's worker polls the queue",
];

/**
 * Runs the disturbances one by one, each at least once, in an order drawn with the seed; returns how often each
 * happened.
 */
async function disturb(stage: Stage, over: AbortSignal): Promise<Partial<Record<Disturbance, number>>> {
  const random = seededRandom(SEED);
  const names = (Object.keys(DISTURBANCES) as Disturbance[]).filter(
    (name) => IS_LONG || !OF_THE_LONG_FORM.includes(name),
  );
  const happened: Partial<Record<Disturbance, number>> = {};
  const once = [...names].sort(() => random() - 0.5);
  while (!over.aborted || once.length > 0) {
    const name = once.shift() ?? names[Math.floor(random() * names.length)] ?? 'a worker is killed';
    await DISTURBANCES[name](stage);
    happened[name] = (happened[name] ?? 0) + 1;
    await sleep(PAUSE_MS);
  }
  return happened;
}

/** A first name that a person chose. */
const EDITED = 'Johnny';

/**
 * Retries failed onboardings until none are left. If an update failed, the person changes the first name before the
 * retry. Returns how many failed at first, by type, and the IDs of those persons.
 */
async function retryToTheEnd(
  stage: Stage,
  accepted: readonly Accepted[],
  restEndpoint: string,
): Promise<{ failures: Record<string, number>; edited: ReadonlySet<number> }> {
  const failures: Record<string, number> = {};
  const edited = new Set<number>();
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  for (let round = 0; round < MOST_RETRIES; round += 1) {
    const ends = await Promise.all(accepted.map(({ workflowId }) => endOf(stage, workflowId)));
    const failed = accepted.filter((_, index) => ends[index]?.status !== 'done');
    if (failed.length === 0) break;
    for (const [index, { workflowId }] of accepted.entries()) {
      const outcome = ends[index];
      if (outcome?.status === 'done') continue;
      const type = outcome?.status === 'failed' ? outcome.failure.type : String(outcome?.status);
      failures[type] = (failures[type] ?? 0) + 1;
      if (IS_LONG && outcome?.status === 'failed' && outcome.failure.step === 'updateCustomer') {
        const { customerId = 0 } = outcome.failure;
        await editAsPerson(stage.sandbox, customerId, { firstname: EDITED });
        edited.add(customerId);
      }
      await untilAnswered(() => retryOnboarding(stage.client, { workflowId, restEndpoint }), { signal });
    }
  }
  return { failures, edited };
}

async function endOf({ client }: Stage, workflowId: string): Promise<Outcome> {
  const handle = client.workflow.getHandle<OnboardCustomer>(workflowId);
  return await untilAnswered(() => outcomeOf(handle), { signal: new AbortController().signal });
}
