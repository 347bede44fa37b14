import type { Contender, Surroundings } from './contender';
import { CustomerCalls } from './customerCalls';
import { newCustomer } from './newCustomer';

/** The requests alone, kept nowhere: what Commerce and Node give at most. */
export function open({ tenant }: Surroundings): Promise<Contender> {
  const calls = new CustomerCalls(tenant);
  return Promise.resolve({
    onboard: async () => {
      const input = newCustomer();
      const token = await calls.getToken();
      const id = await calls.createCustomer(token, input);
      await calls.updateCustomer(token, id, input);
    },
    close: () => calls.close(),
  });
}
