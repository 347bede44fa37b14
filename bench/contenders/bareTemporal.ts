import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { onboardingDataConverter } from '#product/client/index';
import { SEARCH_ATTRIBUTES } from '#product/contract/names';
import { createSdkMetrics } from '#product/temporal/metrics/sdkMetrics';
import { startTracing } from '#product/temporal/tracing';
import type { Contender, Surroundings } from './contender';
import { CustomerCalls } from './customerCalls';
import { newCustomer } from './newCustomer';

/**
 * A workflow as in the official samples, with the worker's defaults.
 *
 * Variants: `empty` is the workflow that does nothing; `asItComes` takes the server as it comes; `encryption`,
 * `metrics`, `tracing` and `attributes` add what this project has, one by one.
 */
export async function open(surroundings: Surroundings): Promise<Contender> {
  const { tenant, addresses, variant } = surroundings;
  const has = (name: string) => variant.includes(name);
  const address = has('asItComes') ? addresses.temporalAsItComes : addresses.temporal;
  if (has('metrics')) {
    Runtime.install({ telemetryOptions: { metrics: (await createSdkMetrics()).exporter } });
  }
  const tracing = has('tracing') ? await startTracing({ endpoint: addresses.collector }) : undefined;
  const shared = {
    ...(has('encryption') && {
      dataConverter: onboardingDataConverter({ ONBOARDING_ENCRYPTION_KEYS: surroundings.encryptionKeys }),
    }),
    ...(tracing && { plugins: [tracing.plugin] }),
  };
  const calls = new CustomerCalls(tenant);
  const taskQueue = `bare-${randomUUID()}`;
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: require.resolve('./bareWorkflows'),
    activities: {
      getToken: () => calls.getToken(),
      createCustomer: (...args: Parameters<CustomerCalls['createCustomer']>) => calls.createCustomer(...args),
      updateCustomer: (...args: Parameters<CustomerCalls['updateCustomer']>) => calls.updateCustomer(...args),
    },
    ...shared,
  });
  const running = worker.run();
  const clientConnection = await Connection.connect({ address });
  const client = new Client({ connection: clientConnection, ...shared });
  const type = has('empty')
    ? 'empty'
    : has('attributes')
      ? 'threeActivitiesWithAttributes'
      : 'threeActivities';
  return {
    onboard: async () => {
      const input = newCustomer();
      await client.workflow.execute(type, {
        taskQueue,
        workflowId: randomUUID(),
        args: has('empty') ? [] : [input],
        ...(has('attributes') && {
          typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.person, value: input.customer.email }],
        }),
      });
    },
    close: async () => {
      worker.shutdown();
      await running;
      await tracing?.shutdown();
      await Promise.all([connection.close(), clientConnection.close(), calls.close()]);
    },
  };
}
