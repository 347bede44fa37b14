import { startSandbox } from '../../src/sandbox';
import type { Tenants } from './sandbox';

/** Prints where its tenants are, and serves them until it is ended. */
async function main(): Promise<void> {
  const none = await startSandbox({ latency: 'none' });
  const measured = await startSandbox({ latency: 'measured' });
  const tenants: Tenants = { none: none.settings, measured: measured.settings };
  process.stdout.write(`${JSON.stringify(tenants)}\n`);
}

void main();
