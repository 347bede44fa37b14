import { DBOS } from '@dbos-inc/dbos-sdk';
import type { OnboardingInput } from '../../src/contract/onboarding';
import type { Contender, Surroundings } from '../contenders/contender';
import { CustomerCalls } from '../contenders/customerCalls';
import { newCustomer } from '../contenders/newCustomer';

/** A workflow with three steps, as DBOS' documentation has it. */
export async function open({ tenant, addresses }: Surroundings): Promise<Contender> {
  const calls = new CustomerCalls(tenant);
  const onboard = DBOS.registerWorkflow(
    async (input: OnboardingInput): Promise<number> => {
      const token = await DBOS.runStep(() => calls.getToken(), { name: 'getToken' });
      const id = await DBOS.runStep(() => calls.createCustomer(token, input), { name: 'createCustomer' });
      await DBOS.runStep(() => calls.updateCustomer(token, id, input), { name: 'updateCustomer' });
      return id;
    },
    { name: 'onboard' },
  );
  DBOS.setConfig({
    name: 'onboarding',
    systemDatabaseUrl: addresses.postgres,
    logLevel: 'error',
  });
  await DBOS.launch();
  return {
    onboard: async () => {
      await onboard(newCustomer());
    },
    close: async () => {
      await DBOS.shutdown();
      await calls.close();
    },
  };
}
