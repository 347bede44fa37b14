import { Client, Connection } from '@temporalio/client';
import { onboardingDataConverter, startOnboarding, type StartedOnboarding } from '#product/client/index';
import type { Contender, Surroundings } from './contender';
import { newCustomer } from './newCustomer';
import { workerEnvironment } from './workerEnvironment';

/** A service that has customers onboarded with this package's client. */
export interface Caller extends Contender {
  readonly client: Client;
  /** Orders the onboarding of a new customer. */
  start(): Promise<StartedOnboarding>;
}

export async function openCaller(surroundings: Surroundings, taskQueue: string): Promise<Caller> {
  const connection = await Connection.connect({ address: surroundings.addresses.temporal });
  const dataConverter = onboardingDataConverter(workerEnvironment(surroundings, taskQueue));
  const client = new Client({ connection, dataConverter });
  const options = { client, taskQueue, restEndpoint: surroundings.tenant.REST_ENDPOINT };
  const start = () => startOnboarding(newCustomer(), options);
  return {
    client,
    start,
    onboard: async () => {
      await (await start()).result();
    },
    close: () => connection.close(),
  };
}
