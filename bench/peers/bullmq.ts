import { Queue, QueueEvents, Worker } from 'bullmq';
import type { OnboardingInput } from '../../src/contract/onboarding';
import type { Contender, Surroundings } from '../contenders/contender';
import { CustomerCalls } from '../contenders/customerCalls';
import { newCustomer } from '../contenders/newCustomer';

interface OnboardingJob {
  readonly input: OnboardingInput;
  /** Kept once the customer is made, so that a second try goes on from there. */
  readonly customerId?: number;
}

/** A job in steps, as BullMQ's documentation has it, for up to 100 jobs at once. */
export async function open({ tenant, addresses }: Surroundings): Promise<Contender> {
  const calls = new CustomerCalls(tenant);
  const connection = { url: addresses.redis, maxRetriesPerRequest: null };
  const name = `onboarding-${process.pid}`;
  const queue = new Queue<OnboardingJob, number>(name, { connection });
  const events = new QueueEvents(name, { connection });
  const worker = new Worker<OnboardingJob, number>(
    name,
    async (job) => {
      const { input } = job.data;
      const token = await calls.getToken();
      const customerId = job.data.customerId ?? (await calls.createCustomer(token, input));
      await job.updateData({ input, customerId });
      await calls.updateCustomer(token, customerId, input);
      return customerId;
    },
    { connection, concurrency: 100 },
  );
  await Promise.all([events.waitUntilReady(), worker.waitUntilReady()]);
  events.setMaxListeners(0);
  return {
    onboard: async () => {
      const job = await queue.add('onboard', { input: newCustomer() });
      await job.waitUntilFinished(events);
    },
    close: async () => {
      await Promise.all([worker.close(), events.close(), queue.close(), calls.close()]);
    },
  };
}
