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

/** Callers of single ones bound themselves. */
const MOST_AT_ONCE = 100;
/** Jobs that are added together. */
const BATCH = 500;

/** A job in steps, as BullMQ's documentation has it; many are added in batches, and counted by the queue's events. */
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
    { connection, concurrency: MOST_AT_ONCE },
  );
  await Promise.all([events.waitUntilReady(), worker.waitUntilReady()]);
  events.setMaxListeners(0);
  return {
    onboard: async () => {
      const job = await queue.add('onboard', { input: newCustomer() });
      await job.waitUntilFinished(events);
    },
    onboardMany: async ({ onboardings, atOnce }) => {
      worker.concurrency = atOnce;
      const completed = allCompleted(events, onboardings);
      for (let added = 0; added < onboardings; added += BATCH) {
        const jobs = Array.from({ length: Math.min(BATCH, onboardings - added) }, () => ({
          name: 'onboard',
          data: { input: newCustomer() },
        }));
        await queue.addBulk(jobs);
      }
      await completed;
      worker.concurrency = MOST_AT_ONCE;
    },
    close: async () => {
      await Promise.all([worker.close(), events.close(), queue.close(), calls.close()]);
    },
  };
}

function allCompleted(events: QueueEvents, jobs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = jobs;
    const onCompleted = () => {
      left -= 1;
      if (left > 0) return;
      events.off('completed', onCompleted).off('failed', onFailed);
      resolve();
    };
    const onFailed = ({ failedReason }: { failedReason: string }) => reject(new Error(failedReason));
    events.on('completed', onCompleted).on('failed', onFailed);
  });
}
