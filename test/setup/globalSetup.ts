import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWorkflowBundle } from '../../src/temporal/buildBundle';
import { useEmbeddedServer } from '../../src/embeddedServer';
import { keepForTeardown } from './globalTeardown';

/** One Temporal server for the suite, the embedded one, in a home of its own; and the current workflows. */
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
  return server.address;
}
