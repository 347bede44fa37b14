import * as restate from '@restatedev/restate-sdk';
import * as clients from '@restatedev/restate-sdk-clients';
import type { OnboardingInput } from '../../src/contract/onboarding';
import type { Contender, Surroundings } from '../contenders/contender';
import { CustomerCalls } from '../contenders/customerCalls';
import { newCustomer } from '../contenders/newCustomer';
import { takeStablePorts } from '../../test/setup/production/stablePorts';

/** A handler with three durable steps, as Restate's documentation has it. */
export async function open({ tenant, addresses }: Surroundings): Promise<Contender> {
  const calls = new CustomerCalls(tenant);
  const onboarding = restate.service({
    name: `onboarding${process.pid}`,
    handlers: {
      onboard: async (context: restate.Context, input: OnboardingInput): Promise<number> => {
        const token = await context.run('getToken', () => calls.getToken());
        const id = await context.run('createCustomer', () => calls.createCustomer(token, input));
        await context.run('updateCustomer', () => calls.updateCustomer(token, id, input));
        return id;
      },
    },
  });
  const [port = 0] = await takeStablePorts(1);
  await restate.serve({ services: [onboarding], port });
  await register(addresses.restate.admin, `http://127.0.0.1:${port}`);
  const client = clients.connect({ url: addresses.restate.ingress }).serviceClient(onboarding);
  return {
    onboard: async () => {
      await client.onboard(newCustomer());
    },
    close: () => calls.close(),
  };
}

async function register(admin: string, uri: string): Promise<void> {
  const response = await fetch(`${admin}/deployments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uri }),
  });
  if (!response.ok) throw new Error(`Restate refuses the service: ${await response.text()}`);
}
