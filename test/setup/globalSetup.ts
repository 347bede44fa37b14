import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWorkflowBundle } from '../../src/temporal/buildBundle';
import { connectTemporal } from '../../src/temporal/connection';
import { useEmbeddedServer } from '../../src/temporal/embedded';
import { ensureSearchAttributes } from '../../src/temporal/searchAttributes';
import { keepForTeardown } from './globalTeardown';

/** One Temporal server for the suite, the embedded one, in a home of its own; and the workflows as they are now. */
export default async function globalSetup(): Promise<void> {
  const [address] = await Promise.all([startServer(), buildWorkflowBundle()]);
  process.env['TEST_TEMPORAL_ADDRESS'] = address;
}

async function startServer(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'onboarding-suite-'));
  const server = await useEmbeddedServer({
    home,
    log: (line) => process.stderr.write(`${line}\n`),
    ...(process.env['ONBOARDING_TEMPORAL_CLI'] && { program: process.env['ONBOARDING_TEMPORAL_CLI'] }),
  });
  keepForTeardown({ server, home });
  await registerSearchAttributes(server.address);
  return server.address;
}

async function registerSearchAttributes(address: string): Promise<void> {
  const temporal = await connectTemporal({ connectionOptions: { address }, namespace: 'default' }, {});
  await ensureSearchAttributes(temporal);
  await temporal.connection.close();
}
