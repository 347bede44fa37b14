import { randomUUID } from 'node:crypto';
import type { OnboardingInput } from '../../../src/contract/onboarding';
import {
  type Sandbox,
  type SandboxCustomer,
  type SandboxOptions,
  startSandbox,
  type NewCustomer,
} from '../../../src/sandbox';
import { type Outcome, outcomeOf } from '../../../src/onboardings/outcome';
import { retryOnboarding } from '../../../src/onboardings/retry/retryOnboarding';
import { type OnboardCustomer, startOnboarding } from '../../../src/onboardings/startOnboarding';
import { somebody } from '../../setup/people';
import { connectTo } from '../stage/connectTo';
import { sharedServer } from '../stage/temporalServer';
import type { HoldPoint } from '../worker/messages';
import { WorkerHandle } from '../worker/workerHandle';

/** Long enough to act while a request is held in flight. */
const REQUEST_TIMEOUT_MS = 3_000;

/** The person to onboard, in a shop with other customers, beside another tenant's shop on the same queue. */
export interface RecordStage {
  readonly input: OnboardingInput;
  /** Our shop. `reinstallShop` replaces it. */
  shop(): Sandbox;
  readonly otherShop: Sandbox;
  /** Every other customer of both shops, which must stay unchanged. */
  strangers(): readonly SandboxCustomer[];
  /** Adds a customer to our shop and returns the ID. */
  addStranger(customer: NewCustomer): number;
  start(): Promise<void>;
  /** Waits for the newest run. */
  outcome(): Promise<Outcome>;
  retry(): Promise<void>;
  addWorker(of?: 'us' | 'otherTenant', clockOffsetSeconds?: number): Promise<WorkerHandle>;
  /** Installs the shop again at the same address: IDs count from 1 again, and other people have them. */
  reinstallShop(): Promise<void>;
  end(): Promise<void>;
}

const STRANGERS = 3;

export async function openRecordStage(update: OnboardingInput['update']): Promise<RecordStage> {
  const { address } = sharedServer();
  const temporal = await connectTo(address);
  const taskQueue = `crash-${randomUUID()}`;
  let shop = await startShop();
  const otherShop = await startShop();
  let strangers = [...shop.customers(), ...otherShop.customers()];
  const { port } = new URL(shop.url);
  const { REST_ENDPOINT: restEndpoint } = shop.settings;
  const input: OnboardingInput = { customer: somebody(), ...(update && { update }) };
  const workers: WorkerHandle[] = [];
  let workflowId = '';
  const { client } = temporal;
  return {
    input,
    shop: () => shop,
    otherShop,
    strangers: () => strangers,
    addStranger: (customer) => {
      const id = shop.addCustomer(customer);
      strangers.push(...shop.customers().filter((row) => row['id'] === id));
      return id;
    },
    start: async () => {
      ({ workflowId } = await startOnboarding(client, { input, restEndpoint, taskQueue }));
    },
    outcome: () => outcomeOf(client.workflow.getHandle<OnboardCustomer>(workflowId)),
    retry: async () => {
      const retry = await retryOnboarding(client, { workflowId, restEndpoint });
      if (retry.kind !== 'started') throw new Error(`not retried: ${retry.kind}`);
    },
    addWorker: async (of = 'us', clockOffsetSeconds = 0) => {
      const worker = await WorkerHandle.start({
        temporalAddress: address,
        taskQueue,
        tenant: (of === 'us' ? shop : otherShop).settings,
        requestTimeoutMs: REQUEST_TIMEOUT_MS,
        clockOffsetSeconds,
      });
      workers.push(worker);
      return worker;
    },
    reinstallShop: async () => {
      await shop.stop();
      shop = await startShop({ port: Number(port) });
      strangers = [...shop.customers(), ...otherShop.customers()];
    },
    end: async () => {
      await Promise.all(workers.map((worker) => worker.kill()));
      await temporal.connection.close();
      await Promise.all([shop.stop(), otherShop.stop()]);
    },
  };
}

async function startShop(options: SandboxOptions = {}): Promise<Sandbox> {
  const shop = await startSandbox(options);
  for (let count = 0; count < STRANGERS; count += 1) {
    shop.addCustomer({
      ...somebody({ firstname: 'Ann', lastname: `Stranger-${count}` }),
      created_at: LONG_AGO,
    });
  }
  return shop;
}

const LONG_AGO = '2020-01-02 03:04:05';

/** The next request of the kind waits at this boundary. */
export async function holdAt(
  worker: WorkerHandle,
  { request, boundary }: Pick<HoldPoint, 'request' | 'boundary'>,
): Promise<HoldPoint> {
  const point: HoldPoint = { id: Math.floor(Math.random() * 1e9), request, boundary, after: 0 };
  await worker.arm(point);
  return point;
}
