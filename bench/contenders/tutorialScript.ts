import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '#product/embeddedServer/childEnvironment';
import type { Contender, Surroundings } from './contender';
import { newCustomer } from './newCustomer';

/** The tutorial's complete script, word for word but for its three settings, IMS's address and the customer's. */
export function open({ tenant }: Surroundings): Promise<Contender> {
  const script = readFileSync(join(__dirname, 'tutorial.sh'), 'utf8')
    .replace('<client_id>', tenant.CLIENT_ID)
    .replace('<client_secret>', tenant.CLIENT_SECRET)
    .replace('<rest_endpoint>', tenant.REST_ENDPOINT)
    .replace('https://ims-na1.adobelogin.com', tenant.IMS_ENDPOINT);
  return Promise.resolve({
    onboard: async () => {
      const { email } = newCustomer().customer;
      const { stdout } = await promisify(execFile)(
        'bash',
        ['-c', script.replaceAll('john.doe@example.com', email)],
        { env: childEnvironment('local') },
      );
      if (!stdout.includes('"lastname": "Doe-Updated"')) throw new Error(`The script failed:\n${stdout}`);
    },
    close: () => Promise.resolve(),
  });
}
